"""What a sweep has found: medians of each settings' pictures, and how the server follows them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from vncwall.geometry import Size
from vncwall.settings.model import EncodingName, PictureSettings, PixelFormatName

SAME = 0.01
"""Sizes that differ by less are of the same picture."""

HEAVIEST = 5
"""Pictures that tell what the line carries."""

LEAST_BYTES, LEAST_MS = 4096, 0.1
"""Less than this behind the first bytes says nothing about a line."""

STILL = 0.001
"""A desktop of which a smaller part has changed stands still."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One picture of some settings."""

    received_bytes: int
    first_bytes: int
    first_ms: float
    whole_ms: float
    cpu_ms: float
    likeness_db: float | None
    """Infinite: lossless. None: nothing stood still."""


@dataclass(slots=True)
class Row:
    """All pictures of some settings; every figure is the median."""

    picture: PictureSettings
    trials: list[Trial] = field(default_factory=list)
    encodings: set[str] = field(default_factory=set)
    has_its_format: bool = True

    @property
    def received_bytes(self) -> int:
        """Of a whole picture."""
        return round(median(trial.received_bytes for trial in self.trials))

    @property
    def first_ms(self) -> float:
        """From the request to the first bytes."""
        return median(trial.first_ms for trial in self.trials)

    @property
    def whole_ms(self) -> float:
        """From the request to the whole picture."""
        return median(trial.whole_ms for trial in self.trials)

    @property
    def cpu_ms(self) -> float:
        """Of our processor."""
        return median(trial.cpu_ms for trial in self.trials)

    @property
    def likeness_db(self) -> float | None:
        """Infinite: lossless."""
        known = [trial.likeness_db for trial in self.trials if trial.likeness_db is not None]
        return median(known) if known else None

    @property
    def is_followed(self) -> bool:
        """Whether the encoding that was asked for came, or any would do."""
        asked = self.picture.encoding
        return asked is EncodingName.AUTO or asked.value in self.encodings

    @property
    def has_jpeg(self) -> bool:
        """Whether JPEG was asked for."""
        is_small = self.picture.pixel_format is PixelFormatName.BGR233
        return self.picture.jpeg_quality is not None and not is_small

    def ms_at(self, line_kbit_s: float) -> float:
        """Return how long a whole picture takes on a line of this speed.

        Never less than measured: what servers and we take does not vanish on a faster line.
        """
        return max(self.whole_ms, self.first_ms + self.received_bytes * 8 / line_kbit_s)


@dataclass(slots=True)
class Result:
    """A whole sweep."""

    size: Size
    rows: list[Row]
    rounds: int
    received_bytes: int
    seconds: float
    measured_kbit_s: float
    is_line_known: bool
    """False: pictures were too light to tell, and the line may carry more."""
    moved: float
    """Part of the pixels, 0 to 1, that did not stand still."""
    left_out: list[PictureSettings] = field(default_factory=list)
    """Settings whose picture would have taken too long."""
    ended: Exception | None = None
    """What ended the sweep before it was done."""

    def notes(self) -> list[str]:
        """Return what an operator should know, the most important first."""
        found = []
        if self.ended is not None:
            found.append(f"This is not all, the sweep ended early: {self.ended}.")
        if self.moved >= STILL:
            found.append(
                f"The desktop moves: {self.moved:.1%} of it changed during the sweep. Likeness is "
                "that of the rest; kilobytes and times are those of changing pictures."
            )
        found += _ignored_encodings(self.rows)
        found += [
            f"{row.picture.pixel_format.value} was asked for, but the server sends its own pixels."
            for row in self.rows
            if not row.has_its_format
        ]
        if self.moved < STILL:
            found += _ignored_levels(self.rows)
        if self.left_out:
            names = ", ".join(_brief(picture) for picture in self.left_out)
            found.append(f"Left out, too heavy for this line: {names} (--patience).")
        return found


def throughput_kbit_s(trials: Sequence[Trial]) -> float:
    """Return what the line carried, by the heaviest pictures.

    The first bytes are left out, as they may have waited anywhere; where there are hardly any
    others, the whole time counts, and the line carries more than that.
    """
    return median(map(_kbit_s, _heaviest(trials)))


def is_line_known(trials: Sequence[Trial]) -> bool:
    """Whether the heaviest pictures were heavy enough to tell what the line carries."""
    return all(map(_is_heavy, _heaviest(trials)))


def _heaviest(trials: Sequence[Trial]) -> list[Trial]:
    return sorted(trials, key=lambda trial: -trial.received_bytes)[:HEAVIEST]


def _is_heavy(trial: Trial) -> bool:
    later_bytes = trial.received_bytes - trial.first_bytes
    return later_bytes >= LEAST_BYTES and trial.whole_ms - trial.first_ms >= LEAST_MS


def _kbit_s(trial: Trial) -> float:
    if _is_heavy(trial):
        later_bytes = trial.received_bytes - trial.first_bytes
        return later_bytes * 8 / (trial.whole_ms - trial.first_ms)
    return trial.received_bytes * 8 / max(trial.whole_ms, LEAST_MS)


def _ignored_encodings(rows: Sequence[Row]) -> list[str]:
    came: dict[str, set[str]] = {}
    for row in rows:
        if not row.is_followed:
            came.setdefault(row.picture.encoding.value, set()).update(row.encodings)
    return [
        f"Asked for {asked}, the server sends {' and '.join(sorted(others))}."
        for asked, others in came.items()
    ]


def _ignored_levels(rows: Sequence[Row]) -> list[str]:
    found = []
    jpeg = [row for row in rows if row.has_jpeg and row.picture.pixel_format.value == "rgb888"]
    if len(jpeg) > 1:
        if all(row.likeness_db == math.inf for row in jpeg):
            found.append(
                "No JPEG came: the server has none, or finds nothing on this screen to send so. "
                "Try again with a photograph or a film on it."
            )
        elif _is_one_size(jpeg) and len({row.likeness_db for row in jpeg}) == 1:
            found.append("The server makes the same JPEG at every jpeg_quality.")
    plain = [
        row
        for row in rows
        if row.picture.jpeg_quality is None
        and row.picture.encoding is EncodingName.AUTO
        and row.picture.pixel_format is PixelFormatName.RGB888
    ]
    if len(plain) > 1 and _is_one_size(plain):
        found.append("The compression level makes no difference.")
    return found


def _is_one_size(rows: Sequence[Row]) -> bool:
    sizes = [row.received_bytes for row in rows]
    return max(sizes) - min(sizes) <= SAME * max(sizes)


def _brief(picture: PictureSettings) -> str:
    return f"{picture.encoding.value} {picture.pixel_format.value}"
