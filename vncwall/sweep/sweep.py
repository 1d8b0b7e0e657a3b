"""Which pictures are fetched in which order, and what came of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vncwall.clock import Clock
from vncwall.errors import TransportError
from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Size
from vncwall.rfb.errors import RFBError
from vncwall.settings.model import PictureSettings, PixelFormatName
from vncwall.sweep.likeness import Errors, Mask, equal_pixels, errors
from vncwall.sweep.line import Line, PictureLate, Shot
from vncwall.sweep.plan import PLAN, PROBE, REFERENCE, expected_bytes
from vncwall.sweep.result import Result, Row, Trial, is_line_known, throughput_kbit_s

LONG_S = 60.0
"""A sweep that would take longer than this with several rounds has one."""

MUCH_MORE = 1.3
"""An estimate that is so many times too low is told anew."""


class SizeChanged(Exception):
    """The desktop got another size: what was measured is of another picture."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the rest of a sweep will cost, roughly; known after the first picture."""

    pictures: int
    rounds: int
    total_bytes: int
    seconds: float
    is_line_known: bool
    """False: the first picture was too light to tell what the line carries; it may be quicker."""


@dataclass(frozen=True, slots=True)
class Step:
    """A picture that has come."""

    number: int
    pictures: int
    shot: Shot


