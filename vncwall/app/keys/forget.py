"""`vncwall keys forget`: what a server shows next is new."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from vncwall.errors import SettingsError
from vncwall.settings.known_keys import KnownKeys
from vncwall.settings.model import HostSettings


def run(hosts: Sequence[HostSettings], *, path: Path, out: TextIO | None = None) -> int:
    """Forget the keys of `hosts`; return 0, or 1 when one had none.

    Raises:
        SettingsError: the file cannot be read or written.
    """
    out = out or sys.stdout
    keys, code = KnownKeys(path), 0
    for host in hosts:
        try:
            count = keys.forget(host.address)
        except OSError as error:
            raise SettingsError(str(path), "", f"cannot be written: {error.strerror}") from None
        code = code if count else 1
        what = f"{count} key{'s' if count > 1 else ''} forgotten" if count else "no key was known"
        print(f"{host.name}: {what}", file=out)
    return code
