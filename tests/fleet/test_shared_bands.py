from collections.abc import Callable

import numpy as np
import pytest

from tests.support import wire
from vncwall.fleet import shared_bands
from vncwall.fleet.desktops import DESKTOPS
from vncwall.fleet.desktops.base import Damaged, Desktop
from vncwall.fleet.encoders import ENCODERS
from vncwall.fleet.encoders.base import EncodeOptions
from vncwall.fleet.pixels import PixelPacker
from vncwall.fleet.shared_bands import BAND_COLUMNS, BAND_ROWS, SharedBands
from vncwall.geometry import Rect, Size
from vncwall.rfb.connection import Connection
from vncwall.rfb.constants import Encoding
from vncwall.rfb.options import ConnectionOptions, PictureOptions
from vncwall.rfb.pixel_format import CANONICAL

NOON = 1_790_000_400.0
SIZE = Size(640, 480)
PACKER = PixelPacker(CANONICAL)
OPTIONS = EncodeOptions(compression=1)
SHAREABLE = [number for number, encoder in ENCODERS.items() if encoder.is_shareable]


@pytest.fixture
def desktop() -> Desktop:
    made = DESKTOPS["idle"]("desk", SIZE, 3)
    made.advance(NOON)
    return made


@pytest.fixture
def show() -> Callable[[Connection, list[bytes]], None]:
    def feed(connection: Connection, rectangles: list[bytes]) -> None:
        connection.request_update()
        connection.receive_data(wire.update(*rectangles))
        assert [event for event in connection.events() if "Failed" in type(event).__name__] == []

    return feed


def viewer() -> Connection:
    connection = Connection(ConnectionOptions(picture=PictureOptions(jpeg_quality=None)))
    connection.receive_data(b"RFB 003.008\n\x01\x01" + bytes(4))
    connection.receive_data(wire.server_init(SIZE.width, SIZE.height))
    connection.events()
    return connection


@pytest.mark.parametrize("number", SHAREABLE, ids=lambda number: Encoding(number).name)
def test_the_same_bytes_serve_clients_with_different_pasts(
    number: int, desktop: Desktop, show: Callable[[Connection, list[bytes]], None]
) -> None:
    bands = SharedBands(SIZE)
    whole = bands.rectangles(desktop, desktop.rect, ENCODERS[number], PACKER, OPTIONS)
    old, new = viewer(), viewer()
    show(old, whole)
    bands.changed(changes := desktop.advance(NOON + 61))
    rect = next(change.rect for change in changes)
    encoded = bands.encoded
    part = bands.rectangles(desktop, rect, ENCODERS[number], PACKER, OPTIONS)
    assert part == bands.rectangles(desktop, rect, ENCODERS[number], PACKER, OPTIONS)
    assert bands.encoded > encoded

    show(old, bands.rectangles(desktop, desktop.rect, ENCODERS[number], PACKER, OPTIONS))
    show(new, part)
    show(new, bands.rectangles(desktop, desktop.rect, ENCODERS[number], PACKER, OPTIONS))

    real = desktop.words(desktop.rect) & np.uint32(0xFFFFFF)
    for connection in (old, new):
        np.testing.assert_array_equal(connection.framebuffer.words & 0xFFFFFF, real)


def test_a_change_costs_the_pieces_it_lies_in_and_no_others(desktop: Desktop) -> None:
    bands = SharedBands(SIZE)
    bands.rectangles(desktop, desktop.rect, ENCODERS[Encoding.TIGHT], PACKER, OPTIONS)
    first = bands.encoded
    assert first == -(-SIZE.height // BAND_ROWS) * -(-SIZE.width // BAND_COLUMNS)
    bands.changed([Damaged(Rect(0, BAND_ROWS + 3, 10, 10))])
    bands.rectangles(desktop, desktop.rect, ENCODERS[Encoding.TIGHT], PACKER, OPTIONS)
    assert bands.encoded == first + 1


def test_other_levels_and_formats_are_encoded_for_themselves(desktop: Desktop) -> None:
    bands = SharedBands(SIZE)
    for options in (OPTIONS, EncodeOptions(compression=2), OPTIONS):
        bands.rectangles(desktop, Rect(0, 0, 64, 64), ENCODERS[Encoding.TIGHT], PACKER, options)
    assert bands.encoded == 2


def test_what_is_kept_is_bounded(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_bands, "MAX_BYTES", 40_000)
    bands = SharedBands(SIZE)
    for x in range(0, 320, 64):
        bands.rectangles(desktop, Rect(x, 0, 64, 128), ENCODERS[Encoding.RAW], PACKER, OPTIONS)
    assert bands.encoded == 5
    bands.rectangles(desktop, Rect(256, 0, 64, 128), ENCODERS[Encoding.RAW], PACKER, OPTIONS)
    assert bands.encoded == 5
    bands.rectangles(desktop, Rect(0, 0, 64, 128), ENCODERS[Encoding.RAW], PACKER, OPTIONS)
    assert bands.encoded == 6


def test_another_size_forgets_everything(desktop: Desktop) -> None:
    bands = SharedBands(SIZE)
    bands.rectangles(desktop, desktop.rect, ENCODERS[Encoding.RAW], PACKER, OPTIONS)
    size = Size(800, 600)
    desktop.resize(size, desktop.screens)
    desktop.advance(NOON)
    bands.resize(size)
    rectangles = bands.rectangles(desktop, desktop.rect, ENCODERS[Encoding.RAW], PACKER, OPTIONS)
    assert sum(map(len, rectangles)) == 4 * size.area + 12 * len(rectangles)


def test_pieces_of_a_screen_are_asked_for_in_whole_bands() -> None:
    assert SharedBands.around(Rect(0, 64, 640, 256)) == Rect(0, 0, 640, 384)
    assert SharedBands.around(Rect(10, 128, 20, 128)) == Rect(10, 128, 20, 128)
