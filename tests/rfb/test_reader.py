"""The byte stream of a connection."""

from __future__ import annotations

import itertools
from struct import Struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vncwall.rfb.reader import ByteReader, Steps

MESSAGE = bytes(range(1, 30))


def read_all(reader: ByteReader) -> Steps[list[object]]:
    """Read `MESSAGE` in every way there is."""
    return [
        (yield from reader.read_u8()),
        (yield from reader.read_u16()),
        (yield from reader.read_u32()),
        (yield from reader.read_s32()),
        (yield from reader.read(5)),
        (yield from reader.read(0)),
        (yield from reader.skip_ahead(10)),
        (yield from reader.read(3)),
    ]


EXPECTED = [1, 0x0203, 0x04050607, 0x08090A0B, MESSAGE[11:16], b"", None, MESSAGE[26:29]]


@given(st.lists(st.integers(0, len(MESSAGE)), max_size=6))
def test_any_split_of_the_bytes_reads_the_same(cuts: list[int]) -> None:
    reader = ByteReader()
    steps = read_all(reader)
    edges = [0, *sorted(cuts), len(MESSAGE)]
    result: object = None
    for start, end in itertools.pairwise(edges):
        reader.feed(MESSAGE[start:end])
        try:
            next(steps)
        except StopIteration as stop:
            result = stop.value
            break
    assert result == EXPECTED
    assert reader.available == 0
    assert reader.position == reader.total == len(MESSAGE)


def test_what_is_wanted_is_said_before_waiting() -> None:
    reader = ByteReader()
    reader.feed(b"abc")
    next(reader.read(10))
    assert reader.wanted == 10
    next(reader.need(7))
    assert reader.wanted == 7
    assert reader.available == 3


def test_signed_numbers_are_signed() -> None:
    reader = ByteReader()
    reader.feed(b"\xff\xff\xfe\xcc")
    with pytest.raises(StopIteration) as stop:
        next(reader.read_s32())
    assert stop.value.value == -308


def test_peek_consumes_nothing_and_skip_does() -> None:
    reader = ByteReader()
    reader.feed(b"abcdef")
    with reader.peek() as view:
        assert bytes(view) == b"abcdef"
    reader.skip(2)
    assert (reader.take(2), reader.available, reader.position) == (b"cd", 2, 4)


def test_structures_are_unpacked_in_place() -> None:
    reader = ByteReader()
    reader.feed(b"\x00\x01\x02\x03\x04")
    assert reader.unpack(Struct(">HB")) == (1, 2)
    assert reader.available == 2


def test_what_was_read_is_dropped_and_what_was_not_stays() -> None:
    """Over many megabytes, with a few bytes always left unread."""
    reader = ByteReader()
    block = bytes(range(256)) * 64
    reader.feed(b"xyz")
    for _ in range(200):
        reader.feed(block)
        reader.skip(len(block))
    assert reader.take(3) == block[-3:]
    assert reader.total == 3 + 200 * len(block)
    assert len(reader._buffer) < 4 * (1 << 16)
