"""The compiled decoders and their kernels against their own source, run by the interpreter.

Both decode the same bytes, whole and corrupt: the same pixels, the same bytes consumed, the same
error with the same words.
"""

from __future__ import annotations

import random
import re
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.interpreted import interpreted, interpreted_package
from tests.support.rectangles import WRITERS, random_values, translation_of
from vncwall.framebuffer import framebuffer
from vncwall.geometry import Rect, Size
from vncwall.kernels import hextile, lzo, move, pixels, png, rre, tight, zrle
from vncwall.rfb import decoders, errors, options, reader
from vncwall.rfb.constants import Encoding

Package = dict[str, ModuleType]

MODULES = (decoders, errors, options, reader, framebuffer)
OURS: Package = {module.__name__: module for module in MODULES}
INDEXED = "bgr233 in an indexed framebuffer"
CASES = [
    (encoding, name)
    for encoding in WRITERS
    for name in (
        ("rgb888", "rgb565", "bgr233", INDEXED) if encoding != Encoding.RAW else ("rgb888",)
    )
]


def outcome(
    package: Package, encoding: int, name: str, data: bytes, size: Size
) -> tuple[bytes, int, str]:
    """Decode `data`; return the pixels, the unread bytes and what was wrong or missing."""
    wire, colours = translation_of(name.split()[0]), None
    if name == INDEXED:
        colours, wire = wire.table, wire.keeping_indices()
    canvas = package["vncwall.framebuffer.framebuffer"].Framebuffer(
        Size(size.width + 2, size.height + 2), colours
    )
    source = package["vncwall.rfb.reader"].ByteReader()
    source.feed(data)
    limits = package["vncwall.rfb.options"].Limits()
    decoder = package["vncwall.rfb.decoders"].DECODERS[encoding](limits, wire)
    end = "done"
    try:
        for _ in decoder.decode(Rect(1, 1, size.width, size.height), source, canvas):
            end = "waits"
            break
    except package["vncwall.rfb.errors"].RFBError as error:
        # The rest is libjpeg-turbo's, which may be another version in the other way to it.
        end = re.sub("(JPEG picture for [^:]*):.*", r"\1", str(error))
    return canvas.values.tobytes(), source.available, end


@pytest.fixture(scope="module")
def compiled() -> None:
    for module in (hextile, lzo, move, pixels, png, rre, tight, zrle, reader, framebuffer):
        if str(module.__file__).endswith(".py"):
            pytest.skip(f"{module.__name__} is not compiled here: nothing to compare")


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(("encoding", "format_name"), CASES)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1 << 32), width=st.integers(1, 35), height=st.integers(1, 35))
def test_the_same_bytes_give_the_same_outcome(
    encoding: int, format_name: str, seed: int, width: int, height: int
) -> None:
    generator = random.Random(seed)
    on_the_wire = format_name.split()[0]
    writer = WRITERS[encoding](on_the_wire, generator)
    values = random_values(generator, width, height, format_name=on_the_wire)
    data = bytearray(writer.write(values))
    for _ in range(generator.choice([0, 1, 1, 3])):
        data[generator.randrange(len(data))] = generator.randrange(256)
    if generator.random() < 0.2:
        del data[generator.randrange(len(data)) :]
    size = Size(width, height)
    reference = interpreted_package(*OURS)
    ours = outcome(OURS, encoding, format_name, bytes(data), size)
    expected = outcome(reference, encoding, format_name, bytes(data), size)
    assert ours == expected


@pytest.mark.usefixtures("compiled")
@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(max_size=400),
    side=st.sampled_from([16, 64]),
    size=st.sampled_from([1, 2, 3]),
    width=st.integers(1, 40),
    height=st.integers(1, 40),
)
def test_noise_as_trle_tiles_gives_the_same(
    data: bytes, side: int, size: int, width: int, height: int
) -> None:
    table = np.arange(65536, dtype=np.uint32)
    results = []
    for kernel in (zrle, interpreted("zrle")):
        canvas = np.zeros((height, width), np.uint32)
        state = np.zeros(zrle.STATE_SIZE, np.uint32)
        consumed = kernel.draw(data, 0, len(data), state, side, size, table, canvas)
        results.append((consumed, state.tobytes(), canvas.tobytes()))
    assert results[0] == results[1]


@pytest.mark.usefixtures("compiled")
@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(max_size=12),
    size=st.sampled_from([1, 2, 3]),
    width=st.integers(1, 2048),
    height=st.integers(1, 2048),
)
def test_noise_as_a_tight_header_reads_the_same(
    data: bytes, size: int, width: int, height: int
) -> None:
    arguments = data, 0, len(data), size, width, height
    assert tight.parse(*arguments) == interpreted("tight").parse(*arguments)


@pytest.mark.parametrize("kernel", [zrle, interpreted("zrle")])
def test_tables_and_states_that_are_too_short_are_refused(kernel: ModuleType) -> None:
    view = np.zeros((1, 1), np.uint32)
    state = np.zeros(kernel.STATE_SIZE, np.uint32)
    short, empty = np.zeros(255, np.uint32), np.zeros(0, np.uint32)
    with pytest.raises(ValueError, match="table"):
        kernel.draw(b"\1\0", 0, 2, state, 64, 1, short, view)
    with pytest.raises(ValueError, match="table"):
        kernel.draw(b"\1\0\0\0\0", 0, 5, state, 64, 4, empty, view)
    with pytest.raises(ValueError, match="state"):
        kernel.draw(b"\1\0\0\0", 0, 4, state[:-1], 64, 3, empty, view)


@pytest.mark.usefixtures("compiled")
@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=60), size=st.integers(0, 300))
def test_noise_as_lzo_gives_the_same(data: bytes, size: int) -> None:
    results = []
    for kernel in (lzo, interpreted("lzo")):
        out = bytearray(size)
        results.append((kernel.decompress(data, out), bytes(out)))
    assert results[0] == results[1]


@pytest.mark.usefixtures("compiled")
@settings(max_examples=60, deadline=None)
@given(data=st.binary(min_size=110, max_size=110), step=st.integers(1, 8))
def test_noise_as_png_rows_gives_the_same(data: bytes, step: int) -> None:
    rows = bytearray(data)
    for at in range(0, 110, 11):
        rows[at] %= 6
    results = []
    for kernel in (png, interpreted("png")):
        out = np.zeros((10, 10), np.uint8)
        results.append((kernel.unfilter(bytes(rows), out, step), out.tobytes()))
    assert results[0] == results[1]
