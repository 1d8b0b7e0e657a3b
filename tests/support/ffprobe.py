"""What Debian's ffprobe thinks of a video file."""

from __future__ import annotations

import subprocess
from pathlib import Path


def complaints(path: Path) -> str:
    """Return what ffprobe says of a file whose frames it decodes."""
    command = ["ffprobe", "-v", "error", "-count_frames", "-show_entries", "format=duration"]
    return subprocess.run(
        [*command, str(path)], capture_output=True, text=True, check=True, timeout=30
    ).stderr
