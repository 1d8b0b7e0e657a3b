"""The byte stream: generators that wait for exactly what they need."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vncwall.rfb.reader import ByteReader, Steps, T


def read(reader: ByteReader, steps: Steps[T], *feeds: bytes) -> T:
    """Run `steps`, feeding the next part each time it waits."""
    parts = iter(feeds)
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            result: T = stop.value
            return result
        assert reader.wanted > reader.available
        reader.feed(next(parts))


def test_numbers_are_big_endian() -> None:
    reader = ByteReader()
    reader.feed(b"\x01\x02\x03\x04\x05\x06\x07\xff\xff\xff\xfe")
    assert read(reader, reader.read_u8()) == 1
    assert read(reader, reader.read_u16()) == 0x0203
    assert read(reader, reader.read_u32()) == 0x04050607
    assert read(reader, reader.read_s32()) == -2
    assert reader.available == 0


def test_a_read_waits_until_everything_is_there_and_says_how_much() -> None:
    reader = ByteReader()
    steps = reader.read(5)
    next(steps)
    assert reader.wanted == 5
    reader.feed(b"abc")
    next(steps)
    assert reader.wanted == 5
    assert reader.available == 3
    reader.feed(b"defg")
    with pytest.raises(StopIteration) as stop:
        next(steps)
    assert stop.value.value == b"abcde"
    assert reader.available == 2


def test_position_and_total_count_the_whole_stream() -> None:
    reader = ByteReader()
    reader.feed(b"abcdef")
    reader.take(2)
    reader.skip(1)
    assert (reader.total, reader.position, reader.available) == (6, 3, 3)


def test_unread_bytes_can_be_looked_at_without_consuming_them() -> None:
    reader = ByteReader()
    reader.feed(b"abc")
    reader.take(1)
    with reader.peek() as unread:
        assert bytes(unread) == b"bc"
    reader.feed(b"d")
    assert reader.take(3) == b"bcd"


def test_a_structure_is_unpacked_in_place() -> None:
    reader = ByteReader()
    reader.feed(b"\0\x01\x02\xff")
    reader.take(1)
    assert reader.unpack(struct.Struct(">H")) == (0x0102,)
    assert reader.available == 1


def test_skipping_ahead_holds_nothing() -> None:
    reader = ByteReader()
    steps = reader.skip_ahead(1_000_000)
    for _ in range(100):
        next(steps)
        assert reader.available == 0
        reader.feed(bytes(10_000))
    with pytest.raises(StopIteration):
        next(steps)
    assert reader.position == 1_000_000


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=30))
def test_what_goes_in_comes_out_in_order(parts: list[bytes]) -> None:
    reader = ByteReader()
    whole = b"".join(parts)
    assert read(reader, reader.read(len(whole)), *parts) == whole


def test_read_bytes_are_dropped_so_the_buffer_stays_small() -> None:
    reader = ByteReader()
    for _ in range(1000):
        reader.feed(bytes(4096))
        reader.take(4000)
    assert reader.available == 96 * 1000
    assert len(reader.buffer) < 4 * reader.available
