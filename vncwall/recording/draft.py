"""What is known of a segment before it has a manifest, in a hidden file beside it.

A manifest is written when a segment is finished and entered. Until then nothing but the process
that records knows why it does, who had control, and since when; a wire recording cannot even say
of which host it is. So each open segment has a draft of its manifest, ``.140000.mkv.draft``. It
goes when the manifest is there; what a crash has left is entered with what its draft says.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from vncwall.ipc.segment import Ended, SegmentFacts
from vncwall.recording.manifest import MAX_BYTES, Manifest, ManifestError
from vncwall.recording.segments import draft_path

logger = logging.getLogger(__name__)


def write_draft(facts: SegmentFacts) -> None:
    """Write down what is known of a segment, in place of what was written before.

    It is not waited for the disk: after a power failure an older draft may be there, or none. Never
    raises: without a draft a segment is worth as much, and trouble with the disk is told by others.
    """
    path = draft_path(Path(facts.path))
    draft = Manifest.of(facts, size_bytes=0, sha256="", sequence=1, previous="", audit=(0, ""))
    try:
        # In place, together with the blanks that cover what was longer before: who reads it finds
        # one of the two whole, and the folder's time does not change, which catalogues go by.
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            os.write(descriptor, draft.to_bytes().ljust(os.fstat(descriptor).st_size))
        finally:
            os.close(descriptor)
    except OSError as error:
        logger.debug("no draft for %s: %s", facts.path, error)


def read_draft(segment: Path) -> Manifest | None:
    """Return what is known of a segment; None: nothing that can be read."""
    try:
        with draft_path(segment).open("rb") as file:
            draft = Manifest.from_bytes(file.read(MAX_BYTES))
    except (OSError, ManifestError):
        return None
    return draft if draft.file == segment.name and draft.ended in list(Ended) else None


def is_whole(draft: Manifest) -> bool:
    """Whether it was written when the segment was finished, so that nothing is to be added."""
    return draft.ended != Ended.RECOVERED
