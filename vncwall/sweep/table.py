"""A sweep as text, for a terminal of any width."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence

from vncwall.session.tuning import in_words
from vncwall.sweep.advice import Advice, Use
from vncwall.sweep.result import Result, Row

WIDE = 100
"""Columns from which the table has the time on another line too."""

_MARKS = {Use.TILE: "T", Use.CONTROL: "C", Use.RECORDING: "R"}


def lines(
    result: Result,
    advices: Sequence[Advice],
    *,
    line_kbit_s: float,
    is_line_given: bool,
    width: int,
) -> Iterator[str]:
    """Yield the table, the advice and the notes, none longer than `width` where words allow."""
    speed = rate(line_kbit_s) if is_line_given else measured(result)
    is_wide = is_line_given and width >= WIDE
    heads = ["", "asked", "level", "JPEG", "colours", "came", "kB", "ms", "CPU ms", "dB"]
    if is_wide:
        heads += [f"ms at {speed}"]
    table = [heads]
    for row in result.rows:
        marks = "".join(_MARKS[one.use] for one in advices if one.row is row)
        cells = [marks, *_cells(row)]
        if is_wide:
            cells.append(_number(row.ms_at(line_kbit_s)))
        table.append(cells)
    yield from _columns(table)
    yield ""
    marks_text = ", ".join(f"{mark} {use.value}" for use, mark in _MARKS.items())
    yield f"Best on a line of {speed} ({marks_text}):"
    for one in advices:
        yield from _wrapped(
            f"  {one.use.value:<10} {in_words(one.picture)} ({_seconds(one.whole_ms)} a screen)",
            width,
            13,
        )
    for note in result.notes():
        yield from _wrapped(f"- {note}", width, 2)


def measured(result: Result) -> str:
    """Return the speed that was measured."""
    at_least = "" if result.is_line_known else "at least "
    return at_least + rate(result.measured_kbit_s)


def rate(kbit_s: float) -> str:
    """Return a line's speed as people write it."""
    for unit, factor in (("Gbit/s", 1e6), ("Mbit/s", 1e3)):
        if kbit_s >= 0.9995 * factor:
            return f"{kbit_s / factor:.3g} {unit}"
    return f"{kbit_s:.3g} kbit/s"


def _cells(row: Row) -> list[str]:
    picture = row.picture
    came = "=" if row.encodings == {picture.encoding.value} else "+".join(sorted(row.encodings))
    return [
        picture.encoding.value,
        "-" if picture.compression is None else str(picture.compression),
        "-" if picture.jpeg_quality is None else str(picture.jpeg_quality),
        picture.pixel_format.value,
        came,
        _number(row.received_bytes / 1000),
        _number(row.whole_ms),
        _number(row.cpu_ms),
        _db(row.likeness_db),
    ]


def _db(value: float | None) -> str:
    if value is None:
        return "?"
    return "exact" if value == math.inf else f"{value:.1f}"


def _number(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"


def _seconds(value_ms: float) -> str:
    return f"{value_ms:.0f} ms" if value_ms < 1000 else f"{value_ms / 1000:.1f} s"


def _columns(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """Words to the left, numbers to the right."""
    words = {0, 1, 4, 5}
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        cells = [
            cell.ljust(width) if column in words else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _wrapped(text: str, width: int, indent: int) -> list[str]:
    return textwrap.wrap(
        text, max(width, 40), subsequent_indent=" " * indent, break_long_words=False
    )
