"""The compiled kernels of the decoders against their own source, run by the interpreter.

Both decode the same bytes, whole and corrupt: the same pixels, the same bytes consumed, the same
error with the same words.
"""

from __future__ import annotations

import random
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.interpreted import interpreted
from tests.support.rectangles import WRITERS, random_values, translation_of
from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect, Size
from vncwall.kernels import hextile, lzo, pixels, png, rre, tight, zrle
from vncwall.rfb.codecs import png as png_codec
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS, wire_pixels
from vncwall.rfb.decoders import hextile as hextile_decoder
from vncwall.rfb.decoders import rre as rre_decoder
from vncwall.rfb.decoders import tight as tight_decoder
from vncwall.rfb.decoders import trle as trle_decoder
from vncwall.rfb.decoders import ultra as ultra_decoder
from vncwall.rfb.decoders import zlibhex as zlibhex_decoder
from vncwall.rfb.decoders import zrle as zrle_decoder
from vncwall.rfb.decoders import zywrle as zywrle_decoder
from vncwall.rfb.errors import RFBError
from vncwall.rfb.options import Limits
from vncwall.rfb.reader import ByteReader

USES: list[tuple[ModuleType, str]] = [
    (hextile_decoder, "hextile"),
    (rre_decoder, "rre"),
    (tight_decoder, "tight"),
    (trle_decoder, "zrle"),
    (zrle_decoder, "zrle"),
    (wire_pixels, "pixels"),
    (ultra_decoder, "lzo"),
    (png_codec, "png"),
    (zlibhex_decoder, "hextile"),
    (zywrle_decoder, "zrle"),
]
CASES = [
    (encoding, name)
    for encoding in WRITERS
    for name in (("rgb888", "rgb565", "bgr233") if encoding != Encoding.RAW else ("rgb888",))
]


def outcome(encoding: int, name: str, data: bytes, size: Size) -> tuple[bytes, int, str]:
    """Decode `data`; return the pixels, the unread bytes and what was wrong or missing."""
    framebuffer, reader = Framebuffer(Size(size.width + 2, size.height + 2)), ByteReader()
    reader.feed(data)
    decoder = DECODERS[encoding](Limits(), translation_of(name))
    end = "done"
    try:
        for _ in decoder.decode(Rect(1, 1, size.width, size.height), reader, framebuffer):
            end = "waits"
            break
    except RFBError as error:
        end = str(error)
    return framebuffer.words.tobytes(), reader.available, end


@pytest.fixture(scope="module")
def compiled() -> None:
    for kernel in (hextile, lzo, pixels, png, rre, tight, zrle):
        if not kernel.COMPILED:
            pytest.skip(f"{kernel.__name__} is not compiled here: nothing to compare")


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(("encoding", "format_name"), CASES)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1 << 32), width=st.integers(1, 35), height=st.integers(1, 35))
def test_the_same_bytes_give_the_same_outcome(
    encoding: int, format_name: str, seed: int, width: int, height: int
) -> None:
    generator = random.Random(seed)
    writer = WRITERS[encoding](format_name, generator)
    values = random_values(generator, width, height, format_name=format_name)
    data = bytearray(writer.write(values))
    for _ in range(generator.choice([0, 1, 1, 3])):
        data[generator.randrange(len(data))] = generator.randrange(256)
    if generator.random() < 0.2:
        del data[generator.randrange(len(data)) :]
    size = Size(width, height)
    ours = outcome(encoding, format_name, bytes(data), size)
    with pytest.MonkeyPatch.context() as patch:
        for module, name in USES:
            patch.setattr(module, name, interpreted(name))
        reference = outcome(encoding, format_name, bytes(data), size)
    assert ours == reference


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
        consumed = kernel.draw(data, state, side, size, table, canvas)
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
    assert tight.parse(data, size, width, height) == interpreted("tight").parse(
        data, size, width, height
    )


@pytest.mark.parametrize("kernel", [zrle, interpreted("zrle")])
def test_tables_and_states_that_are_too_short_are_refused(kernel: ModuleType) -> None:
    view = np.zeros((1, 1), np.uint32)
    state = np.zeros(kernel.STATE_SIZE, np.uint32)
    short, empty = np.zeros(255, np.uint32), np.zeros(0, np.uint32)
    with pytest.raises(ValueError, match="table"):
        kernel.draw(b"\1\0", state, 64, 1, short, view)
    with pytest.raises(ValueError, match="table"):
        kernel.draw(b"\1\0\0\0\0", state, 64, 4, empty, view)
    with pytest.raises(ValueError, match="state"):
        kernel.draw(b"\1\0\0\0", state[:-1], 64, 3, empty, view)


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
