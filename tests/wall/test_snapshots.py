from concurrent.futures import wait
from datetime import datetime
from itertools import accumulate
from pathlib import Path

import numpy as np
import pygame
import pytest
from PIL import Image

from tests.support.fake_switchboard import FakeSwitchboard
from tests.support.wall_stage import desktop_picture, pixels
from vncwall.ipc.messages import ShareFramebuffer
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.states import SessionState
from vncwall.wall.desktop import SECOND, Desktop
from vncwall.wall.sharing import FullShares
from vncwall.wall.snapshots import PATIENCE_NS, Snapshots, snapshot_path

NOW = datetime(2026, 3, 1, 9, 5, 7)


class Table:
    """Desktops, and what was told of their snapshots."""

    def __init__(self, folder: Path, *, hosts: int = 1) -> None:
        self.switchboard = FakeSwitchboard()
        self.desktops = [
            Desktop(n, HostSettings(f"lab/{n}", HostAddress("lab", 5900 + n)), now_ns=0)
            for n in range(hosts)
        ]
        self.reports: list[tuple[bool, str]] = []
        self.snapshots = Snapshots(FullShares(self.switchboard.send), folder, self._report)

    def _report(self, success: bool, sentence: str, *, key: str = "") -> None:
        self.reports.append((success, sentence))

    def connect(self, *sessions: int) -> None:
        for session in sessions:
            self.switchboard.connect(session, desktop_picture(session, 33 + session, 22))

    def advance(self, now_ns: int = 0) -> None:
        for notice in self.switchboard.poll(0):
            self.desktops[notice.session].apply(notice, now_ns=now_ns)  # type: ignore[attr-defined]
        self.snapshots.advance(now_ns, local_time=NOW)

    def run(self) -> None:
        """Go on until all is written."""
        for _ in range(3 * len(self.desktops) + 3):
            self.advance()
            wait([future for _, future in self.snapshots._written])
        self.advance()


@pytest.fixture
def table(tmp_path: Path):
    result = Table(tmp_path / "snapshots")
    yield result
    result.snapshots.close()
    result.switchboard.close()


def test_a_snapshot_is_the_full_picture_and_the_share_ends(table: Table, tmp_path: Path):
    picture = desktop_picture(1, 333, 222)
    table.switchboard.connect(0, picture)
    table.advance()
    table.snapshots.ask(table.desktops)
    table.snapshots.ask(table.desktops)
    table.run()
    path = tmp_path / "snapshots" / "lab-0-20260301-090507.png"
    assert table.reports == [(True, f"saved {path}")]
    expected = picture.view(np.uint8).reshape(222, 333, 4)[:, :, 2::-1]
    assert np.array_equal(pixels(pygame.image.load(path)), expected)
    assert table.switchboard.commands == [ShareFramebuffer(0, True), ShareFramebuffer(0, False)]


def test_host_and_time_are_in_the_file_too(table: Table, tmp_path: Path):
    table.connect(0)
    table.advance()
    table.snapshots.ask(table.desktops)
    table.run()
    (path,) = (tmp_path / "snapshots").iterdir()
    with Image.open(path) as image:
        texts = image.info
    assert (texts["Title"], texts["Source"]) == ("lab/0", "lab:0")
    assert datetime.fromisoformat(texts["Creation Time"]).tzinfo is not None


def test_a_desktop_that_gives_no_picture_is_given_up(table: Table):
    table.desktops[0].state = SessionState.LIVE
    table.snapshots.ask(table.desktops)
    table.advance()
    table.advance(PATIENCE_NS - SECOND)
    assert table.reports == []
    table.advance(PATIENCE_NS)
    assert table.reports == [(False, "no snapshot of lab/0: no full picture came in 10 s")]
    assert table.switchboard.commands[-1] == ShareFramebuffer(0, False)


def test_a_desktop_that_is_not_live_is_not_waited_for(table: Table):
    table.snapshots.ask(table.desktops)
    table.advance()
    assert table.reports == [(False, "no snapshot of lab/0: it is not live")]


def test_a_folder_that_cannot_be_written_is_told(table: Table, tmp_path: Path):
    (tmp_path / "snapshots").write_text("in the way")
    table.connect(0)
    table.advance()
    table.snapshots.ask(table.desktops)
    table.run()
    ((success, sentence),) = table.reports
    assert not success
    assert sentence.startswith("no snapshot of lab/0: ")
    assert str(tmp_path) in sentence


def test_many_are_told_of_as_they_come_and_summed_up_with_what_failed(tmp_path: Path):
    table = Table(tmp_path / "s", hosts=12)
    try:
        table.connect(*range(10))
        table.advance()
        table.snapshots.ask(table.desktops)
        table.run()
        assert (True, "snapshots: 5 of 12") in table.reports
        assert table.reports[-1] == (
            False,
            f"10 of 12 snapshots in {tmp_path / 's'}; "
            "not: lab/10 (it is not live), lab/11 (it is not live)",
        )
        assert len(list((tmp_path / "s").iterdir())) == 10
        asked = [c.enabled for c in table.switchboard.commands if isinstance(c, ShareFramebuffer)]
        assert max(accumulate(1 if enabled else -1 for enabled in asked)) == 4
    finally:
        table.snapshots.close()
        table.switchboard.close()


def test_what_is_being_written_at_the_end_is_written_whole(table: Table, tmp_path: Path):
    table.connect(0)
    table.advance()
    table.snapshots.ask(table.desktops)
    table.advance()
    table.advance()
    table.snapshots.close()
    (path,) = (tmp_path / "snapshots").iterdir()
    assert pygame.image.load(path).get_size() == (33, 22)


def test_no_file_is_overwritten(tmp_path: Path):
    first = snapshot_path(tmp_path, "lab", NOW)
    first.write_bytes(b"")
    second = snapshot_path(tmp_path, "lab", NOW)
    assert second.name == "lab-20260301-090507-2.png"
    third = snapshot_path(tmp_path, "lab", NOW, taken={second})
    assert third.name == "lab-20260301-090507-3.png"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "...", "a\0b", "x" * 500, "con/aux"])
def test_a_name_cannot_leave_the_folder(tmp_path: Path, name: str):
    path = snapshot_path(tmp_path, name, NOW)
    assert path.parent == tmp_path
    assert len(path.name) < 120
    assert "/" not in path.name
