"""Whole sweeps of demo desktops in memory."""

from __future__ import annotations

import asyncio
import math

import numpy as np
import pytest

from tests.support.fake_clock import FakeClock
from tests.support.fleet_line import FleetLine
from tests.support.fleet_pair import Canvas
from tests.sweep.test_line import line_to
from vncwall.errors import TransportError
from vncwall.fleet.desktops.base import Desktop
from vncwall.geometry import Rect, Size
from vncwall.settings.model import EncodingName
from vncwall.sweep.plan import PLAN, PROBE, REFERENCE
from vncwall.sweep.result import Result
from vncwall.sweep.sweep import Estimate, SizeChanged, Step, Sweep


def swept(
    desktop: Desktop,
    *,
    kbit_s: float = 50_000.0,
    rounds: int = 2,
    patience_s: float = 20.0,
    estimates: list[Estimate] | None = None,
    steps: list[Step] | None = None,
) -> Result:
    clock = FakeClock()
    stream = FleetLine(desktop, clock, kbit_s=kbit_s)

    async def sweep() -> Result:
        async with line_to(stream, clock) as line:
            return await Sweep(
                line,
                clock,
                rounds=rounds,
                patience_s=patience_s,
                on_estimate=(estimates if estimates is not None else []).append,
                on_step=(steps if steps is not None else []).append,
            ).run()

    return asyncio.run(sweep())


def test_a_still_desktop_gives_every_row_and_its_likeness() -> None:
    steps: list[Step] = []
    estimates: list[Estimate] = []
    result = swept(Canvas(96, 64), steps=steps, estimates=estimates)
    assert [row.picture for row in result.rows] == list(PLAN)
    assert {len(row.trials) for row in result.rows} == {2}
    assert result.moved == 0.0
    assert result.left_out == []
    for row in result.rows:
        is_lossy = row.has_jpeg or row.picture.pixel_format.value != "rgb888"
        assert (row.likeness_db == math.inf) is not is_lossy
    assert [step.number for step in steps] == list(range(1, 2 * len(PLAN) + 2))
    assert steps[-1].pictures == steps[-1].number
    assert {(one.pictures, one.rounds) for one in estimates} == {(len(PLAN), 2)}
    received = sum(step.shot.received_bytes for step in steps[1:])
    assert estimates[-1].total_bytes == pytest.approx(received, rel=0.5)
    assert len(estimates) <= 2


def test_the_line_is_measured() -> None:
    assert swept(Canvas(300, 200), kbit_s=2000).measured_kbit_s == pytest.approx(2000, rel=0.05)


class Blinking(Canvas):
    """A corner that is another colour whenever somebody looks."""

    count = 0

    def advance(self, now: float) -> list:  # type: ignore[type-arg]
        if self.surface is not None and now > 0:
            self.count += 1
            self.draw(Rect(0, 0, 24, 16), np.uint32(self.count * 0x151515 & 0xFFFFFF))
        return super().advance(now)


def test_what_moves_does_not_count_for_likeness() -> None:
    still, moving = swept(Canvas(96, 64)), swept(Blinking(96, 64))
    assert moving.moved == pytest.approx(24 * 16 / (96 * 64))
    for row in moving.rows:
        alike = next(other for other in still.rows if other.picture == row.picture)
        if alike.likeness_db == math.inf:
            assert row.likeness_db == math.inf
        else:
            assert row.likeness_db == pytest.approx(alike.likeness_db, abs=3)
    assert "6.2% of it changed" in moving.notes()[0]


def test_a_slow_line_gets_one_round_without_the_heavy_ones() -> None:
    estimates: list[Estimate] = []
    result = swept(Canvas(400, 300), kbit_s=256, patience_s=8, rounds=3, estimates=estimates)
    assert result.rounds == estimates[0].rounds == 1
    assert EncodingName.RAW in {picture.encoding for picture in result.left_out}
    assert all(row.whole_ms < 12_000 for row in result.rows if row.picture != REFERENCE)
    assert any("Left out" in note for note in result.notes())


def test_the_first_picture_is_the_lightest() -> None:
    steps: list[Step] = []
    swept(Canvas(64, 64), steps=steps, rounds=1)
    assert steps[0].shot.picture == PROBE
    assert steps[1].shot.picture == REFERENCE


def test_a_desktop_that_changes_its_size_ends_the_sweep() -> None:
    canvas = Canvas(96, 64)
    clock = FakeClock()
    stream = FleetLine(canvas, clock)

    async def sweep() -> Result:
        async with line_to(stream, clock) as line:
            return await Sweep(line, clock, on_step=grow).run()

    def grow(step: Step) -> None:
        if step.number == 5:
            stream.resize(Size(120, 80))

    result = asyncio.run(sweep())
    assert isinstance(result.ended, SizeChanged)
    assert "the sweep ended early: the desktop changed its size; begin again" in result.notes()[0]
    assert 0 < len(result.rows) < len(PLAN)


@pytest.mark.parametrize("after", [1, 2, 3, 9, 14, 20])
def test_what_has_come_before_the_end_is_not_lost(after: int) -> None:
    clock = FakeClock()
    stream = FleetLine(Canvas(96, 64), clock)
    steps: list[Step] = []

    def cut(step: Step) -> None:
        steps.append(step)
        if step.number == after:
            stream.kbit_s = 0  # the next read fails

    async def sweep() -> Result:
        async with line_to(stream, clock) as line:
            return await Sweep(line, clock, on_step=cut).run()

    if after == 1:
        with pytest.raises(TransportError):
            asyncio.run(sweep())
        return
    result = asyncio.run(sweep())
    assert isinstance(result.ended, TransportError)
    assert sum(len(row.trials) for row in result.rows) == after - 1
    assert all(row.trials for row in result.rows)
    assert result.left_out == []
