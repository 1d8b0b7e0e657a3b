"""One connection that measures whole pictures, on a demo desktop behind a line of known speed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest

from tests.support.fake_clock import FakeClock
from tests.support.fleet_line import FleetLine
from tests.support.fleet_pair import Canvas, as_shown
from vncwall.rfb.errors import ConnectionLost
from vncwall.rfb.pixel_format import NAMED_FORMATS
from vncwall.settings.address import HostAddress
from vncwall.settings.model import EncodingName, HostSettings, PictureSettings, PixelFormatName
from vncwall.sweep.line import Line, PictureLate, Shot
from vncwall.sweep.plan import PROBE, REFERENCE
from vncwall.transport.base import ByteStream

T = TypeVar("T")
HOST = HostSettings("pc1", HostAddress("pc1", 5900))
RAW = PictureSettings(encoding=EncodingName.RAW, jpeg_quality=None, compression=None)


def run(coroutine: Coroutine[object, object, T]) -> T:
    return asyncio.run(coroutine)


def line_to(stream: ByteStream, clock: FakeClock, *, timeout_s: float = 5.0) -> Line:
    async def connect(address: HostAddress, timeout_s: float) -> ByteStream:
        return stream

    ticks = iter(range(0, 1 << 40, 1_000_000))
    return Line(
        HOST,
        connect=connect,
        clock=clock,
        timeout_s=timeout_s,
        first=PROBE,
        cpu_ns=lambda: next(ticks),
    )


async def shots(stream: FleetLine, *pictures: PictureSettings) -> list[Shot]:
    async with line_to(stream, stream.clock) as line:
        return [await line.shot(picture) for picture in pictures]


def test_a_shot_is_the_desktop_in_the_colours_that_were_asked_for() -> None:
    canvas = Canvas(90, 70)
    pictures = (PROBE, replace(PROBE, pixel_format=PixelFormatName.RGB565), REFERENCE, PROBE)
    stream = FleetLine(canvas, FakeClock())
    for picture, shot in zip(pictures, run(shots(stream, *pictures)), strict=True):
        expected = as_shown(canvas.words(canvas.rect), NAMED_FORMATS[picture.pixel_format])
        assert np.array_equal(shot.words & np.uint32(0xFFFFFF), expected)
        assert shot.picture == picture
        assert shot.has_its_format
        assert shot.encodings == ("tight",)
    assert stream.is_closed


def test_bytes_and_times_are_those_of_the_line() -> None:
    canvas = Canvas(100, 50)
    stream = FleetLine(canvas, FakeClock(), kbit_s=800, latency_s=0.05, chunk=1000)
    [shot] = run(shots(stream, RAW))
    assert 20_000 <= shot.received_bytes < 20_100
    assert shot.first_ms == pytest.approx(50 + 10, abs=0.1), "latency and a first kilobyte"
    assert shot.whole_ms == pytest.approx(50 + shot.received_bytes * 8 / 800, abs=1)
    assert shot.cpu_ms == pytest.approx(np.ceil(shot.received_bytes / 1000)), "a millisecond a read"


def test_what_a_server_sends_instead_is_seen_for_each_picture() -> None:
    stream = FleetLine(Canvas(64, 64), FakeClock())
    zlib = PictureSettings(encoding=EncodingName.ZLIB, jpeg_quality=None)
    kinds = [shot.encodings for shot in run(shots(stream, zlib, RAW, REFERENCE))]
    assert kinds == [("tight",), ("raw",), ("tight",)]


class Silent(FleetLine):
    """Says no more after some reads."""

    reads = 4

    async def read(self) -> bytes:
        self.reads -= 1
        if self.reads < 0:
            await asyncio.Event().wait()
        return await super().read()


def test_a_picture_that_does_not_come_ends_it() -> None:
    clock = FakeClock()
    stream = Silent(Canvas(64, 64), clock, chunk=100)

    async def take() -> None:
        async with line_to(stream, clock, timeout_s=0.01) as line:
            await line.shot(REFERENCE)

    with pytest.raises(PictureLate, match=r"did not come within 0.01 s, only \d+ bytes"):
        run(take())
    assert stream.is_closed


class Closing(FleetLine):
    """Closes after the handshake."""

    reads = 4

    async def read(self) -> bytes:
        self.reads -= 1
        return await super().read() if self.reads >= 0 else b""


def test_a_server_that_closes_ends_it() -> None:
    clock = FakeClock()
    stream = Closing(Canvas(64, 64), clock, chunk=100)

    async def take() -> None:
        async with line_to(stream, clock) as line:
            await line.shot(REFERENCE)

    with pytest.raises(ConnectionLost):
        run(take())
    assert stream.is_closed
