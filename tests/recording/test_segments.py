"""Names, the way from .part to a whole file, and recovery."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, timedelta, timezone
from pathlib import Path

import pytest

from vncwall.recording.segments import PartFile, Recovered, recover, safe_name, segment_path

NOON_NS = 1_767_355_445_678_000_000  # 2026-01-02T12:04:05.678Z


def plays_when_it_says_so(path: Path) -> bool:
    return path.read_bytes().startswith(b"video")


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("lab", "lab"),
        ("lab:1", "lab_1"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a/b\\c", "a_b_c"),
        ("..", "_"),
        ("", "_"),
        (" . ", "_"),
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        ("Büro – 2. Stock", "Büro – 2. Stock"),
        ("tab\there", "tab_here"),
        ("x" * 300, "x" * 80),
        ("я" * 300, "я" * 40),
    ],
)
def test_any_host_name_becomes_one_safe_path_component(host: str, name: str) -> None:
    assert safe_name(host) == name
    assert len(Path(name).parts) == 1


def test_path_names_host_date_and_time_of_the_zone() -> None:
    folder = Path("r")
    assert segment_path(folder, "lab:1", NOON_NS, zone=UTC) == Path("r/lab_1/2026-01-02/120405.mkv")
    east = timezone(timedelta(hours=13))
    assert segment_path(folder, "lab", NOON_NS, suffix=".fbs", zone=east) == Path(
        "r/lab/2026-01-03/010405.fbs"
    )


def test_a_file_has_its_final_name_only_when_it_is_finished(tmp_path: Path) -> None:
    path = tmp_path / "host" / "day" / "120000.mkv"
    file = PartFile(path)
    file.write(b"whole")
    assert [p.name for p in path.parent.iterdir()] == ["120000.mkv.part"]
    assert file.finish() == path
    assert [p.name for p in path.parent.iterdir()] == ["120000.mkv"]
    assert path.read_bytes() == b"whole"


def test_names_that_are_taken_get_a_suffix(tmp_path: Path) -> None:
    path = tmp_path / "120000.mkv"
    files = [PartFile(path) for _ in range(3)]
    assert [file.finish().name for file in files] == [
        "120000.mkv",
        "120000_2.mkv",
        "120000_3.mkv",
    ]


def test_finishing_never_replaces_a_file_that_appeared_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "120000.mkv"
    file = PartFile(path)
    path.write_bytes(b"somebody else's")
    assert file.finish().name == "120000_2.mkv"
    assert path.read_bytes() == b"somebody else's"


def test_write_seek_and_patch(tmp_path: Path) -> None:
    file = PartFile(tmp_path / "a.mkv")
    file.write(b"0123456789")
    file.seek(2)
    file.write(b"ab")
    assert file.tell() == 4
    file.write_at(8, b"XYZ")
    assert file.tell() == 4
    assert file.read_at(0, 20) == b"01ab4567XYZ"
    assert file.seek(-1, 2) == file.size_bytes - 1
    file.close()


def test_after_an_error_of_the_disk_writes_do_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = PartFile(tmp_path / "a.mkv")
    file.write(b"good")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space left"):
            file.write(b"lost")
    file.write(b"ignored")
    assert file.error is not None
    assert file.finish().read_bytes() == b"good"


def test_discard_leaves_nothing(tmp_path: Path) -> None:
    PartFile(tmp_path / "a.mkv").discard()
    assert list(tmp_path.iterdir()) == []


def test_check_notices_a_vanished_and_a_replaced_file(tmp_path: Path) -> None:
    file = PartFile(tmp_path / "a.mkv")
    file.check()
    file.path.unlink()
    with pytest.raises(FileNotFoundError):
        file.check()
    file.path.write_bytes(b"other")
    with pytest.raises(FileNotFoundError, match="replaced"):
        file.check()
    file.close()


def test_recovery_renames_what_plays_removes_the_empty_and_keeps_the_rest(tmp_path: Path) -> None:
    day = tmp_path / "host" / "day"
    day.mkdir(parents=True)
    (day / "1.mkv.part").write_bytes(b"video")
    (day / "2.mkv.part").write_bytes(b"")
    (day / "3.mkv.part").write_bytes(b"noise")
    (day / "4.mkv").write_bytes(b"whole")
    (day / "4.mkv.part").write_bytes(b"video 2")
    assert recover(tmp_path, plays_when_it_says_so) == [
        Recovered(day / "1.mkv", kept=True, plays=True),
        Recovered(day / "2.mkv.part", kept=False, plays=False),
        Recovered(day / "3.mkv.broken", kept=True, plays=False),
        Recovered(day / "4_2.mkv", kept=True, plays=True),
    ]
    assert sorted(path.name for path in day.iterdir()) == [
        "1.mkv",
        "3.mkv.broken",
        "4.mkv",
        "4_2.mkv",
    ]
    assert (day / "4.mkv").read_bytes() == b"whole"


def test_recovery_of_a_folder_that_does_not_exist_finds_nothing(tmp_path: Path) -> None:
    assert recover(tmp_path / "none", plays_when_it_says_so) == []


def test_recovery_leaves_a_file_alone_that_is_being_written(tmp_path: Path) -> None:
    file = PartFile(tmp_path / "1.mkv")
    file.write(b"video")
    assert recover(tmp_path, plays_when_it_says_so) == []
    assert file.finish().read_bytes() == b"video"


def test_recovery_leaves_the_file_of_another_live_process_alone(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; "
            "from vncwall.recording.segments import PartFile; "
            "file = PartFile(Path(sys.argv[1])); file.write(b'video'); "
            "print('ready', flush=True); sys.stdin.read()",
            str(tmp_path / "1.mkv"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        assert recover(tmp_path, plays_when_it_says_so) == []
    finally:
        writer.kill()
        writer.communicate(timeout=10)
    assert recover(tmp_path, plays_when_it_says_so) == [
        Recovered(tmp_path / "1.mkv", kept=True, plays=True)
    ]
