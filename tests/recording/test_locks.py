"""A lock keeps others out until it is let go, also by dying."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from vncwall.recording.locks import is_locked, locked


def is_free(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def test_a_folder_is_locked_inside_the_block_only(tmp_path: Path) -> None:
    with locked(tmp_path):
        assert not is_free(tmp_path)
    assert is_free(tmp_path)


def test_an_error_lets_go(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path):
        raise ZeroDivisionError
    assert is_free(tmp_path)


def test_who_has_locked_a_file_is_seen_while_it_lives(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.touch()
    with locked(path):
        assert is_locked(path)
    assert not is_locked(path)
