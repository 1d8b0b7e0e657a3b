"""What a crash or a power failure left of a wire recording, cut to what is whole.

A recording is written from front to back, so what is wrong is at its end: half a block, or zeros
where the disk had not yet been told. It is cut behind the last whole block before that.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from vncwall.recording.fbs import SIGNATURE, FbsError, read_blocks
from vncwall.recording.replay import WireReplay

logger = logging.getLogger(__name__)


def mend_wire(path: Path) -> bool:
    """Cut a damaged end off a file that nobody writes; return whether it plays. Never raises."""
    try:
        end = _whole_length(path)
        size = path.stat().st_size
        if end < size:
            with path.open("r+b") as file:
                file.truncate(end)
                os.fsync(file.fileno())
            logger.info("%s: %d damaged bytes at the end were cut off", path, size - end)
        replay = WireReplay(path)
        while not replay.has_picture and replay.step():
            pass
    except (FbsError, OSError) as error:
        logger.warning("%s cannot be mended: %s", path, error)
        return False
    return replay.has_picture


def _whole_length(path: Path) -> int:
    """Return where the last whole block ends.

    Raises:
        FbsError: it is no wire recording.
        OSError: it cannot be read.
    """
    end = len(SIGNATURE)
    try:
        for block in read_blocks(path, accept_truncated=True):
            if not block.data:
                break  # nobody writes one: zeros that the disk made up
            end = block.offset + 8 + len(block.data) + -len(block.data) % 4
    except FbsError as error:
        if error.offset == 0:
            raise
    return end
