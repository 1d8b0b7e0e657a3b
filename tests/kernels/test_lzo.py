"""LZO1X against blocks that the LZO library (2.10) made."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.support.interpreted import interpreted
from tests.support.rectangles import lzo1x
from vncwall.kernels import lzo

KERNELS = pytest.mark.parametrize("kernel", [lzo, interpreted("lzo")])

TEXT = b"the quick brown fox, the quick brown dog, the lazy fox; " * 3
VECTORS = [
    (
        TEXT,
        "000374686520717569636b2062726f776e20666f782c202e5300646f67b002016c617a7969043b2f880020"
        "2bdc00000220646f672c20746865206c617a7920666f783b20110000",
    ),
    (
        TEXT,
        "2674686520717569636b2062726f776e20666f782c202e5300646f67b002016c617a796a043b20204fdc0011"
        "0000",
    ),
    (bytes(700), "020000000000200000851000000100000000000000000000000000000000000000110000"),
    (bytes(700), "12002000009c0000110000"),
    (b"ab", "136162110000"),
    (b"abcabcabcabc", "1d616263616263616263616263110000"),
    (b"abcabcabcabc", "14616263270800110000"),
    (b"", "110000"),
]
"""Contents and what lzo1x_1_compress or lzo1x_999_compress makes of them."""


@KERNELS
@pytest.mark.parametrize(("contents", "block"), VECTORS)
def test_blocks_of_the_library(kernel: ModuleType, contents: bytes, block: str) -> None:
    out = bytearray(len(contents))
    assert kernel.decompress(bytes.fromhex(block), out) == len(contents)
    assert bytes(out) == contents


@KERNELS
def test_far_matches(kernel: ModuleType) -> None:
    contents = b"beginning" + bytes(range(256)) * 150 + b"beginning" + bytes(20000) + b"beginning"
    out = bytearray(len(contents))
    assert kernel.decompress(lzo1x(contents), out) == len(contents)
    assert bytes(out) == contents


@KERNELS
@pytest.mark.parametrize(("contents", "block"), VECTORS)
def test_a_block_that_ends_early_is_truncated(
    kernel: ModuleType, contents: bytes, block: str
) -> None:
    data = bytes.fromhex(block)
    for end in range(len(data)):
        assert kernel.decompress(data[:end], bytearray(len(contents))) == kernel.TRUNCATED


@KERNELS
@pytest.mark.parametrize(
    ("block", "room", "error"),
    [
        ("136162110000", 1, "TOO_LONG"),
        ("14616263270800110000", 11, "TOO_LONG"),
        ("1461626327ff00110000", 100, "BAD_DISTANCE"),
        ("13616211000000", 2, "TRAILING"),
        ("0061", 0, "TRUNCATED"),
        ("0300", 100, "TRUNCATED"),
        ("ff", 100, "TRUNCATED"),
    ],
)
def test_what_is_wrong_is_told(kernel: ModuleType, block: str, room: int, error: str) -> None:
    assert kernel.decompress(bytes.fromhex(block), bytearray(room)) == getattr(kernel, error)
