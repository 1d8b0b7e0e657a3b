"""Size, formats and decoders of one conversation."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from vncwall.geometry import Rect, Size
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.options import Limits, PictureOptions
from vncwall.rfb.pixel_format import BGR233, CANONICAL, COLOUR_MAP, RGB565, PixelFormat
from vncwall.rfb.reader import ByteReader


def desktop(picture: PictureOptions | None = None, size: Size | None = None) -> Desktop:
    """Return a desktop of `size`."""
    result = Desktop(Limits(), picture or PictureOptions(), DECODERS)
    result.resize(size or Size(100, 80))
    return result


def test_a_resize_keeps_what_fits_and_blackens_the_rest() -> None:
    desk = desktop(size=Size(4, 4))
    desk.framebuffer.words[:] = np.arange(16, dtype=np.uint32).reshape(4, 4)
    desk.resize(Size(6, 2))
    assert desk.framebuffer.words.tolist() == [
        [0, 1, 2, 3, 0xFF000000, 0xFF000000],
        [4, 5, 6, 7, 0xFF000000, 0xFF000000],
    ]
    assert [screen.rect for screen in desk.screens] == [Rect(0, 0, 6, 2)]


def test_all_encodings_are_offered_by_preference() -> None:
    numbers = desktop().encodings()
    assert numbers == sorted(numbers, key=lambda number: -DECODERS[number].preference)
    assert set(DECODERS) - set(numbers) == {Encoding.ULTRA, Encoding.ZYWRLE}


def test_chosen_encodings_are_offered_in_their_order_if_there_is_a_decoder() -> None:
    picture = PictureOptions(encodings=(Encoding.HEXTILE, Encoding.JRLE, Encoding.ULTRA))
    assert desktop(picture).encodings() == [Encoding.HEXTILE, Encoding.ULTRA]


def test_what_may_come_unasked_can_be_decoded_even_if_it_was_not_chosen() -> None:
    desk = desktop(PictureOptions(encodings=(Encoding.HEXTILE,)))
    desk.also_read = frozenset({Encoding.TIGHT, Encoding.JRLE})
    assert desk.encodings() == [Encoding.HEXTILE]
    assert set(desk.decoders) == {Encoding.HEXTILE, Encoding.RAW, Encoding.TIGHT}


def test_lossy_encodings_need_a_quality() -> None:
    lossy = {Encoding.JPEG, Encoding.OPEN_H264, Encoding.ZYWRLE}
    names = (*lossy, Encoding.RAW)
    assert set(desktop(PictureOptions(encodings=names)).encodings()) == set(names)
    lossless = PictureOptions(encodings=names, jpeg_quality=None)
    assert desktop(lossless).encodings() == [Encoding.RAW]


def test_an_encoding_whose_library_is_missing_is_not_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(DECODERS[Encoding.OPEN_H264], "is_available", lambda: False)
    assert Encoding.OPEN_H264 not in desktop().encodings()


def test_decoders_live_as_long_as_the_connection() -> None:
    desk = desktop(PictureOptions(encodings=(Encoding.ZRLE,)))
    desk.encodings()
    first = desk.decoders[Encoding.ZRLE]
    desk.set_picture(PictureOptions(encodings=(Encoding.TIGHT,), pixel_format=RGB565))
    desk.encodings()
    assert desk.decoders[Encoding.ZRLE] is first
    assert {decoder.translation.bytes_per_pixel for decoder in desk.decoders.values()} == {2}


@pytest.mark.parametrize("first", [Encoding.ZRLE, Encoding.ZYWRLE])
def test_zrle_and_zywrle_have_one_zlib_stream(first: Encoding) -> None:
    desk = desktop(PictureOptions(encodings=(first,)))
    desk.encodings()
    assert set(desk.decoders) == {first, Encoding.RAW}
    desk.set_picture(
        PictureOptions(encodings=(Encoding.ZYWRLE, Encoding.ZRLE), pixel_format=RGB565)
    )
    desk.encodings()
    stream = zlib.compressobj()
    for encoding in (Encoding.ZYWRLE, Encoding.ZRLE, Encoding.ZYWRLE):
        data = stream.compress(b"\1\x1f\0") + stream.flush(zlib.Z_SYNC_FLUSH)
        reader = ByteReader()
        reader.feed(len(data).to_bytes(4, "big") + data)
        steps = desk.decoders[encoding].decode(Rect(3, 0, 1, 1), reader, desk.framebuffer)
        assert list(steps) == []
        assert desk.framebuffer.words[0, 3] == 0xFF0000FF
        desk.framebuffer.words[0, 3] = 0


@pytest.mark.parametrize(
    ("pixel_format", "quality", "has_jpeg"),
    [(CANONICAL, 8, True), (RGB565, 0, True), (BGR233, 8, False), (CANONICAL, None, False)],
)
def test_jpeg_needs_a_quality_and_sixteen_bits(
    pixel_format: PixelFormat, quality: int | None, has_jpeg: bool
) -> None:
    picture = PictureOptions(pixel_format=pixel_format, jpeg_quality=quality)
    assert desktop(picture).has_jpeg is has_jpeg


def test_colours_above_the_map_are_ignored() -> None:
    desk = desktop(PictureOptions(pixel_format=COLOUR_MAP))
    desk.set_colours(254, np.array([1, 2, 3, 4], np.uint32))
    desk.set_colours(70_000, np.array([5], np.uint32))
    assert desk.translation.table[253:].tolist() == [0xFF000000, 1, 2]


def test_a_colour_map_outlives_a_change_of_format() -> None:
    desk = desktop()
    desk.set_colours(7, np.array([0xFF123456], np.uint32))
    desk.set_picture(PictureOptions(pixel_format=COLOUR_MAP))
    assert desk.translation.table[7] == 0xFF123456


def test_the_resting_pixel_is_the_last_of_the_oldest_block() -> None:
    desk = desktop(size=Size(200, 100))
    assert desk.resting_pixel() == Rect(63, 63, 1, 1)
    desk.framebuffer.damage.add([Rect(0, 0, 130, 100)])
    assert desk.resting_pixel() == Rect(199, 63, 1, 1)
    desk.framebuffer.damage.add([Rect(192, 0, 8, 8)])
    assert desk.resting_pixel() == Rect(199, 99, 1, 1)
    assert desk.resting_pixel(other_than=Rect(0, 0, 1, 1)) == Rect(199, 99, 1, 1)
    assert desk.resting_pixel(other_than=Rect(199, 99, 1, 1)) == Rect(198, 99, 1, 1)
    assert desktop(size=Size(0, 0)).resting_pixel().is_empty


def test_a_format_without_translation_is_our_mistake() -> None:
    odd = PixelFormat(32, 30, False, True, 1023, 1023, 1023, 20, 10, 0)
    with pytest.raises(LocalProtocolError, match="no translation"):
        desktop(PictureOptions(pixel_format=odd))


def test_eight_bits_a_pixel_take_a_byte_of_memory_each() -> None:
    desk = desktop(PictureOptions(pixel_format=BGR233))
    desk.encodings()
    assert desk.framebuffer.is_indexed
    reader = ByteReader()
    reader.feed(bytes([7, 0o70]))
    assert (
        list(desk.decoders[Encoding.RAW].decode(Rect(0, 0, 2, 1), reader, desk.framebuffer)) == []
    )
    assert desk.framebuffer.values[0, :2].tolist() == [7, 0o70]
    assert desk.framebuffer.words[0, :3].tolist() == [0xFFFF0000, 0xFF00FF00, 0xFF000000]
    desk.resize(Size(1, 1))
    assert desk.framebuffer.is_indexed
    assert desk.framebuffer.words.tolist() == [[0xFFFF0000]]


def test_more_bits_keep_the_picture_and_fewer_keep_its_colours() -> None:
    """A tile is brought to full size, and later becomes a tile again."""
    desk = desktop(PictureOptions(pixel_format=BGR233))
    desk.encodings()
    framebuffer = desk.framebuffer
    framebuffer.fill(Rect(0, 0, 2, 1), 7)
    framebuffer.damage.add([Rect(0, 0, 2, 1)])
    desk.set_picture(PictureOptions())
    assert desk.framebuffer is framebuffer
    assert framebuffer.words[0, :3].tolist() == [0xFFFF0000, 0xFFFF0000, 0xFF000000]
    framebuffer.fill(Rect(1, 0, 1, 1), 0xFF123456)
    desk.set_picture(PictureOptions(pixel_format=BGR233))
    reader = ByteReader()
    reader.feed(bytes([0o70]))
    steps = desk.decoders[Encoding.RAW].decode(Rect(2, 0, 1, 1), reader, framebuffer)
    assert list(steps) == []
    assert framebuffer.words[0, :3].tolist() == [0xFFFF0000, 0xFF123456, 0xFF00FF00]


def test_a_format_chosen_before_the_first_picture_decides() -> None:
    desk = desktop()
    assert not desk.framebuffer.is_indexed
    desk.set_picture(PictureOptions(pixel_format=BGR233))
    assert desk.framebuffer.is_indexed
    desk.set_picture(PictureOptions(pixel_format=RGB565))
    assert not desk.framebuffer.is_indexed
    assert desk.framebuffer.words[0, 0] == 0xFF000000


def test_another_format_of_eight_bits_does_not_change_what_is_shown() -> None:
    desk = desktop(PictureOptions(pixel_format=BGR233))
    desk.framebuffer.fill(Rect(0, 0, 1, 1), 7)
    desk.framebuffer.damage.add([Rect(0, 0, 1, 1)])
    desk.set_picture(PictureOptions(pixel_format=COLOUR_MAP))
    assert desk.framebuffer.words[0, 0] == 0xFFFF0000


def test_a_colour_map_colours_what_was_drawn_before_it() -> None:
    """RFC 6143, 7.6.2: the map is that of the pixels on the screen."""
    desk = desktop(PictureOptions(pixel_format=COLOUR_MAP))
    desk.framebuffer.fill(Rect(0, 0, 1, 1), 3)
    desk.framebuffer.damage.add([Rect(0, 0, 1, 1)])
    desk.set_colours(3, np.array([0xFF112233], np.uint32))
    assert desk.framebuffer.words[0, 0] == 0xFF112233
