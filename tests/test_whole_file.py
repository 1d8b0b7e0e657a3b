from __future__ import annotations

import os
from pathlib import Path

import pytest

from vncwall.whole_file import write_whole


def test_a_file_takes_the_place_of_the_former_one_and_leaves_nothing_beside_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.png"
    for data in (b"one", b"two"):
        write_whole(path, data, durable=True)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.png": b"two"}


def test_permissions_and_time_are_those_that_were_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.with_name("secret.part").write_text("of a program that died")
    path.with_name("secret.part").chmod(0o644)
    write_whole(path, b"x", mode=0o600, time_ns=1_000_000_000)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_mtime_ns == 1_000_000_000


def test_what_cannot_be_finished_leaves_the_former_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"before")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"after", durable=True)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a": b"before"}
