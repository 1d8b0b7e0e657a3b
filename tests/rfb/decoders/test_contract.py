"""What holds for every decoder: splits, truncation, corruption, bounds."""

from __future__ import annotations

import random
import struct
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.desk import desk
from tests.support.rectangles import (
    COLOUR_MAP,
    FORMATS,
    WRITERS,
    random_values,
    translation_of,
    words_of,
)
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.decoders.base import decoder_table
from vncwall.rfb.decoders.raw import RawDecoder
from vncwall.rfb.errors import RFBError

SMALL = ("bgr233", "colour-map")
CASES = [
    (encoding, name)
    for encoding in WRITERS
    for name in FORMATS
    if encoding != Encoding.TIGHT_PNG or name not in SMALL  # no pictures with colours of their own
]


def case_id(value: object) -> str:
    return Encoding(value).name if isinstance(value, int) else str(value)


ELSEWHERE = {Encoding.COPYRECT, Encoding.JPEG, Encoding.OPEN_H264}
"""CopyRect has no picture, the others no exact one; their own tests split and corrupt them."""


def test_every_decoder_with_an_exact_picture_is_in_the_contract() -> None:
    assert set(DECODERS) == set(WRITERS) | ELSEWHERE


def test_the_table_is_in_order_of_preference() -> None:
    preferences = [decoder.preference for decoder in DECODERS.values()]
    assert preferences == sorted(preferences, reverse=True)
    assert len(set(preferences)) == len(preferences)
    assert list(DECODERS)[:3] == [Encoding.COPYRECT, Encoding.TIGHT, Encoding.ZRLE]


def test_two_decoders_for_one_encoding_are_refused() -> None:
    with pytest.raises(ValueError, match="two decoders for"):
        decoder_table(RawDecoder, RawDecoder)


@pytest.mark.parametrize(("encoding", "format_name"), CASES, ids=case_id)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1 << 32), width=st.integers(1, 80), height=st.integers(1, 70))
def test_any_picture_arrives_in_any_pieces(
    encoding: int, format_name: str, seed: int, width: int, height: int
) -> None:
    generator = random.Random(seed)
    writer = WRITERS[encoding](format_name, generator)
    there = desk(encoding, format_name, width, height)
    for _ in range(3):
        values = random_values(generator, width, height, format_name=format_name)
        data = writer.write(values)
        at = 0
        there.begin()
        while at < len(data):
            assert not there.is_done
            size = generator.choice([1, 2, 7, 50, 1000, len(data)])
            there.feed(data[at : at + size])
            at += size
        assert there.is_done
        assert there.reader.available == 0
        assert np.array_equal(there.picture, words_of(values, format_name))
    there.assert_margin_untouched()


@pytest.mark.parametrize(("encoding", "format_name"), CASES, ids=case_id)
def test_byte_by_byte_gives_the_same(encoding: int, format_name: str) -> None:
    generator = random.Random(encoding)
    writer = WRITERS[encoding](format_name, generator)
    there = desk(encoding, format_name, 18, 17)
    values = random_values(generator, 18, 17, format_name=format_name)
    data = writer.write(values)
    for at in range(len(data)):
        assert not there.is_done, f"done before byte {at} of {len(data)}"
        there.feed(data[at : at + 1])
    assert there.is_done
    assert np.array_equal(there.picture, words_of(values, format_name))


@pytest.mark.parametrize(("encoding", "format_name"), CASES, ids=case_id)
def test_what_is_buffered_in_part_is_left_to_the_generator(encoding: int, format_name: str) -> None:
    generator = random.Random(encoding)
    writer = WRITERS[encoding](format_name, generator)
    there = desk(encoding, format_name, 35, 33)
    for first in (0, 1, 3, 5, 40, 300):
        values = random_values(generator, 35, 33, format_name=format_name)
        data = writer.write(values)
        size = min(first, len(data) - 1)
        there.reader.feed(data[:size])
        arguments = (*there.rect, there.reader, there.framebuffer)
        assert not there.decoder.decode_buffered(*arguments)
        assert there.reader.available == size, "nothing is consumed"
        there.reader.feed(data[size:])
        if not there.decoder.decode_buffered(*arguments):
            there.begin()
            there.feed(b"")
        assert there.reader.available == 0
        assert np.array_equal(there.picture, words_of(values, format_name))
    there.assert_margin_untouched()


