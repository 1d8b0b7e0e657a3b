"""`vncwall keys list`."""

from __future__ import annotations

import io
import json
from pathlib import Path

from vncwall.app.keys.list import run
from vncwall.security import HostKey, KeyKind
from vncwall.settings.address import HostAddress
from vncwall.settings.known_keys import KnownKeys
from vncwall.settings.model import HostSettings

LAB, HALL = (HostSettings(name, HostAddress(name, 5901)) for name in ("lab", "hall"))
AB, CD = ":".join(["AB"] * 32), ":".join(["CD"] * 32)


def said(path: Path, *hosts: HostSettings, **named: bool) -> tuple[int, str]:
    out = io.StringIO()
    return run(hosts, path=path, out=out, **named), out.getvalue()


def test_keys_are_listed_by_the_names_of_their_hosts(tmp_path: Path) -> None:
    path = tmp_path / "known_keys"
    assert said(path, is_all=True) == (0, "no keys are known\n")
    KnownKeys(path).trust(LAB.address, HostKey(KeyKind.CERTIFICATE, AB), "then")
    KnownKeys(path).offer(HALL.address, HostKey(KeyKind.RSA, CD, "2048 bits"), "now")
    assert said(path, LAB) == (
        0, f"lab (lab:5901): certificate, trusted since then\n  SHA-256 {AB}\n"
    )  # fmt: skip
    assert said(path, LAB, HALL) == (
        1,
        f"lab (lab:5901): certificate, trusted since then\n  SHA-256 {AB}\n"
        f"hall (hall:5901): RSA key (2048 bits), NOT TRUSTED, shown now\n  SHA-256 {CD}\n",
    )
    code, text = said(path, HALL, as_json=True, is_all=True)
    assert code == 1
    assert [(one["host"], one["place"], one["trusted"]) for one in json.loads(text)] == [
        ("", "lab:5901", True),
        ("hall", "hall:5901", False),
    ]
