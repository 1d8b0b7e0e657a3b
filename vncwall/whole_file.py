"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

PART = ".part"


def write_whole(
    path: Path, data: bytes, *, mode: int = 0o666, durable: bool = False, time_ns: int | None = None
) -> None:
    """Put a file in the place of a former one, or of none; what is cut short never has its name.

    Args:
        path: of the file; beside it a ``.part`` stands for a moment.
        data: all of it.
        mode: its permissions, before the umask; nobody else can read it for a moment either.
        durable: it is on the disk when this returns.
        time_ns: its time of change; None: now.

    Raises:
        OSError: it cannot be written; the former one is untouched.
    """
    part = path.with_name(path.name + PART)
    part.unlink(missing_ok=True)  # of a program that died; its permissions are not known
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        if time_ns is not None:
            os.utime(part, ns=(time_ns, time_ns))
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
