"""From runs to figures: medians, paired ratios, tables.

Rounds are interleaved, so that all clients of a round have met the same noise: a ratio is the
median of the ratios within rounds, which is steadier than the ratio of two medians.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

OURS, REFERENCE, FLOOR = "vncwall", "libvncclient", "floor"

Rounds = Mapping[str, Sequence[float]]
"""CPU seconds of each client, one a round, in the same order."""


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one client on one recording."""

    name: str
    cpu: float
    """Median of the rounds, in seconds."""
    low: float
    high: float
    to_reference: float | None
    to_floor: float | None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of all clients on one recording."""

    recording: str
    lines: tuple[Line, ...]
    own_us_per_rect: float | None
    """What ours takes above the floor, in microseconds for each rectangle."""
    is_jpeg_heavy: bool = False
    facts: str = ""
    """A few words about the recording."""
    parts: Mapping[str, float] = field(default_factory=dict)
    """What the floor consists of, in seconds."""

    def line(self, name: str) -> Line | None:
        """Return the figures of one client, if it ran."""
        return next((line for line in self.lines if line.name == name), None)


def paired_ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float | None:
    """Return the median of the ratios of two clients in the same rounds."""
    ratios = [a / b for a, b in zip(numerators, denominators, strict=True) if b > 0]
    return statistics.median(ratios) if ratios else None


def own_cost(ours: Sequence[float], floor: Sequence[float], rects: int) -> float | None:
    """Return the microseconds that each rectangle takes above the floor."""
    if not rects or not ours or not floor:
        return None
    return statistics.median(a - b for a, b in zip(ours, floor, strict=True)) / rects * 1e6


def geometric_mean(ratios: Iterable[float | None]) -> float | None:
    """Return the geometric mean of the ratios that are there."""
    known = [ratio for ratio in ratios if ratio]
    return statistics.geometric_mean(known) if known else None


def tabulate(
    recording: str,
    rounds: Rounds,
    *,
    rects: int,
    pictures: Mapping[str, str] | None = None,
    is_jpeg_heavy: bool = False,
    facts: str = "",
    parts: Mapping[str, float] | None = None,
) -> Table:
    """Make the table of one recording; clients from the cheapest to the dearest."""

    def against(name: str, other: str) -> float | None:
        return paired_ratio(rounds[name], rounds[other]) if rounds.get(other) else None

    lines = [
        Line(
            name,
            statistics.median(seconds),
            min(seconds),
            max(seconds),
            against(name, REFERENCE),
            against(name, FLOOR),
            (pictures or {}).get(name, ""),
        )
        for name, seconds in rounds.items()
        if seconds
    ]
    return Table(
        recording,
        tuple(sorted(lines, key=lambda line: line.cpu)),
        own_cost(rounds.get(OURS, ()), rounds.get(FLOOR, ()), rects),
        is_jpeg_heavy,
        facts,
        parts or {},
    )


def render(table: Table) -> str:
    """Return the table of one recording as text."""
    rows = [
        f"{table.recording}: {table.facts}",
        f"  {'':16} {'CPU s':>8} {'min':>8} {'max':>8} {'x lvc':>6} {'x floor':>8}  picture",
    ]
    for line in table.lines:
        rows.append(
            f"  {line.name:16} {line.cpu:8.3f} {line.low:8.3f} {line.high:8.3f} "
            f"{_number(line.to_reference):>6} {_number(line.to_floor):>8}  {line.picture}".rstrip()
        )
    if table.parts:
        rows.append("  floor = " + " + ".join(f"{k} {v:.3f}" for k, v in table.parts.items()))
    if table.own_us_per_rect is not None:
        rows.append(f"  {OURS} above the floor: {table.own_us_per_rect:.1f} us for a rectangle")
    return "\n".join(rows)


def render_summary(tables: Sequence[Table]) -> str:
    """Return one row for each recording, and the geometric means of the ratios."""
    names = list(dict.fromkeys(line.name for table in tables for line in table.lines))
    names.sort(key=lambda name: (name != OURS, name != REFERENCE, name == FLOOR, name))
    head = "".join(f" {name:>15}" for name in names)
    rows = [f"{'CPU seconds':24}{head} {'x lvc':>6} {'x floor':>8} {'us/rect':>8}"]
    for table in tables:
        cells = ""
        for name in names:
            line = table.line(name)
            cells += f" {line.cpu:15.3f}" if line else f" {'-':>15}"
        ours = table.line(OURS)
        rows.append(
            f"{table.recording:24}{cells} {_number(ours.to_reference if ours else None):>6} "
            f"{_number(ours.to_floor if ours else None):>8} {_number(table.own_us_per_rect):>8}"
        )
    for title, group in groups(tables).items():
        lines = [line for table in group if (line := table.line(OURS))]
        to_reference = geometric_mean(line.to_reference for line in lines)
        to_floor = geometric_mean(line.to_floor for line in lines)
        rows.append(
            f"geometric mean, {title} ({len(group)}): {_number(to_reference)} x {REFERENCE}, "
            f"{_number(to_floor)} x {FLOOR}"
        )
    return "\n".join(rows)


def groups(tables: Sequence[Table]) -> dict[str, list[Table]]:
    """Sort recordings by what their cost is made of."""
    found: dict[str, list[Table]] = {}
    for table in tables:
        has_zlib = table.parts.get("inflate", 0.0) > 0.0005
        kind = "mostly JPEG" if table.is_jpeg_heavy else "zlib" if has_zlib else "neither"
        found.setdefault(kind, []).append(table)
    return found


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
