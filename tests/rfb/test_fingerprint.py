"""What is known about a server before it has said anything."""

from __future__ import annotations

from vncwall.rfb.fingerprint import ServerFingerprint


def test_nothing_is_known_at_first() -> None:
    assert ServerFingerprint() == ServerFingerprint("", (), "", None, None)
