"""`vncwall keys forget`."""

from __future__ import annotations

import io
from pathlib import Path

from vncwall.app.keys.forget import run
from vncwall.security import HostKey, KeyKind
from vncwall.settings.address import HostAddress
from vncwall.settings.known_keys import KnownKeys
from vncwall.settings.model import HostSettings

LAB = HostSettings("lab", HostAddress("lab", 5901))


def test_a_forgotten_key_is_new_again(tmp_path: Path) -> None:
    path = tmp_path / "known_keys"
    KnownKeys(path).trust(LAB.address, HostKey(KeyKind.RSA, ":".join(["AB"] * 32)), "then")
    out = io.StringIO()
    assert run([LAB], path=path, out=out) == 0
    assert run([LAB], path=path, out=out) == 1
    assert out.getvalue() == "lab: 1 key forgotten\nlab: no key was known\n"
