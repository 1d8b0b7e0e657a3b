"""`vncwall recordings export`: one file of what was recorded, for people who have no vncwall."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from vncwall.app.recordings.choice import Choice, NothingChosen
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.recordings.playable import file_of
from vncwall.errors import SettingsError
from vncwall.ipc.desk_client import as_text
from vncwall.playback.export.exporter import Exported, ExportSettings, export, stills
from vncwall.playback.export.part import Part, within
from vncwall.recording.catalogue.record import FileState, Record
from vncwall.recording.journal import stamp
from vncwall.settings.moments import parse_moment
from vncwall.settings.recorded import conflicts

_STATES = (FileState.KEPT, FileState.MOVED, FileState.UNENTERED, FileState.ALTERED)


def run(
    folder: RecordingsFolder,
    choice: Choice,
    target: Path,
    settings: ExportSettings,
    *,
    stills_every_s: float = 0.0,
    as_json: bool = False,
    out: TextIO | None = None,
    cache: Path | None = None,
) -> int:
    """Make one file of the recordings of one host that are meant; print what was made; return 0.

    Args:
        folder: where they are.
        choice: which; its range of time is cut exactly.
        target: the file, or with `stills_every_s` the folder of pictures.
        settings: how.
        stills_every_s: distance of pictures; 0: a video.
        as_json: print JSON.
        out: where to print.
        cache: for copies of what is in other stores; None: that of this user.

    Raises:
        SettingsError: the arguments do not go together.
        NothingChosen: nothing is meant, or several hosts are.
        StoreError: a moved one cannot be had as its manifest says.
        PlaybackError, SinkError, OSError: it cannot be made; nothing is left of it.
    """
    out = out or sys.stdout
    for key, reason in conflicts(settings.recording):
        raise SettingsError(f"--{key}", "", reason)
    now_ns = folder.clock.wall_ns()
    with folder.catalogue() as catalogue:
        found = choice.records(catalogue, now_ns=now_ns)
    records = [one for one in found if one.state in _STATES]
    if not records:
        raise NothingChosen(
            f"{found[0].path} is {found[0].state} and cannot be exported"
            if found
            else f"no recording in {folder.path} fits"
        )
    hosts = sorted({one.host for one in records})
    if len(hosts) > 1:
        named = ", ".join(hosts[:4]) + (" and more" if len(hosts) > 4 else "")
        raise NothingChosen(f"a file shows one host; these fit: {named}. Add --host NAME")
    parts = within(
        (_part(folder.path, one) for one in records),
        parse_moment(choice.since, path="--from", now_ns=now_ns) if choice.since else None,
        parse_moment(choice.until, path="--to", now_ns=now_ns) if choice.until else None,
    )
    by_path = {folder.path / one.path: one for one in records}
    used = [by_path[part.path] for part in parts]
    parts = [
        replace(part, path=file_of(folder, one, cache))
        for part, one in zip(parts, used, strict=True)
    ]
    with folder.progress("exporting") as step:

        def progress(part: float) -> None:
            step(round(1000 * part), 1000)

        if stills_every_s:
            pictures = stills(parts, target, stills_every_s, settings, progress=progress)
            values: Mapping[str, object] = {"folder": str(target), "pictures": len(pictures)}
            said = f"{target}: {len(pictures)} pictures"
        else:
            made = export(parts, target, settings, comment=_comment(parts, used), progress=progress)
            values, said = _told(made), _sentence(made)
    if folder.is_read_only:
        folder.note(f"{folder.path} is read-only: this export is not in its audit log")
    else:
        folder.archive.exported(used, str(target.absolute()))
    print(as_text(values) if as_json else said, file=out)
    return 0


def _part(folder: Path, record: Record) -> Part:
    return Part(folder / record.path, record.host, record.start_ns, record.start_ns, record.end_ns)


def _comment(parts: Sequence[Part], records: Sequence[Record]) -> str:
    """Return what was noted of what is seen, a line a note."""
    lines = []
    for part, record in zip(parts, records, strict=True):
        lines += [record.note] if record.note else []
        lines += (
            f"{stamp(one.time_ns)} {one.who}: {one.text}"
            for one in record.remarks
            if part.from_ns <= one.time_ns < part.to_ns
        )
    return "\n".join(dict.fromkeys(lines))


def _told(made: Exported) -> Mapping[str, object]:
    return {
        "path": str(made.path),
        "length_s": made.length_ms / 1000,
        "frames": made.frames,
        "is_copied": made.is_copied,
        "encoded_s": made.encoded_ms / 1000,
        "why_encoded": made.why_encoded,
        "gaps": [{"from_ns": gap.from_ns, "to_ns": gap.to_ns} for gap in made.gaps],
    }


def _sentence(made: Exported) -> str:
    minutes, seconds = divmod(made.length_ms / 1000, 60)
    how = "copied bit for bit" if made.is_copied else f"encoded anew: {made.why_encoded}"
    if 0 < made.encoded_ms < made.length_ms:
        how = f"copied but for {made.encoded_ms / 1000:.1f} s, encoded anew: {made.why_encoded}"
    missing = sum(gap.to_ns - gap.from_ns for gap in made.gaps) / 1e9
    count = len(made.gaps)
    gaps = f"; {count} gap{'s' if count > 1 else ''} of {missing:.0f} s" if count else ""
    return f"{made.path}: {minutes:.0f}:{seconds:04.1f}, {made.frames} frames, {how}{gaps}"
