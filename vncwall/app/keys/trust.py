"""`vncwall keys trust`: agree to the key that a server has shown."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from vncwall.app.running import ask
from vncwall.clock import Clock, SystemClock
from vncwall.errors import SettingsError
from vncwall.ipc.desk_client import DeskError
from vncwall.settings.known_keys import UTC_FORMAT, KnownKeys, place_of
from vncwall.settings.model import HostSettings


def run(
    hosts: Sequence[HostSettings],
    *,
    path: Path,
    confirm: Callable[[str], bool],
    desks: Path,
    clock: Clock | None = None,
    out: TextIO | None = None,
) -> int:
    """Trust what each host has shown last; have the vncwall that runs connect to it anew.

    Args:
        hosts: whose keys.
        path: the file of known keys.
        confirm: asks a person.
        desks: where a running vncwall can be asked.
        clock: for the time of agreement.
        out: where to print.

    Returns:
        0; 1 when somebody said no.

    Raises:
        SettingsError: a host has shown none, or the file cannot be written.
    """
    out = out or sys.stdout
    keys = KnownKeys(path)
    code = 0
    for host in hosts:
        try:
            key = keys.offered(host.address)
            known = [one for one in keys.trusted(host.address) if key and one.kind is key.kind]
        except OSError as error:
            raise SettingsError(str(path), "", f"cannot be read: {error.strerror}") from None
        if key is None:
            raise SettingsError(
                "arguments",
                "",
                f"{host.name} has shown no key that is not trusted; connect to it first "
                f"(vncwall snapshot {host.name})",
            )
        about = f" ({key.about})" if key.about else ""
        print(f"{host.name} ({place_of(host.address)}) shows this {key.kind}{about}:", file=out)
        print(f"  SHA-256 {key.fingerprint}", file=out)
        for one in known:
            print(f"It CHANGED; known until now:\n  SHA-256 {one.fingerprint}", file=out)
        out.flush()
        if not confirm(f"Trust it as {host.name}?"):
            code = 1
            continue
        now = time.strftime(UTC_FORMAT, time.gmtime((clock or SystemClock()).wall_ns() // 10**9))
        try:
            keys.trust(host.address, key, now)
        except OSError as error:
            raise SettingsError(str(path), "", f"cannot be written: {error.strerror}") from None
        print(f"{host.name}: trusted", file=out)
        with suppress(DeskError):  # none runs, or none that has the host
            ask(desks, "reconnect", host=host.name)
            print(f"{host.name}: connecting anew", file=out)
    return code
