"""Open H.264: several streams, resets, sizes. The streams are x264's."""

from __future__ import annotations

import struct
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import wire
from tests.support.desk import desk
from tests.support.rectangles import translation_of
from tests.support.scripted_server import opened
from tests.support.video import H264Encoder, flat
from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect, Size
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.open_h264 import CONTEXTS, OpenH264Decoder
from vncwall.rfb.errors import DecodeError, LimitExceeded, RFBError
from vncwall.rfb.events import FramebufferUpdated
from vncwall.rfb.options import Limits
from vncwall.rfb.reader import ByteReader

RESET, RESET_ALL = 1, 2


def payload(data: bytes, flags: int = 0) -> bytes:
    return struct.pack(">II", len(data), flags) + data


class Screen:
    """A decoder and a framebuffer that it draws into."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.decoder = OpenH264Decoder(limits or Limits(), translation_of("rgb888"))
        self.framebuffer = Framebuffer(Size(256, 128))

    def draws(self, rect: Rect, data: bytes) -> None:
        reader = ByteReader()
        reader.feed(data)
        for _ in self.decoder.decode(rect, reader, self.framebuffer):
            pytest.fail("it waits")
        assert reader.available == 0

    def colour(self, rect: Rect) -> list[int]:
        """Mean R, G, B."""
        return [
            round(c)
            for c in self.framebuffer.view(rect)
            .view(np.uint8)
            .reshape(rect.height, rect.width, 4)[..., 2::-1]
            .reshape(-1, 3)
            .mean(axis=0)
        ]


LEFT, RIGHT = Rect(0, 0, 64, 48), Rect(100, 10, 62, 45)


def close(a: list[int], b: tuple[int, int, int]) -> bool:
    return max(abs(x - y) for x, y in zip(a, b, strict=True)) <= 6


def test_each_place_has_its_own_stream_and_a_larger_picture_is_cropped() -> None:
    screen = Screen()
    left, right = H264Encoder(64, 48), H264Encoder(64, 48)
    for red in (10, 120, 250):
        screen.draws(LEFT, payload(left.encode(flat(64, 48, (red, 0, 90)))))
        screen.draws(RIGHT, payload(right.encode(flat(64, 48, (0, red, 30)))))
        assert close(screen.colour(LEFT), (red, 0, 90))
        assert close(screen.colour(RIGHT), (0, red, 30))
    outside = screen.framebuffer.words.copy()
    for place in (LEFT, RIGHT):
        outside[place.y : place.bottom, place.x : place.right] = 0xFF000000
    assert (outside == 0xFF000000).all()


def test_a_reset_needs_a_key_picture_of_that_place_only() -> None:
    screen = Screen()
    left, right = H264Encoder(64, 48), H264Encoder(64, 48)
    screen.draws(LEFT, payload(left.encode(flat(64, 48, (100, 0, 0)))))
    screen.draws(RIGHT, payload(right.encode(flat(64, 48, (100, 0, 0)))))
    screen.draws(LEFT, payload(b"", RESET))
    # Its stream is gone, so the difference to a picture that is not there draws nothing good.
    screen.draws(LEFT, payload(H264Encoder(64, 48).encode(flat(64, 48, (0, 200, 0))), RESET))
    assert close(screen.colour(LEFT), (0, 200, 0))
    screen.draws(RIGHT, payload(right.encode(flat(64, 48, (220, 0, 0)))))
    assert close(screen.colour(RIGHT), (220, 0, 0))


@pytest.mark.parametrize("flags", [RESET_ALL, RESET], ids=["rfbproto", "neatvnc"])
def test_all_are_reset_by_an_empty_rectangle_as_well(flags: int) -> None:
    screen = Screen()
    left = H264Encoder(64, 48)
    screen.draws(LEFT, payload(left.encode(flat(64, 48, (100, 0, 0)))))
    screen.draws(Rect(0, 0, 0, 0), payload(b"", flags))
    assert screen.decoder._streams == {}
    screen.draws(LEFT, payload(left.encode(flat(64, 48, (250, 0, 0)))))
    assert close(screen.colour(LEFT), (100, 0, 0)), "no key picture: nothing is drawn"


def test_the_stream_used_longest_ago_makes_room() -> None:
    screen = Screen()
    for n in range(CONTEXTS):
        screen.draws(Rect(n, 0, 16, 16), payload(b"\0\0\1\x09"))
    screen.draws(Rect(0, 0, 16, 16), payload(b"\0\0\1\x09"))
    screen.draws(Rect(CONTEXTS, 0, 16, 16), payload(b"\0\0\1\x09"))
    kept = list(screen.decoder._streams)
    assert len(kept) == CONTEXTS
    assert Rect(0, 0, 16, 16) in kept
    assert Rect(1, 0, 16, 16) not in kept


def test_streams_together_have_no_more_pixels_than_one_may() -> None:
    screen = Screen(Limits(video_pixels=3 * 1024))
    for n in range(5):
        screen.draws(Rect(n, 0, 32, 32), payload(b"\0\0\1\x09"))
    assert [place.x for place in screen.decoder._streams] == [2, 3, 4]
    with pytest.raises(LimitExceeded, match=r"Open H\.264 pixels is 4096, limit 3072"):
        screen.draws(Rect(0, 0, 64, 64), payload(b"\0\0\1\x09"))


def test_streams_together_have_no_more_pixels_than_four_desktops() -> None:
    screen = Screen()
    for n in range(6):
        screen.draws(Rect(0, n, 256, 122), payload(b"\0\0\1\x09"))
    assert [place.y for place in screen.decoder._streams] == [2, 3, 4, 5]


def test_a_rectangle_of_very_many_pictures_is_given_up() -> None:
    screen, encoder = Screen(), H264Encoder(64, 48)
    still = b"".join(encoder.encode(flat(64, 48, (9, 9, 9))) for _ in range(65))
    with pytest.raises(LimitExceeded, match=r"Open H\.264 pictures is 65, limit 64"):
        screen.draws(LEFT, payload(still))


def test_a_picture_far_larger_than_its_rectangle_is_left_out() -> None:
    screen = Screen()
    screen.draws(LEFT, payload(H264Encoder(512, 512).encode(flat(512, 512, (0, 200, 0)))))
    assert (screen.framebuffer.words == 0xFF000000).all()


def test_a_picture_smaller_than_its_rectangle_is_an_error() -> None:
    data = H264Encoder(64, 48).encode(flat(64, 48, (1, 2, 3)))
    with pytest.raises(DecodeError, match=r"H\.264 picture is 64x48, rectangle 80x48"):
        Screen().draws(Rect(0, 0, 80, 48), payload(data))


def test_unknown_flags_are_ignored_and_a_length_is_checked_first() -> None:
    Screen().draws(LEFT, payload(b"", 0xFFFFFFFC))
    with pytest.raises(LimitExceeded, match=r"Open H\.264 length is 4294967295"):
        Screen().draws(LEFT, b"\xff\xff\xff\xff\0\0\0\0")


def test_a_connection_takes_an_empty_rectangle_that_resets() -> None:
    server = opened()
    rectangle = wire.rectangle(0, 0, 0, 0, Encoding.OPEN_H264, payload(b"", RESET_ALL))
    [event] = server.sends(wire.update(rectangle))
    assert isinstance(event, FramebufferUpdated)


DATA = payload(
    H264Encoder(40, 30).encode(np.random.default_rng(1).integers(0, 256, (30, 40, 3), np.uint8))
)


@given(st.lists(st.tuples(st.integers(8, len(DATA) - 1), st.integers(0, 255)), max_size=6))
@settings(max_examples=60, deadline=None)
def test_wrong_bytes_harm_nothing_else(changes: list[tuple[int, int]]) -> None:
    data = bytearray(DATA)
    for at, value in changes:
        data[at] = value
    there = desk(Encoding.OPEN_H264, "rgb888", 40, 30)
    with suppress(RFBError):
        there.feed(bytes(data))
    there.assert_margin_untouched()
    assert (there.framebuffer.words >> 24 == 255).all()


def test_it_arrives_in_any_pieces() -> None:
    whole = desk(Encoding.OPEN_H264, "rgb888", 40, 30)
    whole.feed(DATA)
    there = desk(Encoding.OPEN_H264, "rgb888", 40, 30)
    for at in range(0, len(DATA), 13):
        assert not there.is_done
        there.feed(DATA[at : at + 13])
    assert there.is_done
    assert np.array_equal(there.picture, whole.picture)
