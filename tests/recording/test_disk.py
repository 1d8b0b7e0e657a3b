"""Flushing and finishing of files, beside the threads that write them."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event

import pytest

from tests.support.recording import make_recording
from vncwall.recording.disk import BackgroundDisk, DirectDisk
from vncwall.recording.segments import PartFile

PATIENCE_S = 20.0


class CountedFile(PartFile):
    """Says when it was flushed, or refuses to be finished."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.was_flushed = Event()
        self.refuses = False

    def sync(self) -> bool:
        done = super().sync()
        if done:
            self.was_flushed.set()
        return done

    def finish(self) -> Path:
        if self.refuses:
            self.close()
            raise OSError(5, "Input/output error")
        return super().finish()


def test_an_open_file_is_flushed_whenever_something_new_is_in_it(tmp_path: Path) -> None:
    disk, file = BackgroundDisk(interval_s=0.01), CountedFile(tmp_path / "a.mkv")
    disk.keep(file)
    for _ in range(3):
        file.write(b"frame")
        assert file.was_flushed.wait(PATIENCE_S)
        file.was_flushed.clear()
    assert not file.sync()
    disk.close()
    file.discard()


def test_files_are_finished_in_the_order_of_their_ends(tmp_path: Path) -> None:
    disk = BackgroundDisk()
    told: list[Path | OSError] = []
    files = [CountedFile(tmp_path / f"{number}.mkv") for number in range(20)]
    files[7].refuses = True
    for file in files:
        file.write(b"video")
        disk.finish(file, told.append)
    disk.close(PATIENCE_S)
    assert disk.is_idle
    assert [result for result in told if isinstance(result, OSError)] == [told[7]]
    assert told[:7] + told[8:] == [file.final_path for file in files if not file.refuses]
    assert sorted(path.name for path in tmp_path.glob("*.part")) == ["7.mkv.part"]


def test_a_file_that_was_let_go_is_not_flushed_any_more(tmp_path: Path) -> None:
    disk, file = BackgroundDisk(interval_s=0.001), CountedFile(tmp_path / "a.mkv")
    disk.keep(file)
    file.write(b"frame")
    file.close()
    before = disk.rounds
    other = CountedFile(tmp_path / "b.mkv")
    disk.keep(other)
    while disk.rounds < before + 3:
        other.write(b".")
        assert other.was_flushed.wait(PATIENCE_S)
        other.was_flushed.clear()
    disk.close()
    other.discard()
    assert not file.was_flushed.is_set()


def test_a_flush_that_fails_is_told_by_the_next_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(5, "Input/output error")

    file = PartFile(tmp_path / "a.mkv")
    file.write(b"frame")
    monkeypatch.setattr("vncwall.recording.segments._sync_data", refuse)
    assert file.sync()
    with pytest.raises(OSError, match="Input/output"):
        file.check()
    file.discard()


def test_the_first_flush_puts_new_folders_on_the_disk_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[str] = []
    real = os.fsync

    def note(descriptor: int) -> None:
        flushed.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    file = PartFile(tmp_path / "lab" / "2026-01-02" / "a.mkv")
    for _ in range(2):
        file.write(b"frame")
        file.sync()
    file.discard()
    assert flushed == [str(tmp_path), str(tmp_path / "lab"), str(tmp_path / "lab" / "2026-01-02")]


def test_a_file_whose_disk_was_full_is_cut_to_its_whole_frames(tmp_path: Path) -> None:
    whole = make_recording(tmp_path / "whole.mkv", finish=False).read_bytes()
    file = PartFile(tmp_path / "a.mkv")
    file.write(whole + whole[-300:-20])  # the beginning of one more frame
    file.error = OSError(28, "No space left on device")
    told: list[Path | OSError] = []
    DirectDisk().finish(file, told.append)
    assert told == [tmp_path / "a.mkv"]
    assert (tmp_path / "a.mkv").read_bytes() == whole


def test_the_direct_disk_finishes_before_it_returns(tmp_path: Path) -> None:
    file = PartFile(tmp_path / "a.mkv")
    file.write(b"video")
    told: list[Path | OSError] = []
    DirectDisk().keep(file)
    DirectDisk().finish(file, told.append)
    assert told == [tmp_path / "a.mkv"]


def test_an_open_file_is_tended_before_each_flush_until_it_is_closed(tmp_path: Path) -> None:
    disk = BackgroundDisk(interval_s=0.001, calm_s=0.001)
    file = CountedFile(tmp_path / "a.mkv")
    times = iter(range(1000))
    disk.keep(file, lambda: file.write(b"%03d" % next(times)) and None)
    for _ in range(3):
        assert file.was_flushed.wait(PATIENCE_S)
        file.was_flushed.clear()
    disk.close()
    tended = next(times)
    assert file.size_bytes == 3 * tended >= 9
    file.discard()