@pytest.mark.parametrize("encoding", [Encoding.TIGHT, Encoding.ZRLE, Encoding.HEXTILE], ids=case_id)
def test_a_frequent_encoding_needs_no_generator(encoding: int) -> None:
    generator = random.Random(encoding)
    there = desk(encoding, "rgb888", 35, 33)
    values = random_values(generator, 35, 33, format_name="rgb888")
    there.reader.feed(WRITERS[encoding]("rgb888", generator).write(values) + b"rest")
    assert there.decoder.decode_buffered(*there.rect, there.reader, there.framebuffer)
    assert there.reader.take(4) == b"rest"
    assert np.array_equal(there.picture, words_of(values, "rgb888"))
    there.assert_margin_untouched()


@pytest.mark.parametrize(("encoding", "format_name"), CASES, ids=case_id)
def test_bytes_of_the_next_rectangle_are_left(encoding: int, format_name: str) -> None:
    generator = random.Random(encoding)
    writer = WRITERS[encoding](format_name, generator)
    there = desk(encoding, format_name, 33, 20)
    first, second = (random_values(generator, 33, 20, format_name=format_name) for _ in range(2))
    data = writer.write(first) + writer.write(second) + b"rest"
    there.feed(data)
    assert np.array_equal(there.picture, words_of(first, format_name))
    there.begin()
    there.feed(b"")
    assert np.array_equal(there.picture, words_of(second, format_name))
    assert there.reader.take(4) == b"rest"


@pytest.mark.parametrize(("encoding", "format_name"), CASES, ids=case_id)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1 << 32), width=st.integers(1, 40), height=st.integers(1, 40))
def test_corrupt_bytes_harm_nothing_else(
    encoding: int, format_name: str, seed: int, width: int, height: int
) -> None:
    generator = random.Random(seed)
    there = desk(encoding, format_name, width, height)
    writer = WRITERS[encoding](format_name, generator)
    values = random_values(generator, width, height, format_name=format_name)
    data = bytearray(writer.write(values))
    for _ in range(generator.choice([1, 1, 2, 10])):
        data[generator.randrange(min(len(data), generator.choice([4, 12, 10000])))] = (
            generator.randrange(256)
        )
    with suppress(RFBError):
        there.feed(bytes(data))
        there.feed(bytes(300))
    there.assert_margin_untouched()
    assert (there.framebuffer.words >> 24 == 255).all()


@pytest.mark.parametrize("encoding", WRITERS, ids=case_id)
@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=300), width=st.integers(1, 40), height=st.integers(1, 40))
def test_noise_harms_nothing_else(encoding: int, data: bytes, width: int, height: int) -> None:
    for format_name in FORMATS:
        there = desk(encoding, format_name, width, height)
        with suppress(RFBError):
            there.feed(data)
        there.assert_margin_untouched()
        assert (there.framebuffer.words >> 24 == 255).all()


@pytest.mark.parametrize(
    ("encoding", "format_name"), [case for case in CASES if case[1] in SMALL], ids=case_id
)
def test_a_framebuffer_of_words_takes_a_byte_a_pixel_as_well(
    encoding: int, format_name: str
) -> None:
    generator = random.Random(encoding)
    writer = WRITERS[encoding](format_name, generator)
    there = desk(encoding, format_name, 35, 33, indexed=False)
    for _ in range(5):
        values = random_values(generator, 35, 33, format_name=format_name)
        there.begin()
        there.feed(writer.write(values))
        assert np.array_equal(there.picture, words_of(values, format_name))
    there.assert_margin_untouched()


def test_a_new_colour_map_serves_the_next_rectangle() -> None:
    there = desk(Encoding.RAW, "colour-map", 2, 1, indexed=False)
    there.feed(bytes([3, 200]))
    assert there.picture.tolist() == [[COLOUR_MAP[3], COLOUR_MAP[200]]]
    there.decoder.translation = translation_of("bgr233")
    there.begin()
    there.feed(bytes([7, 0]))
    assert there.picture.tolist() == [[0xFFFF0000, 0xFF000000]]


@pytest.mark.parametrize("encoding", [Encoding.ZLIB, Encoding.ZRLE], ids=case_id)
def test_a_length_above_the_limit_is_not_waited_for(encoding: int) -> None:
    there = desk(encoding, "rgb888", 8, 8)
    with pytest.raises(RFBError, match=r"length is 4294967295, limit 67108864"):
        there.feed(struct.pack(">I", 0xFFFFFFFF))
