"""`vncwall recordings show`: all that is known of recordings."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TextIO

from vncwall.app.recordings.choice import Choice
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.recordings.table import curve, local_time, print_json
from vncwall.ipc.segment import ACTIVITY_STEP_S, Span
from vncwall.recording.catalogue.record import Record
from vncwall.settings.durations import duration_in_words
from vncwall.settings.sizes import size_in_words


def run(
    folder: RecordingsFolder, choice: Choice, *, as_json: bool = False, out: TextIO | None = None
) -> int:
    """Print what is known of the recordings that are meant; return 0.

    Raises:
        SettingsError: there is no such folder, or a time cannot be understood.
        NothingChosen: a name fits nothing.
        CatalogueError: the catalogue cannot be made.
    """
    out = out or sys.stdout
    with folder.catalogue() as catalogue:
        records = choice.records(catalogue, now_ns=folder.clock.wall_ns())
    if as_json:
        print_json(folder.path, records, out)
        return 0
    for number, record in enumerate(records):
        if number:
            print(file=out)
        lines = [(name, text) for name, text in _lines(record) if text]
        width = max(len(name) for name, _ in lines)
        print(record.path, file=out)
        for name, text in lines:
            print(f"  {name:<{width}}  {text}", file=out)
    return 0


def _lines(record: Record) -> Iterator[tuple[str, str]]:
    manifest = record.manifest
    state = f"{record.state} in {record.store}: {record.url}" if record.store else str(record.state)
    yield "host", f"{record.host} ({record.group})" if record.group else record.host
    yield "from", local_time(record.start_ns)
    yield "to", f"{local_time(record.end_ns)}, {duration_in_words(record.duration_s)}"
    yield "size", size_in_words(record.size_bytes)
    yield "state", state
    held = f"by {record.held_by}" + (f": {record.held_why}" if record.held_why else "")
    yield "held", held if record.is_held else ""
    yield "note", record.note
    for one in record.remarks:
        yield "noted", f"{local_time(one.time_ns)}: {one.text} ({one.who})"
    if manifest is None:
        return
    yield "cause", manifest.cause
    yield "ended", manifest.ended
    yield "video", f"{manifest.width}x{manifest.height}, {manifest.frames} frames"
    yield "settings", manifest.settings
    yield "software", manifest.software
    average = f"{record.activity:.0f}% on average, one mark is {ACTIVITY_STEP_S} s"
    yield "activity", average if manifest.activity else "not known"
    for start in range(0, len(manifest.activity), 60):
        yield "", f"|{curve(manifest.activity[start : start + 60])}|"
    yield from _spans("gap", manifest.gaps)
    yield from _spans("controlled", manifest.controlled)
    yield "sha256", manifest.sha256
    yield "number", f"{record.sequence} of its host"


def _spans(name: str, spans: Sequence[Span]) -> Iterator[tuple[str, str]]:
    for one in spans:
        length = duration_in_words((one.end_ns - one.start_ns) / 1e9)
        yield name, f"{local_time(one.start_ns)} for {length}: {one.what}"
