"""Room on the disk: recording stops in order before there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from vncwall.errors import NoSpace

RESERVE_BYTES = 32 << 20
"""Recording stops when less is free, and begins again when twice as much is."""

Free = Callable[[Path], int]
"""How free space is found out: `free_bytes`, but for tests."""


def free_bytes(folder: Path) -> int:
    """Return the free space of the file system that holds `folder` or its nearest parent.

    Raises:
        OSError: the file system does not answer.
    """
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def require_space(folder: Path, free: Free, *, again: bool = False) -> None:
    """Raise when the disk is nearly full.

    Args:
        folder: of the recordings.
        free: how free space is found out.
        again: recording has stopped, and would begin again.

    Raises:
        NoSpace: too little is free.
        OSError: the file system does not answer.
    """
    if free(folder) < (2 * RESERVE_BYTES if again else RESERVE_BYTES):
        # The same words every time: the operator is told once.
        raise NoSpace(f"less than {RESERVE_BYTES >> 20} MB are free for {folder}")
