"""The last picture of each host, over the end of one wall and the beginning of the next."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

from tests.support.wall_stage import Stage, pixels
from vncwall.geometry import Size
from vncwall.ipc.messages import SessionChanged
from vncwall.settings.mask import parse_mask
from vncwall.settings.model import RecordingSettings, Settings
from vncwall.states import Reason, SessionState
from vncwall.wall.condition import Condition
from vncwall.wall.thumbnails import BOX, EVERY_NS, Thumbnails, reduced

SECOND = 1_000_000_000
NOW = 1_700_000_000 * SECOND
DAY = 86400 * SECOND
LOST = SessionChanged(0, SessionState.BACKING_OFF, Reason.REFUSED, "nothing listens", 0)
RED = np.full((180, 320), 0xFFC80000, np.uint32)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage(hosts=2) as result:
        yield result


def thumbnails(folder: Path, *, wall_ns: int = NOW, masks: tuple[str, ...] = ()) -> Thumbnails:
    recording = RecordingSettings(masks=tuple(parse_mask(mask) for mask in masks))
    return Thumbnails(folder, Settings(recording=recording), wall_ns=lambda: wall_ns)


def kept(stage: Stage, folder: Path, **values: object) -> Path:
    """Show a red desktop on the first tile and end; return the file of it."""
    stage.connect(0, RED.copy())
    stage.settle()
    one = thumbnails(folder, **values)  # type: ignore[arg-type]
    one.close(stage.wall.board.tiles)
    return one.path(stage.settings.hosts[0])


def test_the_next_wall_shows_what_was_seen_last_and_when(stage: Stage, tmp_path: Path) -> None:
    path = kept(stage, tmp_path / "last")
    assert path.stat().st_mtime_ns == NOW
    with Stage(hosts=2) as later:
        later.wall._thumbnails = thumbnails(tmp_path / "last", wall_ns=NOW + 3 * DAY)
        later.settle(1)
        later.switchboard.tell(LOST)
        later.settle(2)
        status = later.wall.board.tiles[0].status
        assert status is not None
        assert status.condition is Condition.UNREACHABLE
        assert status.detail == "nothing listens · last seen 3 d ago"
        x, y = later.centre_of(0)
        red, green, blue = pixels(later.surface)[y - 30, x - 60].tolist()
        assert red > green + 10 > blue  # the red of before, dimmed
        later.wall._thumbnails = None


def test_a_live_picture_takes_its_place(stage: Stage, tmp_path: Path) -> None:
    kept(stage, tmp_path)
    with Stage(hosts=2) as later:
        later.wall._thumbnails = thumbnails(tmp_path)
        later.settle(1)
        later.connect(0, np.full((180, 320), 0xFF0000C8, np.uint32))
        later.settle(2)
        x, y = later.centre_of(0)
        assert pixels(later.surface)[y, x].tolist() == [0, 0, 0xC8]
        assert "last seen" not in later.wall.desktops[0].status(later.now_ns).detail
        later.wall._thumbnails = None


def test_the_folder_is_private(stage: Stage, tmp_path: Path) -> None:
    path = kept(stage, tmp_path / "last")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_a_recording_must_not_store_is_not_stored(stage: Stage, tmp_path: Path) -> None:
    path = kept(stage, tmp_path, masks=("0,0,50%,100%",))
    picture = pixels(pygame.image.load(path))
    width = picture.shape[1]
    assert not picture[:, : width // 2].any()
    assert (picture[:, width // 2 + 1 :] == (0xC8, 0, 0)).all()


def test_a_host_is_kept_once_a_minute_and_only_when_it_has_changed(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter((NOW, NOW + 60 * SECOND, NOW + 120 * SECOND))
    one = Thumbnails(tmp_path, Settings(), wall_ns=lambda: next(times))
    stage.connect(0, RED.copy())
    stage.settle()
    written: list[bool] = []

    def note(work: Callable[[], None]) -> None:
        written.append("_write" in work.__code__.co_names)  # type: ignore[attr-defined]

    monkeypatch.setattr(one._background, "do", note)
    tiles = stage.wall.board.tiles
    for second in range(0, 130, 5):
        one.advance(tiles, stage.now_ns + second * SECOND)
    assert written == [True, False, False]  # a picture, then only when it was seen
    assert EVERY_NS == 60 * SECOND


def test_a_file_that_is_no_picture_is_passed_over(stage: Stage, tmp_path: Path) -> None:
    path = kept(stage, tmp_path)
    path.write_bytes(b"\x89PNG\r\n\x1a\n and nothing else")
    with Stage(hosts=2) as later:
        one = thumbnails(tmp_path)
        assert one.advance(later.wall.board.tiles, later.now_ns) == []
        assert later.wall.board.tiles[0].picture.size is None


def test_pictures_of_hosts_that_are_long_gone_are_removed(stage: Stage, tmp_path: Path) -> None:
    old = tmp_path / "old.png"
    old.write_bytes(b"")
    os.utime(old, ns=(NOW - 400 * DAY, NOW - 400 * DAY))
    path = kept(stage, tmp_path)
    assert sorted(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_costs_the_pictures_only(
    stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    kept(stage, tmp_path / "file" / "last")
    assert caplog.text.count("last pictures cannot be kept") == 1


def test_a_large_preview_is_reduced() -> None:
    words = reduced(np.full((1080, 1920), 0xFF102030, np.uint32), Size(3840, 2160), ())
    assert words.shape == (BOX.height, BOX.width)
    assert (words == 0xFF102030).all()


def test_two_hosts_of_one_name_have_two_files(tmp_path: Path) -> None:
    one = thumbnails(tmp_path)
    with Stage(hosts=2) as stage:
        first, second = stage.settings.hosts
        paths = {one.path(first), one.path(second)}
        assert len(paths) == 2
