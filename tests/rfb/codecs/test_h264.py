"""H.264 streams that x264 made."""

from __future__ import annotations

import numpy as np

from tests.support.video import H264Encoder, flat
from vncwall.rfb.codecs.h264 import H264Stream, access_units, is_available


def test_the_library_is_there() -> None:
    assert is_available()


def test_pictures_are_cut_apart_where_they_begin() -> None:
    encoder = H264Encoder(64, 48)
    packets = [encoder.encode(flat(64, 48, (n * 40, 0, 0))) for n in range(4)]
    assert list(access_units(b"".join(packets))) == packets
    assert list(access_units(b"")) == []


def test_each_picture_is_there_at_once() -> None:
    encoder, stream = H264Encoder(64, 48), H264Stream(64 * 48)
    for red in (0, 80, 160, 240):
        pixels = stream.decode(encoder.encode(flat(64, 48, (red, 100, 50))), 9)
        assert pixels is not None
        assert pixels.shape == (48, 64, 4)
        assert np.abs(pixels[..., 2::-1].astype(int) - (red, 100, 50)).max() <= 5


def test_of_several_pictures_the_last_counts() -> None:
    encoder, stream = H264Encoder(64, 48), H264Stream(64 * 48)
    data = b"".join(encoder.encode(flat(64, 48, (red, 0, 0))) for red in (50, 100, 200))
    pixels = stream.decode(data, 9)
    assert pixels is not None
    assert abs(int(pixels[20, 20, 2]) - 200) <= 5


def test_a_picture_larger_than_allowed_is_not_decoded() -> None:
    data = H264Encoder(64, 48).encode(flat(64, 48, (9, 9, 9)))
    assert H264Stream(64 * 48 // 2).decode(data, 9) is None


def test_noise_is_left_out_and_the_next_key_picture_mends_it() -> None:
    stream = H264Stream(64 * 48)
    assert stream.decode(b"\0\0\1\x65noise", 9) is None
    assert stream.decode(b"noise", 9) is None
    pixels = stream.decode(H264Encoder(64, 48).encode(flat(64, 48, (200, 200, 200))), 9)
    assert pixels is not None
    assert abs(int(pixels[0, 0, 0]) - 200) <= 5


def test_a_picture_in_colours_that_cannot_be_converted_is_left_out() -> None:
    data = H264Encoder(64, 48).encode(flat(64, 48, (9, 9, 9)))
    shown = 0
    for at in range(4, 30):  # the parameters of the sequence, colour matrix among them
        for value in (0, 8, 80, 255):
            changed = data[:at] + bytes([value]) + data[at + 1 :]
            shown += H264Stream(64 * 48).decode(changed, 9) is not None
    assert shown > 0
