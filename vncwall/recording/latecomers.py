"""Segments without a manifest: their recorder died, or somebody put them there.

Those that vncwall recorded say so in their tags, and their drafts say the rest
(`recording.draft`); they get a manifest that is marked "recovered". Others are foreign and are left
alone.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import av

from vncwall.ipc.segment import ACTIVITY_STEP_S, BY_HAND, Ended, SegmentFacts
from vncwall.recording.archive import Archive
from vncwall.recording.catalogue.catalogue import Catalogue
from vncwall.recording.catalogue.record import FileState, Record
from vncwall.recording.catalogue.scan import start_by_name
from vncwall.recording.catalogue.selection import Selection
from vncwall.recording.draft import is_whole, read_draft
from vncwall.recording.fbs import HANDSHAKE, FbsError, read_blocks
from vncwall.recording.manifest import Manifest, ManifestError

SETTLED_NS = 60_000_000_000
"""A file that changed so shortly ago is left to its recorder, which knows more about it."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Latecomers:
    """What was done for segments without a manifest."""

    entered: tuple[str, ...]
    foreign: tuple[str, ...]
    failures: tuple[str, ...]
    waiting: int
    """Files that have only just changed: they may be entered by whoever wrote them."""


def enter_latecomers(
    archive: Archive,
    *,
    now_ns: int,
    dead: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Latecomers:
    """Write the manifests that are missing.

    Args:
        archive: of the folder, whose catalogue is up to date.
        now_ns: the wall time.
        dead: files, as relative paths, whose recorder is known to be dead.
        progress: told how many of how many are done.

    Raises:
        CatalogueError: the catalogue cannot be read.
    """
    with Catalogue(archive.folder, check=False) as catalogue:
        bare = list(catalogue.records(Selection(states=(FileState.UNENTERED,))))
    todo = [one for one in bare if one.path in dead or one.end_ns <= now_ns - SETTLED_NS]
    entered, foreign, failures = [], [], []
    for number, record in enumerate(_by_host_and_time(todo)):
        if progress is not None:
            progress(number, len(todo))
        facts = facts_of(archive.folder, record)
        if facts is None:
            foreign.append(record.path)
            continue
        try:
            archive.enter(facts)
        except (OSError, ManifestError) as error:
            failures.append(f"{record.path}: {error}")
            continue
        entered.append(record.path)
        logger.warning("%s had no manifest; it has one now, marked as recovered", record.path)
    waiting = len(bare) - len(todo)
    return Latecomers(tuple(entered), tuple(foreign), tuple(failures), waiting)


def facts_of(folder: Path, record: Record) -> SegmentFacts | None:
    """Return what a file tells of itself; None: it is no recording of vncwall. Never raises."""
    path = folder / record.path
    try:
        facts = (
            _wire(folder, record, path) if path.suffix == ".fbs" else _video(folder, record, path)
        )
    except (OSError, ValueError, av.FFmpegError, FbsError, struct.error) as error:
        logger.debug("%s tells nothing: %s", path, error)
        return None
    draft = read_draft(path)
    return facts if facts is None or draft is None else _with_draft(facts, draft)


def _with_draft(facts: SegmentFacts, draft: Manifest) -> SegmentFacts:
    """Return what a file tells of itself together with what its writer has written down."""
    known = replace(
        facts,
        host=draft.host,
        group=draft.group,
        start_ns=draft.start_ns,
        format=draft.format,
        cause=draft.cause,
        gaps=draft.gaps,
        controlled=draft.controlled,
        settings=draft.settings,
    )
    if is_whole(draft):
        return replace(
            known,
            end_ns=draft.end_ns,
            frames=draft.frames,
            width=draft.width,
            height=draft.height,
            activity=draft.activity,
            ended=Ended(draft.ended),
        )
    length_ns = facts.end_ns - facts.start_ns
    steps = -(-length_ns // (ACTIVITY_STEP_S * 1_000_000_000))
    # What changed in the last seconds before the end may not have been written down.
    activity = (*draft.activity, *(0 for _ in range(len(draft.activity), steps)))[:steps]
    return replace(known, end_ns=draft.start_ns + length_ns, activity=activity)


def _video(folder: Path, record: Record, path: Path) -> SegmentFacts | None:
    with av.open(str(path)) as container:
        tags = {key.upper(): value for key, value in container.metadata.items()}
        host = tags.get("VNCWALL_HOST")
        if host is None or not container.streams.video:
            return None
        video = container.streams.video[0]
        start = datetime.fromisoformat(tags["VNCWALL_START"])
        start_ns = round(start.timestamp() * 1000) * 1_000_000
        settings = tags.get("VNCWALL_SETTINGS", "")
        words = dict(word.partition("=")[::2] for word in settings.split())
        frames, last_ns = 0, 0
        for packet in container.demux(video):
            if packet.size and packet.pts is not None and packet.time_base:
                frames += 1
                last_ns = max(last_ns, int(packet.pts * packet.time_base * 1_000_000_000))
        duration_ns = max((container.duration or 0) * 1000, last_ns)
        return SegmentFacts(
            path=str(path),
            folder=str(folder),
            host=host,
            start_ns=start_ns,
            end_ns=start_ns + duration_ns,
            format=words.get("format", video.codec_context.name),
            width=video.codec_context.width,
            height=video.codec_context.height,
            frames=frames,
            cause=tags.get("VNCWALL_CAUSE", BY_HAND),
            ended=Ended.RECOVERED,
            settings=settings,
        )


def _wire(folder: Path, record: Record, path: Path) -> SegmentFacts | None:
    blocks = last_ms = 0
    width = height = 0
    for block in read_blocks(path, accept_truncated=True):
        if not blocks and block.data.startswith(HANDSHAKE):
            width, height = struct.unpack_from(">HH", block.data, len(HANDSHAKE))
        blocks, last_ms = blocks + 1, block.time_ms
    if not blocks:
        return None
    start_ns = start_by_name(record.path) or record.start_ns
    return SegmentFacts(
        path=str(path),
        folder=str(folder),
        host=record.host,
        start_ns=start_ns,
        end_ns=start_ns + last_ms * 1_000_000,
        format="fbs",
        width=width,
        height=height,
        frames=blocks,
        ended=Ended.RECOVERED,
    )


def _by_host_and_time(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda one: (one.path.partition("/")[0], one.start_ns, one.path))
