from datetime import datetime
from pathlib import Path

import numpy as np
import pygame
import pytest

from tests.support.fake_switchboard import FakeSwitchboard
from tests.support.wall_stage import desktop_picture, pixels
from vncwall.ipc.messages import ShareFramebuffer
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.wall.desktop import SECOND, Desktop
from vncwall.wall.sharing import FullShares
from vncwall.wall.snapshots import PATIENCE_NS, Snapshots, snapshot_path

NOW = datetime(2026, 3, 1, 9, 5, 7)


class Table:
    def __init__(self, folder: Path) -> None:
        self.switchboard = FakeSwitchboard()
        self.desktop = Desktop(0, HostSettings("lab/1", HostAddress("lab", 5901)), now_ns=0)
        self.reports: list[tuple[bool, str]] = []
        self.snapshots = Snapshots(
            FullShares(self.switchboard.send), folder, lambda *report: self.reports.append(report)
        )

    def advance(self, now_ns: int = 0) -> None:
        for notice in self.switchboard.poll(0):
            self.desktop.apply(notice, now_ns=now_ns)
        self.snapshots.advance(now_ns, local_time=NOW)


@pytest.fixture
def table(tmp_path: Path):
    result = Table(tmp_path / "snapshots")
    yield result
    result.snapshots.close()
    result.switchboard.close()


def test_a_snapshot_is_the_full_picture_and_the_share_ends(table: Table, tmp_path: Path):
    picture = desktop_picture(1, 333, 222)
    table.switchboard.connect(0, picture)
    table.snapshots.ask(table.desktop, now_ns=0)
    table.snapshots.ask(table.desktop, now_ns=0)
    table.advance()
    path = tmp_path / "snapshots" / "lab-1-20260301-090507.png"
    assert table.reports == [(True, f"saved {path}")]
    expected = picture.view(np.uint8).reshape(222, 333, 4)[:, :, 2::-1]
    assert np.array_equal(pixels(pygame.image.load(path)), expected)
    assert table.switchboard.commands == [ShareFramebuffer(0, True), ShareFramebuffer(0, False)]


def test_a_desktop_that_gives_no_picture_is_given_up(table: Table):
    table.snapshots.ask(table.desktop, now_ns=0)
    table.advance(PATIENCE_NS - SECOND)
    assert table.reports == []
    table.advance(PATIENCE_NS)
    assert table.reports == [(False, "no snapshot of lab/1: no full picture came in 10 s")]
    assert table.switchboard.commands[-1] == ShareFramebuffer(0, False)


def test_a_folder_that_cannot_be_written_is_told(table: Table, tmp_path: Path):
    (tmp_path / "snapshots").write_text("in the way")
    table.switchboard.connect(0, desktop_picture(1))
    table.snapshots.ask(table.desktop, now_ns=0)
    table.advance()
    ((success, sentence),) = table.reports
    assert not success
    assert sentence.startswith("no snapshot: ")


def test_no_file_is_overwritten(tmp_path: Path):
    first = snapshot_path(tmp_path, "lab", NOW)
    first.write_bytes(b"")
    assert snapshot_path(tmp_path, "lab", NOW).name == "lab-20260301-090507-2.png"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "...", "a\0b", "x" * 500, "con/aux"])
def test_a_name_cannot_leave_the_folder(tmp_path: Path, name: str):
    path = snapshot_path(tmp_path, name, NOW)
    assert path.parent == tmp_path
    assert len(path.name) < 120
    assert "/" not in path.name
