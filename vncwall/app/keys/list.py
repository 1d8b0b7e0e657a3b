"""`vncwall keys list`: by which keys servers are known, and what they show that nobody knows."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from vncwall.errors import SettingsError
from vncwall.settings.known_keys import KnownKey, KnownKeys, place_of
from vncwall.settings.model import HostSettings


def run(
    hosts: Sequence[HostSettings],
    *,
    path: Path,
    as_json: bool = False,
    is_all: bool = False,
    out: TextIO | None = None,
) -> int:
    """Print the keys; return 0, or 1 when nobody has agreed to one yet.

    Args:
        hosts: whose keys; their names are shown in place of addresses.
        path: the file of known keys.
        as_json: print JSON.
        is_all: those of other servers too.
        out: where to print.

    Raises:
        SettingsError: the file cannot be read.
    """
    out = out or sys.stdout
    names: dict[str, str] = {}
    for host in hosts:
        names.setdefault(place_of(host.address), host.name)
    try:
        keys = [one for one in KnownKeys(path) if is_all or one.place in names]
    except OSError as error:
        raise SettingsError(str(path), "", f"cannot be read: {error.strerror}") from None
    if as_json:
        print(json.dumps([_as_dict(one, names) for one in keys], ensure_ascii=False), file=out)
    else:
        for one in keys:
            name = names.get(one.place)
            standing = "trusted since" if one.is_trusted else "NOT TRUSTED, shown"
            about = f" ({one.key.about})" if one.key.about else ""
            head = f"{name} ({one.place})" if name and name != one.place else one.place
            print(f"{head}: {one.key.kind}{about}, {standing} {one.seen}", file=out)
            print(f"  SHA-256 {one.key.fingerprint}", file=out)
        if not keys:
            print("no keys are known", file=out)
    return 0 if all(one.is_trusted for one in keys) else 1


def _as_dict(one: KnownKey, names: dict[str, str]) -> dict[str, object]:
    return {
        "host": names.get(one.place, ""),
        "place": one.place,
        "kind": str(one.key.kind),
        "sha256": one.key.fingerprint,
        "about": one.key.about,
        "trusted": one.is_trusted,
        "seen": one.seen,
    }
