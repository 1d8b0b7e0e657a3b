"""DEFLATE blocks against the zlib of the standard library, which makes them."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.interpreted import interpreted
from vncwall.kernels import deflate

KERNELS = pytest.mark.parametrize("kernel", [deflate, interpreted("deflate")])
CANARY = b"\xa5" * 64
TABLES = deflate.new_tables()


def blocks(data: bytes, level: int = 6, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    """Return `data` as blocks of which none is the last, ended at a byte's border."""
    compress = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    return compress.compress(data) + compress.flush(zlib.Z_SYNC_FLUSH)


def run(
    kernel: ModuleType, data: bytes, room: int, before: bytes = b""
) -> tuple[int, bytes | None]:
    """Inflate `data` behind `before`; return what the kernel says, and what came out."""
    source = b"\xff\xff" + data + b"\xff\xff"
    begin, end = len(before), len(before) + room
    output = bytearray(before + bytes(room + kernel.SLACK) + CANARY)
    size = kernel.inflate(source, 2, 2 + len(data), output, begin, end, TABLES)
    assert output[:begin] == before, "what came before is as it was"
    assert output[-len(CANARY) :] == CANARY, "nothing is written behind the slack"
    return size, bytes(output[begin : begin + size]) if size >= 0 else None


def photo(size: int) -> bytes:
    """Bytes of which small values are more frequent, so that codes have all lengths."""
    generator = random.Random(7)
    return bytes(min(255, int(generator.expovariate(0.05))) for _ in range(size))


def runs(period: int) -> bytes:
    """A few bytes over and over, which a match repeats from a small distance."""
    return photo(period) * (3000 // period) + photo(period)[: period // 2]


CONTENTS = {
    "nothing much": b"a",
    "text": b"the quick brown fox, the quick brown dog; " * 40,
    "photo": photo(20000),
    "noise": random.Random(3).randbytes(5000),
    "long run": bytes(70000),
    "far": photo(300) + random.Random(5).randbytes(32400) + photo(300),
    **{f"runs of {period}": runs(period) for period in (*range(1, 18), 31, 32, 33, 64)},
}
MAKERS: dict[str, Callable[[bytes], bytes]] = {
    "stored": lambda data: blocks(data, 0),
    "fast": lambda data: blocks(data, 1),
    "best": lambda data: blocks(data, 9),
    "fixed codes": lambda data: blocks(data, 6, zlib.Z_FIXED),
    "no matches": lambda data: blocks(data, 6, zlib.Z_HUFFMAN_ONLY),
    "distance 1": lambda data: blocks(data, 6, zlib.Z_RLE),
}
OTHERS = {
    "a whole stream, with its end": zlib.compress(b"a whole stream" * 9, 6)[2:],
    "a stored stream, with its end": zlib.compress(b"a whole stream", 0)[2:],
    "no such block": b"\x06\0\0\0",
    "a stored block whose length and its complement differ": b"\0\1\0\xff\xffx",
    "too many distances": b"\4\xff\xff\xff",
    "a code without a symbol": b"\4\0\0\0\0",
    "not ended at the border of a byte": blocks(b"text" * 90)[:-5],
}


@KERNELS
@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("name", CONTENTS)
def test_it_is_what_zlib_was_given(kernel: ModuleType, maker: str, name: str) -> None:
    contents = CONTENTS[name]
    data = MAKERS[maker](contents)
    assert run(kernel, data, len(contents)) == (len(contents), contents)


@KERNELS
def test_matches_reach_back_into_what_came_before(kernel: ModuleType) -> None:
    compress = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = random.Random(1).randbytes(32000)
    first = compress.compress(text) + compress.flush(zlib.Z_SYNC_FLUSH)
    second = compress.compress(text) + compress.flush(zlib.Z_SYNC_FLUSH)
    assert run(kernel, first, len(text)) == (len(text), text)
    assert run(kernel, second, len(text), text) == (len(text), text)
    assert run(kernel, second, len(text), text[16000:]) == (kernel.UNSUITED, None)


@KERNELS
def test_one_byte_too_many_is_no_more_than_said(kernel: ModuleType) -> None:
    for name in ("text", "photo", "noise", "long run", "runs of 3"):
        for maker in MAKERS.values():
            data = maker(CONTENTS[name])
            assert run(kernel, data, len(CONTENTS[name]) - 1) == (kernel.FULL, None)


@KERNELS
def test_blocks_that_do_not_end_are_left_to_others(kernel: ModuleType) -> None:
    data = blocks(CONTENTS["text"])
    for end in range(len(data)):
        assert run(kernel, data[:end], 2000) == (kernel.UNSUITED, None)


@KERNELS
@pytest.mark.parametrize("name", OTHERS)
def test_what_else_is_left_to_others(kernel: ModuleType, name: str) -> None:
    assert run(kernel, OTHERS[name], 1000) == (kernel.UNSUITED, None)


@KERNELS
def test_tables_that_are_too_small_are_refused(kernel: ModuleType) -> None:
    with pytest.raises(ValueError, match="new_tables"):
        kernel.inflate(b"", 0, 0, bytearray(kernel.SLACK), 0, 0, TABLES[:-1])


@settings(max_examples=300, deadline=None)
@given(
    contents=st.one_of(
        st.binary(max_size=300),
        st.lists(st.sampled_from([b"\0", b"\1\2\3", b"abcd" * 3, b"\xff" * 40]), max_size=60).map(
            b"".join
        ),
    ),
    maker=st.sampled_from(sorted(MAKERS)),
    changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=3),
    before=st.binary(max_size=40),
)
def test_whatever_comes_the_two_ways_agree_with_each_other_and_with_zlib(
    contents: bytes, maker: str, changes: list[tuple[int, int]], before: bytes
) -> None:
    data = bytearray(MAKERS[maker](contents))
    for at, value in changes:
        data[at % len(data)] = value
    room = len(contents) + 300
    ours = run(deflate, bytes(data), room, before)
    assert ours == run(interpreted("deflate"), bytes(data), room, before)
    if ours[1] is not None:
        reference = zlib.decompressobj(-15, zdict=before)
        assert ours[1] == reference.decompress(bytes(data))
        assert not reference.eof
        assert not reference.unused_data
