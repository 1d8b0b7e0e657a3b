"""Which settings to take for a tile, for control and for recording on a line of some speed. Pure.

* Control waits for the screen: the best likeness that comes within a quarter of a second; if
  nothing does, within one second, then three; else what comes first.
* A tile is small and one of many: what takes least of the line, our processor and the server
  together and is still good when it is scaled down.
* A recording is looked at afterwards: the cheapest of what is lossless and comes within two
  seconds, else the best likeness that comes within five, else what comes first.

Settings that the server did not follow are never advised. Where figures do not decide, the usual
settings win: another screen will have another mix of text and pictures.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from vncwall.settings.model import (
    CONTROL_PICTURE,
    TILE_PICTURE,
    PictureSettings,
    PixelFormatName,
)
from vncwall.sweep.result import Row

WAITS_MS = (250.0, 1000.0, 3000.0)
TILE_MS = 1000.0
LOSSLESS_MS, RECORDING_MS = 2000.0, 5000.0

TILE_DB = 28.0
"""Good enough for a tile, which shows a tenth of the pixels."""
LEAST_DB = 15.0
"""Text of any colour can be read; BGR233 has some 20 dB."""
PERFECT_DB = 45.0
"""Nobody sees more than this at work; a recording is looked at more closely."""

_STEPS_S = (1.0, 2.0, 3.0, 5.0, 10.0)
_SERVER_SHARE = 0.1
"""What a millisecond of the server's work counts for, beside one of the line and one of ours."""
_GRAIN_MS = 20.0
"""Nobody feels the difference of less."""
_NEAR, _NEAR_MS = 1.15, 2.0
"""Costs that differ by less differ by chance."""
_SEEN_DB = 1.0
"""Likenesses that differ by less look the same."""
_LOSSLESS_PICTURE = PictureSettings(jpeg_quality=None)

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
    rows = [row for row in rows if row.is_followed] or rows
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
    for least_db in (TILE_DB, LEAST_DB):
        good = [row for row in rows if _db(row) >= least_db and row.ms_at(line) <= TILE_MS]
        if good:
            return _cheapest(good, line, TILE_PICTURE)
    return _cheapest(_readable(rows), line, TILE_PICTURE)


def _for_control(rows: Sequence[Row], line: float) -> Row:
    for wait_ms in WAITS_MS:
        good = [row for row in _readable(rows) if row.ms_at(line) <= wait_ms]
        if good:
            return _most_alike(good, line)
    return _quickest(_readable(rows), line)


def _for_recording(rows: Sequence[Row], line: float) -> Row:
    lossless = [row for row in rows if _is_exact(row) and row.ms_at(line) <= LOSSLESS_MS]
    if lossless:
        return _cheapest(lossless, line, _LOSSLESS_PICTURE)
    good = [row for row in _readable(rows) if row.ms_at(line) <= RECORDING_MS]
    if good:
        return _most_alike(good, line, perfect_db=math.inf)
    return _quickest(_readable(rows), line)


def _cheapest(rows: Sequence[Row], line: float, usual: PictureSettings) -> Row:
    """Return the one that takes least; of those that take hardly more, the most usual."""

    def cost(row: Row) -> float:
        return row.received_bytes * 8 / line + row.cpu_ms + row.whole_ms * _SERVER_SHARE

    least = min(map(cost, rows))
    near = [row for row in rows if cost(row) <= least * _NEAR + _NEAR_MS]
    return min(near, key=lambda row: (_distance(row.picture, usual), cost(row)))


def _most_alike(rows: Sequence[Row], line: float, *, perfect_db: float = PERFECT_DB) -> Row:
    """Return the one most like the desktop; of those that look the same, the quickest."""
    best = max(min(_db(row), perfect_db) for row in rows)
    return _quickest([row for row in rows if _db(row) >= best - _SEEN_DB], line)


def _quickest(rows: Sequence[Row], line: float) -> Row:
    """Return the one that comes first; of those that come at about that time, the most usual."""
    least = min(row.ms_at(line) for row in rows)
    near = [row for row in rows if row.ms_at(line) <= least * _NEAR + _GRAIN_MS]
    return min(near, key=lambda row: (_distance(row.picture, CONTROL_PICTURE), row.ms_at(line)))


def _distance(picture: PictureSettings, usual: PictureSettings) -> float:
    """Return how unusual settings are.

    Figures of one screen do not tell what the next one holds: where they differ by chance only,
    what suits most screens is the better choice.
    """
    quality = _quality(picture) - _quality(usual)
    compression = (picture.compression or 0) - (usual.compression or 0)
    return (
        abs(quality)
        + abs(compression) / 2
        + 5 * (picture.pixel_format is not usual.pixel_format)
        + 2 * (picture.encoding is not usual.encoding)
    )


def _quality(picture: PictureSettings) -> int:
    return 10 if picture.jpeg_quality is None else picture.jpeg_quality


def _is_exact(row: Row) -> bool:
    """Whether the settings are lossless, and not only this screen's picture in them."""
    is_whole = _is_lossless(row.picture)
    return is_whole and row.likeness_db in (None, math.inf)


def _is_lossless(picture: PictureSettings) -> bool:
    """Whether every pixel of any screen would be exact."""
    return picture.jpeg_quality is None and picture.pixel_format is PixelFormatName.RGB888


def _readable(rows: Sequence[Row]) -> Sequence[Row]:
    return [row for row in rows if _db(row) >= LEAST_DB] or rows


def _db(row: Row) -> float:
    return PERFECT_DB if row.likeness_db is None else row.likeness_db


def _interval_s(use: Use, whole_ms: float) -> float:
    if use is Use.CONTROL:
        return 0.0 if whole_ms <= WAITS_MS[0] else 0.05 if whole_ms <= WAITS_MS[1] else 0.25
    wanted_s = whole_ms / 1000 * _TILE_SHARE
    return next((step for step in _STEPS_S if step >= wanted_s), _STEPS_S[-1])
