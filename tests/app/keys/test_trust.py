"""`vncwall keys trust`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.app.keys.trust import run
from vncwall.errors import SettingsError
from vncwall.security import HostKey, KeyKind
from vncwall.settings.address import HostAddress
from vncwall.settings.known_keys import KnownKeys
from vncwall.settings.model import HostSettings

LAB = HostSettings("lab", HostAddress("lab", 5901))
OLD, NEW = (HostKey(KeyKind.CERTIFICATE, ":".join([byte] * 32)) for byte in ("AB", "CD"))


def said(path: Path, *, agrees: bool) -> tuple[int, str]:
    out = io.StringIO()
    code = run(
        [LAB],
        path=path,
        confirm=lambda question: agrees,
        desks=path.parent / "nobody",
        clock=FakeClock(),
        out=out,
    )
    return code, out.getvalue()


def test_what_was_shown_last_is_trusted_after_a_yes(tmp_path: Path) -> None:
    keys = KnownKeys(tmp_path / "known_keys")
    keys.trust(LAB.address, OLD, "then")
    keys.offer(LAB.address, NEW, "now")
    code, text = said(tmp_path / "known_keys", agrees=False)
    assert code == 1
    assert f"It CHANGED; known until now:\n  SHA-256 {OLD.fingerprint}" in text
    assert keys.trusted(LAB.address) == (OLD,)
    code, text = said(tmp_path / "known_keys", agrees=True)
    assert code == 0
    assert text.endswith("lab: trusted\n")
    assert keys.trusted(LAB.address) == (NEW,)


def test_who_has_shown_none_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"lab has shown no key .*vncwall snapshot lab"):
        said(tmp_path / "known_keys", agrees=True)
