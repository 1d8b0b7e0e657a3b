"""Which settings to take for a tile, for control and for recording on a line of some speed. Pure.

* Control waits for the screen: the best likeness that comes within a quarter of a second; if
  nothing does, within one second, then three; else what comes first.
* A tile is small and one of many: what takes least of the line, our processor and the server
  together and is still good when it is scaled down.
* A recording is looked at afterwards: the cheapest of what is lossless and comes within two
  seconds, else the best likeness that comes within five, else what comes first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from vncwall.settings.model import PictureSettings
from vncwall.sweep.result import Row

WAITS_MS = (250.0, 1000.0, 3000.0)
TILE_MS = 1000.0
LOSSLESS_MS, RECORDING_MS = 2000.0, 5000.0

TILE_DB = 28.0
"""Good enough for a tile, which shows a tenth of the pixels."""
LEAST_DB = 15.0
"""Text of any colour can be read; BGR233 has some 20 dB."""
PERFECT_DB = 45.0
"""Nobody sees more than this."""

_STEPS_S = (1.0, 2.0, 3.0, 5.0, 10.0)
_SERVER_SHARE = 0.1
"""What a millisecond of the server's work counts for, beside one of the line and one of ours."""
_GRAIN_MS = 50.0
"""Times that differ by less differ by chance."""

_TILE_SHARE = 4
"""A tile leaves the line free for so many times as long as its picture takes."""


class Use(StrEnum):
    """What a picture is for."""

    TILE = "tile"
    CONTROL = "control"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Advice:
    """Settings for one use, and what a whole picture takes in them."""

    use: Use
    picture: PictureSettings
    row: Row
    whole_ms: float


def advice(rows: Sequence[Row], *, line_kbit_s: float) -> list[Advice]:
    """Return one for each use, on a line of this speed; `rows` has one at least."""
    chosen = {
        Use.TILE: _for_tile(rows, line_kbit_s),
        Use.CONTROL: _for_control(rows, line_kbit_s),
        Use.RECORDING: _for_recording(rows, line_kbit_s),
    }
    return [
        Advice(
            use,
            replace(row.picture, update_interval=_interval_s(use, row.ms_at(line_kbit_s))),
            row,
            row.ms_at(line_kbit_s),
        )
        for use, row in chosen.items()
    ]


def _for_tile(rows: Sequence[Row], line: float) -> Row:
    def cost(row: Row) -> float:
        return _cost(row, line)

    for least_db in (TILE_DB, LEAST_DB):
        good = [row for row in rows if _db(row) >= least_db and row.ms_at(line) <= TILE_MS]
        if good:
            return min(good, key=cost)
    return min(_readable(rows), key=cost)


def _for_control(rows: Sequence[Row], line: float) -> Row:
    for wait_ms in WAITS_MS:
        good = [row for row in _readable(rows) if row.ms_at(line) <= wait_ms]
        if good:
            return _most_alike(good, line)
    return min(_readable(rows), key=lambda row: row.ms_at(line))


def _for_recording(rows: Sequence[Row], line: float) -> Row:
    lossless = [row for row in rows if _db(row) == math.inf and row.ms_at(line) <= LOSSLESS_MS]
    if lossless:
        return min(lossless, key=lambda row: _cost(row, line))
    good = [row for row in _readable(rows) if row.ms_at(line) <= RECORDING_MS]
    if good:
        return _most_alike(good, line)
    return min(_readable(rows), key=lambda row: row.ms_at(line))


def _most_alike(rows: Sequence[Row], line: float) -> Row:
    """Return the one most like the desktop; of those that nobody can tell apart the quickest."""
    return min(rows, key=lambda row: _order(row, line))


def _cost(row: Row, line: float) -> float:
    return row.received_bytes * 8 / line + row.cpu_ms + row.whole_ms * _SERVER_SHARE


def _order(row: Row, line: float) -> tuple[float, float, float]:
    likeness = min(_db(row), PERFECT_DB)
    return -likeness, row.ms_at(line) // _GRAIN_MS, row.received_bytes


def _readable(rows: Sequence[Row]) -> Sequence[Row]:
    return [row for row in rows if _db(row) >= LEAST_DB] or rows


def _db(row: Row) -> float:
    return PERFECT_DB if row.likeness_db is None else row.likeness_db


def _interval_s(use: Use, whole_ms: float) -> float:
    if use is Use.CONTROL:
        return 0.0 if whole_ms <= WAITS_MS[0] else 0.05 if whole_ms <= WAITS_MS[1] else 0.25
    wanted_s = whole_ms / 1000 * _TILE_SHARE
    return next((step for step in _STEPS_S if step >= wanted_s), _STEPS_S[-1])
