"""Memory for a framebuffer."""

import gc
import mmap
from pathlib import Path

import numpy as np
import pytest

from vncwall.framebuffer import memory
from vncwall.geometry import Size

HUGE = 2 << 20
SIZES = [Size(0, 0), Size(1, 1), Size(800, 600), Size(1024, 768), Size(1920, 1080), Size(512, 1024)]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_words_are_zero_writable_and_dense(size: Size) -> None:
    words = memory.words(size)
    assert (words.shape, words.dtype) == ((size.height, size.width), np.uint32)
    assert words.flags.c_contiguous
    assert not words.any()
    words.fill(0xFFFFFFFF)
    assert words.size == 0 or words.min() == 0xFFFFFFFF


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_indices_are_a_quarter_of_it(size: Size) -> None:
    indices = memory.indices(size)
    assert (indices.shape, indices.dtype) == ((size.height, size.width), np.uint8)
    assert indices.flags.c_contiguous
    assert not indices.any()


def test_two_framebuffers_share_no_memory() -> None:
    first, second = memory.words(Size(1920, 1080)), memory.words(Size(1920, 1080))
    first.fill(1)
    second.fill(2)
    assert (first == 1).all()


@pytest.mark.skipif(not hasattr(mmap, "MADV_HUGEPAGE"), reason="this system has no huge pages")
def test_a_full_hd_desktop_lies_at_the_start_of_a_huge_page() -> None:
    assert memory.words(Size(1920, 1080)).ctypes.data % HUGE == 0


def test_a_kernel_that_refuses_huge_pages_gives_ordinary_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mmap, "MADV_HUGEPAGE", -1, raising=False)
    words = memory.words(Size(1920, 1080))
    words.fill(7)
    assert (words == 7).all()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_memory_goes_with_the_last_view_of_it() -> None:
    def mapped_bytes() -> int:
        return int(Path("/proc/self/statm").read_text().split()[0]) * mmap.PAGESIZE

    before = mapped_bytes()
    row = memory.words(Size(4096, 4096))[5]
    gc.collect()
    assert mapped_bytes() - before >= 64 << 20
    row[:] = 3
    del row
    gc.collect()
    assert mapped_bytes() - before < 32 << 20
