"""The file of known keys."""

from __future__ import annotations

import stat
from pathlib import Path

from vncwall.security import HostKey, KeyKind
from vncwall.settings.address import HostAddress
from vncwall.settings.known_keys import KnownKey, KnownKeys, place_of

LAB, HALL = HostAddress("lab", 5901), HostAddress("fe80::1", 5900)
DAY, NEXT = "2026-01-31T08:00:00Z", "2026-02-01T08:00:00Z"


def key(byte: str, kind: KeyKind = KeyKind.CERTIFICATE, about: str = "") -> HostKey:
    return HostKey(kind, ":".join([byte] * 32), about)


def test_nothing_is_known_without_a_file(tmp_path: Path) -> None:
    keys = KnownKeys(tmp_path / "known_keys")
    assert list(keys) == []
    assert keys.trusted(LAB) == ()
    assert keys.offered(LAB) is None
    assert keys.forget(LAB) == 0
    assert not (tmp_path / "known_keys").exists()


def test_what_is_trusted_is_known_to_every_process(tmp_path: Path) -> None:
    path = tmp_path / "state" / "known_keys"
    there = KnownKeys(path)
    assert there.trusted(LAB) == ()
    KnownKeys(path).trust(LAB, key("AB"), DAY)
    KnownKeys(path).trust(HALL, key("CD", KeyKind.RSA, "2048 bits"), DAY)
    assert there.trusted(LAB) == (key("AB"),)
    assert there.trusted(HALL) == (key("CD", KeyKind.RSA, "2048 bits"),)
    assert next(iter(there)) == KnownKey(place_of(LAB), key("AB"), True, DAY)


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "known_keys"
    KnownKeys(path).trust(LAB, key("AB"), DAY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_offered_key_is_not_trusted_until_somebody_agrees(tmp_path: Path) -> None:
    keys = KnownKeys(tmp_path / "known_keys")
    keys.trust(LAB, key("AB"), DAY)
    keys.offer(LAB, key("CD"), NEXT)
    keys.offer(LAB, key("EF"), NEXT)
    assert keys.trusted(LAB) == (key("AB"),)
    assert keys.offered(LAB) == key("EF")
    keys.trust(LAB, key("EF"), NEXT)
    assert keys.trusted(LAB) == (key("EF"),)
    assert keys.offered(LAB) is None


def test_a_server_may_be_known_by_a_key_of_each_kind(tmp_path: Path) -> None:
    keys = KnownKeys(tmp_path / "known_keys")
    keys.trust(LAB, key("AB"), DAY)
    keys.trust(LAB, key("CD", KeyKind.RSA), DAY)
    assert keys.trusted(LAB) == (key("AB"), key("CD", KeyKind.RSA))


def test_what_is_forgotten_is_new_again(tmp_path: Path) -> None:
    keys = KnownKeys(tmp_path / "known_keys")
    keys.trust(LAB, key("AB"), DAY)
    keys.trust(HALL, key("CD"), DAY)
    assert keys.forget(LAB) == 1
    assert (keys.trusted(LAB), keys.trusted(HALL)) == ((), (key("CD"),))


def test_lines_that_are_none_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "known_keys"
    KnownKeys(path).trust(LAB, key("AB"), DAY)
    text = path.read_text()
    path.write_text("# mine\n\nlab:5901 certificate AB:CD trusted\n\xff\n" + text)
    assert KnownKeys(path).trusted(LAB) == (key("AB"),)
