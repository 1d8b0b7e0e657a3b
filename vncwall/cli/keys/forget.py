"""`vncwall keys forget`: a server's key is of no use any more."""

from __future__ import annotations

from vncwall.cli.configuration import known_keys_file, loaded_settings
from vncwall.cli.options import ConfigurationFile, Hosts


def forget(hosts: Hosts, config: ConfigurationFile = None) -> int:
    """Forget by which keys a server is known: what it shows next is new.

    \b
    vncwall keys forget pc1:1
    vncwall keys forget -c wall.toml "Line 3"
    """
    from vncwall.app.keys import forget as command

    settings = loaded_settings(hosts, config=config).settings
    return command.run(settings.hosts, path=known_keys_file(settings))