class Sweep:
    """Fetches the pictures of a plan over a `Line`.

    The first one is the lightest, so that little is lost if that is already too much. Each round
    begins and ends with lossless pictures: where they differ the desktop has moved, and likeness
    is measured on the rest.
    """

    def __init__(
        self,
        line: Line,
        clock: Clock,
        *,
        rounds: int = 3,
        patience_s: float = 20.0,
        plan: Sequence[PictureSettings] = PLAN,
        on_estimate: Callable[[Estimate], None] = lambda _: None,
        on_step: Callable[[Step], None] = lambda _: None,
    ) -> None:
        self._line = line
        self._clock = clock
        self._rounds = rounds
        self._patience_s = patience_s
        self._plan = plan
        self._on_estimate = on_estimate
        self._on_step = on_step
        self._rows: dict[PictureSettings, Row] = {}
        self._still: Mask | None = None
        self._reference: Words | None = None
        self._known: dict[PictureSettings, Trial] = {}
        self._size = Size(0, 0)
        self._weighed: list[Trial] = []
        self._kbit_s = 0.0
        self._told_bytes = 0
        self._number = 0
        self._pictures = 0

    async def run(self) -> Result:
        """Fetch them all, or as many as come: what ends a sweep early is in the result.

        Raises:
            TransportError, RFBError, PictureLate: see `Line`; only before there is any result.
        """
        started_ns = self._clock.monotonic_ns()
        await self._line.shot(PROBE)  # a server's first picture is slower than its others
        self._weigh(await self._line.shot(PROBE))
        order = self._lightened(_in_order(self._plan))
        self._estimate(order)
        ended: Exception | None = None
        try:
            for number in range(self._rounds):
                await self._round(order)
                order = [picture for picture in order if picture in self._rows]
                self._pictures = self._number + len(order) * (self._rounds - number - 1)
        except (TransportError, RFBError, PictureLate, SizeChanged) as error:
            if not self._rows:
                raise
            ended = error
        rows = [self._rows[picture] for picture in self._plan if picture in self._rows]
        return Result(
            size=self._line.size,
            rows=rows,
            rounds=self._rounds,
            received_bytes=self._line.received_bytes,
            seconds=(self._clock.monotonic_ns() - started_ns) / 1e9,
            measured_kbit_s=self._kbit_s,
            is_line_known=is_line_known(self._weighed),
            moved=0.0 if self._still is None else float(1 - self._still.mean()),
            left_out=[] if ended else [one for one in self._plan if one not in self._rows],
            ended=ended,
        )

    def _weigh(self, shot: Shot) -> None:
        """Learn from a picture what the others may cost."""
        self._known[shot.picture] = _trial(shot, None)
        self._size = shot.size
        self._weighed.append(_trial(shot, None))
        self._kbit_s = throughput_kbit_s(self._weighed)
        self._number += 1
        self._on_step(Step(self._number, self._pictures, shot))

    def _expected(self, picture: PictureSettings) -> tuple[int, float]:
        """Return bytes and seconds of a picture: as it was, or as others like it let expect."""
        if (known := self._known.get(picture)) is not None:
            return known.received_bytes, known.whole_ms / 1000
        like = REFERENCE if REFERENCE in self._known else PROBE
        weighs = self._known[like].received_bytes
        size = expected_bytes(picture, like=like, weighs=weighs, size=self._size)
        return size, (self._known[PROBE].first_ms + size * 8 / self._kbit_s) / 1000

    def _is_too_heavy(self, picture: PictureSettings) -> bool:
        return picture != REFERENCE and self._expected(picture)[1] > self._patience_s

    def _lightened(self, order: Sequence[PictureSettings]) -> list[PictureSettings]:
        """Return `order` without what is too heavy.

        While it is not known what the line carries that is judged when its turn comes.
        """
        is_known = is_line_known(self._weighed)
        return [one for one in order if not (is_known and self._is_too_heavy(one))]

    def _estimate(self, order: Sequence[PictureSettings]) -> None:
        """Tell what the rounds will cost, and leave it at one if that is much.

        Told again when it turns out to be much more than was told before.
        """
        costs = [self._expected(picture) for picture in order]
        seconds = sum(min(cost[1], self._patience_s) for cost in costs)
        if seconds * self._rounds > LONG_S:
            self._rounds = 1
        self._pictures = 1 + len(costs) * self._rounds
        total_bytes = sum(cost[0] for cost in costs) * self._rounds
        if total_bytes > MUCH_MORE * self._told_bytes:
            self._told_bytes = total_bytes
            self._on_estimate(
                Estimate(
                    pictures=len(costs),
                    rounds=self._rounds,
                    total_bytes=total_bytes,
                    seconds=seconds * self._rounds,
                    is_line_known=is_line_known(self._weighed),
                )
            )

    async def _round(self, order: Sequence[PictureSettings]) -> None:
        still: Mask | None = None
        reference: Words | None = None
        waiting: list[tuple[Row, Trial, Errors]] = []
        try:
            for picture in order:
                if self._is_too_heavy(picture):
                    continue
                shot = await self._line.shot(picture)
                self._weigh(shot)
                if self._number == 2:  # the first lossless one: now the others can be told better
                    self._estimate(order)
                before = self._reference if reference is None else reference
                if before is not None and shot.words.shape != before.shape:
                    raise SizeChanged("the desktop changed its size; begin again when it keeps it")
                if not _is_reference(picture):
                    assert reference is not None
                    compared = errors(shot.words, reference)
                    waiting.append((self._row(shot), _trial(shot, None), compared))
                    continue
                self._row(shot).trials.append(_trial(shot, float("inf")))
                if reference is None or still is None:
                    reference, still = shot.words, np.ones(shot.words.shape, np.bool_)
                still &= equal_pixels(shot.words, reference)
        finally:
            if reference is not None and still is not None:
                self._compare(waiting, reference, still)

    def _compare(
        self, waiting: Sequence[tuple[Row, Trial, Errors]], reference: Words, still: Mask
    ) -> None:
        """End a round: now it is known what stood still in it."""
        for row, trial, compared in waiting:
            row.trials.append(replace(trial, likeness_db=compared.psnr_db(still)))
        if self._reference is None or self._still is None:
            self._reference, self._still = reference, still
        else:
            self._still &= still & equal_pixels(reference, self._reference)

    def _row(self, shot: Shot) -> Row:
        row = self._rows.setdefault(shot.picture, Row(shot.picture))
        row.encodings.update(shot.encodings)
        row.has_its_format &= shot.has_its_format
        return row


def _is_reference(picture: PictureSettings) -> bool:
    """Whether it is lossless with all colours."""
    return picture.jpeg_quality is None and picture.pixel_format is PixelFormatName.RGB888


def _in_order(plan: Sequence[PictureSettings]) -> list[PictureSettings]:
    """Return one round: what is measured against lossless pictures stands between such."""
    lossy = [picture for picture in plan if not _is_reference(picture)]
    lossless = [picture for picture in plan if _is_reference(picture) and picture != REFERENCE]
    return [REFERENCE, *lossy, *(lossless or [REFERENCE])]


def _trial(shot: Shot, likeness_db: float | None) -> Trial:
    return Trial(
        shot.received_bytes,
        shot.first_bytes,
        shot.first_ms,
        shot.whole_ms,
        shot.cpu_ms,
        likeness_db,
    )
