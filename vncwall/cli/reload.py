"""`vncwall reload`: the configuration read again."""

from __future__ import annotations

from vncwall.cli.complaint import complain
from vncwall.cli.desks import desks
from vncwall.cli.options import ProcessNumber


def reload(pid: ProcessNumber = None) -> int:
    """Have the wall that runs read its configuration again.

    It also does so by itself when the file changes; what has mistakes is said there and not used.

    \b
    vncwall reload
    vncwall reload --pid 4711
    """
    from vncwall.app import reload as command

    return command.run(folder=desks(), pid=pid, note=complain)
