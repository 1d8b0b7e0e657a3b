import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vncwall.recording.fbs import HANDSHAKE, SIGNATURE, Block, FbsError, FbsWriter, read_blocks


def write(path: Path, pieces: list[tuple[bytes, int]]) -> Path:
    with FbsWriter(path) as writer:
        for data, time_ms in pieces:
            writer.write(data, time_ms)
    return path


def test_the_layout_is_the_published_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.fbs", [(b"RFB 003.003\n", 0), (b"abcde", 258)])
    assert path.read_bytes() == (
        b"FBS 001.000\n"
        b"\x00\x00\x00\x0cRFB 003.003\n\x00\x00\x00\x00"
        b"\x00\x00\x00\x05abcde\x00\x00\x00\x00\x00\x01\x02"
    )


def test_the_canonical_handshake_is_version_3_3_without_security() -> None:
    assert HANDSHAKE == b"RFB 003.003\n\x00\x00\x00\x01"


@given(
    st.lists(st.tuples(st.binary(min_size=1, max_size=40), st.integers(0, 2**32 - 1)), max_size=8)
)
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[tuple[bytes, int]]
) -> None:
    pieces = sorted(pieces, key=lambda piece: piece[1])
    path = write(tmp_path_factory.mktemp("fbs") / "a.fbs", pieces)
    assert [(block.data, block.time_ms) for block in read_blocks(path)] == pieces


def test_empty_pieces_are_not_stored_and_time_never_runs_backwards(tmp_path: Path) -> None:
    path = write(tmp_path / "a.fbs", [(b"one", 90), (b"", 95), (b"two", 40)])
    assert list(read_blocks(path)) == [Block(12, b"one", 90), Block(24, b"two", 90)]


def test_an_existing_recording_is_never_overwritten(tmp_path: Path) -> None:
    path = write(tmp_path / "a.fbs", [(b"one", 1)])
    with pytest.raises(FileExistsError):
        FbsWriter(path)
    assert [block.data for block in read_blocks(path)] == [b"one"]


def test_every_block_is_on_disk_before_the_next(tmp_path: Path) -> None:
    writer = FbsWriter(tmp_path / "a.fbs")
    writer.write(b"one", 1)
    assert [block.data for block in read_blocks(tmp_path / "a.fbs")] == [b"one"]
    assert writer.size_bytes == (tmp_path / "a.fbs").stat().st_size
    writer.close()


@pytest.mark.parametrize("lost", range(1, 12))
def test_a_cut_off_block_is_an_error_with_file_and_offset(tmp_path: Path, lost: int) -> None:
    path = write(tmp_path / "a.fbs", [(b"one", 1), (b"two", 2)])
    path.write_bytes(path.read_bytes()[:-lost])
    with pytest.raises(FbsError, match=r"a\.fbs: at byte 24: the file ends inside") as caught:
        list(read_blocks(path))
    assert (caught.value.path, caught.value.offset) == (str(path), 24)
    assert [b.data for b in read_blocks(path, accept_truncated=True)] == [b"one"]


@pytest.mark.parametrize(
    ("content", "offset", "reason"),
    [
        (b"", 0, "begins with b''"),
        (b"FBS 001.001\n", 0, "begins with"),
        (SIGNATURE + struct.pack(">I", 0xFFFFFFFF), 12, "block length is 4294967295, limit"),
        (SIGNATURE + struct.pack(">II", 0, 9) + struct.pack(">II", 0, 8), 20, "time 8 ms after 9"),
    ],
)
def test_a_hostile_file_is_an_error_with_file_and_offset(
    tmp_path: Path, content: bytes, offset: int, reason: str
) -> None:
    path = tmp_path / "bad.fbs"
    path.write_bytes(content)
    with pytest.raises(FbsError, match=reason) as caught:
        list(read_blocks(path))
    assert caught.value.offset == offset
