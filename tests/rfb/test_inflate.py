"""A zlib stream that goes on, with bounded output."""

from __future__ import annotations

import math
import random
import struct
import sys
import zlib
from collections.abc import Iterator

import pytest

from tests.support.interpreted import interpreted_package
from vncwall.rfb import inflate
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.options import Limits


@pytest.fixture(params=["kernel", "in place", "zlib-ng", "zlib", "interpreted"])
def stream(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """One stream by each of the ways in which a library may be called."""
    if request.param == "interpreted":
        source = interpreted_package("vncwall.rfb.inflate", "vncwall.rfb.errors")
        monkeypatch.setitem(globals(), "DecodeError", source["vncwall.rfb.errors"].DecodeError)
        yield source["vncwall.rfb.inflate"].InflateStream("test data", Limits())
        return
    inflate._use_kernel(request.param == "kernel")
    if request.param == "zlib":
        monkeypatch.setattr(inflate, "library", zlib)
    if request.param in ("zlib", "zlib-ng"):
        inflate._set_functions(0, 0, 0, 0, 0, 0, 0)
    yield inflate.InflateStream("test data", Limits())
    monkeypatch.undo()
    inflate._find_functions()
    inflate._use_kernel(inflate.COMPILED)


@pytest.fixture(params=["in place", "zlib-ng", "zlib"])
def successor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A stream that the kernel begins, and what a library is called by when it cannot go on."""
    if not inflate.COMPILED:
        pytest.skip("nothing is compiled here: a library does all")
    if request.param == "zlib":
        monkeypatch.setattr(inflate, "library", zlib)
    if request.param != "in place":
        inflate._set_functions(0, 0, 0, 0, 0, 0, 0)
    yield inflate.InflateStream("test data", Limits())
    monkeypatch.undo()
    inflate._find_functions()


def flushed(deflate: zlib._Compress, data: bytes) -> bytes:  # type: ignore[name-defined]
    return deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)


def test_it_goes_on_with_what_came_before(stream: inflate.InflateStream) -> None:
    deflate = zlib.compressobj()
    text = bytes(range(256)) * 4
    first, second = flushed(deflate, text), flushed(deflate, text)
    assert len(second) < 40, "the second refers to the first"
    assert stream.inflate(first, 1024) == text
    assert stream.inflate(second, 1024) == text


def test_the_exact_size_uses_up_the_flush_marker(stream: inflate.InflateStream) -> None:
    deflate = zlib.compressobj(0)
    for size in (1, 100, 16384, 16385, 70000):
        assert len(stream.inflate(flushed(deflate, bytes(size)), size)) == size


def test_after_a_reset_a_new_stream_begins(stream: inflate.InflateStream) -> None:
    assert stream.inflate(zlib.compress(b"first"), 5) == b"first"
    stream.reset()
    assert stream.inflate(zlib.compress(b"second"), 6) == b"second"


def test_at_most_takes_less(stream: inflate.InflateStream) -> None:
    assert stream.inflate_at_most(zlib.compress(b"abc"), 100) == b"abc"


def test_less_than_expected_is_refused(stream: inflate.InflateStream) -> None:
    with pytest.raises(DecodeError, match="test data inflates to 3 bytes, 4 expected"):
        stream.inflate(zlib.compress(b"abc"), 4)


def test_more_than_expected_is_refused(stream: inflate.InflateStream) -> None:
    with pytest.raises(DecodeError, match="test data inflates to more than the 2 bytes"):
        stream.inflate(zlib.compress(b"abc"), 2)


def test_a_bomb_is_not_unfolded(stream: inflate.InflateStream) -> None:
    bomb = zlib.compress(bytes(50 << 20), 9)
    with pytest.raises(DecodeError, match="more than the 1000 bytes"):
        stream.inflate_at_most(bomb, 1000)


def test_data_after_the_end_of_the_stream_is_refused(stream: inflate.InflateStream) -> None:
    with pytest.raises(DecodeError, match="goes on after the end"):
        stream.inflate(zlib.compress(b"abc") + b"more", 3)


def test_a_stream_that_ended_gives_nothing_more(stream: inflate.InflateStream) -> None:
    stream.inflate(zlib.compress(b"abc"), 3)
    with pytest.raises(DecodeError, match="goes on after the end"):
        stream.inflate(zlib.compress(b"abc"), 3)


@pytest.mark.parametrize("data", [b"no zlib", b"\x78\x9c\xff\xff", b"\x78\x9c\x07"])
def test_what_is_not_zlib_is_refused(stream: inflate.InflateStream, data: bytes) -> None:
    with pytest.raises(DecodeError, match="test data cannot be inflated"):
        stream.inflate(data, 100)


def test_a_ratio_that_deflate_cannot_reach_is_refused() -> None:
    stream = inflate.InflateStream("test data", Limits(inflate_ratio=10))
    with pytest.raises(DecodeError, match=r"inflates \d+ bytes to more than \d+$"):
        stream.inflate(zlib.compress(bytes(100000)), 100000)


def test_a_part_of_a_buffer_inflates_into_a_borrowed_one(stream: inflate.InflateStream) -> None:
    data = zlib.compress(b"abc")
    output = stream.inflate_from(b"before" + data + b"behind", 6, len(data), 3)
    assert output[stream.start : stream.start + 3] == b"abc"
    assert stream.size == 3
    stream.give_back(output)


def test_memory_is_taken_for_what_the_data_can_bring(stream: inflate.InflateStream) -> None:
    data = zlib.compress(b"abc")
    output = stream.inflate_at_most_from(data, 0, len(data), 1 << 40)
    assert len(output) < 1 << 20


def test_compiled_code_calls_zlib_ng_in_place() -> None:
    assert (inflate.COMPILED and inflate.library is not zlib) == inflate.IS_NATIVE


def test_a_library_that_exports_nothing_is_called_through_its_objects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(inflate, "library", math)
        assert not inflate._find_functions()


def test_without_zlib_ng_the_standard_library_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zlib_ng", None)
    module = interpreted_package.__wrapped__("vncwall.rfb.inflate")["vncwall.rfb.inflate"]
    assert module.library is zlib
    assert module.InflateStream("data", Limits()).inflate(zlib.compress(b"abc"), 3) == b"abc"


def test_another_stream_goes_on_where_one_was_left(
    stream: inflate.InflateStream,
) -> None:
    assert stream.window() == b""
    deflate = zlib.compressobj()
    text = bytes(range(256)) * 200
    stream.inflate(flushed(deflate, text), len(text))
    window = stream.window()
    assert window == text[-32768:]
    length = struct.pack("<HH", len(window), len(window) ^ 0xFFFF)
    stream.reset()
    stream.inflate(b"\x78\x01\x00" + length + window, len(window))
    again = flushed(deflate, text[:5000])
    assert len(again) < 60, "it refers to what came before"
    assert stream.inflate(again, 5000) == text[:5000]


@pytest.mark.parametrize("sizes", [(100,) * 400, (40000, 10, 32768, 70000), (32767, 1, 65536, 5)])
def test_what_came_before_is_kept_however_much_came(
    stream: inflate.InflateStream, sizes: tuple[int, ...]
) -> None:
    deflate = zlib.compressobj(9)
    generator = random.Random(4)
    everything = generator.randbytes(300)
    stream.inflate(flushed(deflate, everything), 300)
    for size in sizes:
        start = max(0, len(everything) - generator.randrange(32768))
        text = (everything[start : start + size] + generator.randbytes(size))[:size]
        assert stream.inflate(flushed(deflate, text), size) == text
        everything += text
        assert stream.window() == everything[-32768:]


@pytest.mark.parametrize("before", [0, 10, 50000])
def test_a_library_goes_on_where_a_rectangle_ends_inside_a_block(
    successor: inflate.InflateStream, before: int
) -> None:
    deflate, text = zlib.compressobj(), random.Random(2).randbytes(25000) * 2
    if before:
        assert successor.inflate(flushed(deflate, text[:before]), before) == text[:before]
    data = flushed(deflate, text)
    first = successor.inflate_at_most(data[: len(data) // 2], len(text))
    assert successor.window() is None
    second = successor.inflate_at_most(data[len(data) // 2 :], len(text))
    assert first + second == text
    assert successor.window() == text[-32768:]
    assert successor.inflate(flushed(deflate, text), len(text)) == text


def test_a_library_goes_on_where_a_server_flushes_in_part(
    successor: inflate.InflateStream,
) -> None:
    deflate, text = zlib.compressobj(), b"the quick brown fox " * 20
    assert successor.inflate(flushed(deflate, text), len(text)) == text
    for n in range(20):
        part = text[n:]
        data = deflate.compress(part) + deflate.flush(zlib.Z_PARTIAL_FLUSH)
        assert successor.inflate(data, len(part)) == part


def test_the_end_of_a_stream_that_was_handed_over_is_its_end(
    successor: inflate.InflateStream,
) -> None:
    deflate = zlib.compressobj()
    assert successor.inflate(flushed(deflate, b"abc"), 3) == b"abc"
    last = deflate.compress(b"abcd") + deflate.flush()
    assert successor.inflate(last, 4) == b"abcd"
    with pytest.raises(DecodeError, match="goes on after the end"):
        successor.inflate(b"more", 4)
    successor.reset()
    assert successor.inflate(zlib.compress(b"new"), 3) == b"new"


def test_what_goes_wrong_after_the_kernel_has_begun_is_told_by_the_library(
    successor: inflate.InflateStream,
) -> None:
    assert successor.inflate(flushed(zlib.compressobj(), b"abc"), 3) == b"abc"
    with pytest.raises(DecodeError, match="test data cannot be inflated: Error -3 while decomp"):
        successor.inflate(b"\x07\0\0\0", 100)


def test_inside_a_block_there_is_no_window(stream: inflate.InflateStream) -> None:
    deflate = zlib.compressobj()
    data = deflate.compress(b"text" * 100) + deflate.flush(zlib.Z_SYNC_FLUSH)
    stream.inflate_at_most(data[:-3], 1000)
    assert stream.window() is None
