import struct
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from vncwall.ui.coverage import Coverage, read_coverage
from vncwall.ui.text import Weight


@pytest.mark.parametrize("weight", Weight)
def test_the_own_face_covers_latin_greek_cyrillic_and_the_signs_we_write(weight: Weight):
    with as_file(files("vncwall.ui") / "fonts" / weight.value) as path:
        coverage = read_coverage(path)
    assert all(c in coverage for c in "AZaz09 äßéčŁğ Ωψ Яфёї … · × – — “” € №")
    assert all(c not in coverage for c in "漢字 ←→".replace(" ", ""))


def test_ranges_are_half_open_and_may_come_in_any_order():
    coverage = Coverage([(0x61, 0x64), (0x41, 0x42)])
    assert [c in coverage for c in "@ABabcd"] == [False, True, False, True, True, True, False]


def test_a_segmented_table_is_read(tmp_path: Path):
    segments = struct.pack(">4H", 4, 0, 0, 4) + struct.pack(">3H", 0, 0, 0)
    segments += struct.pack(">2H", 0x5A, 0xFFFF) + b"\0\0" + struct.pack(">2H", 0x41, 0xFFFF)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + segments
    font = struct.pack(">IHHHH", 0x10000, 1, 0, 0, 0)
    font += struct.pack(">4sIII", b"cmap", 0, 28, len(cmap)) + cmap
    path = tmp_path / "font.ttf"
    path.write_bytes(font)
    coverage = read_coverage(path)
    assert [c in coverage for c in "@AZ[\uffff"] == [False, True, True, False, False]


@pytest.mark.parametrize("data", [b"", b"\0\1\0\0", b"ttcf\0\0", b"\0\1\0\0\xff\xff" + b"\0" * 40])
def test_a_broken_file_covers_nothing(tmp_path: Path, data: bytes):
    path = tmp_path / "broken.ttf"
    path.write_bytes(data)
    assert "a" not in read_coverage(path)
    assert "a" not in read_coverage(tmp_path / "missing.ttf")
