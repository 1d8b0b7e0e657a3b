from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pygame
import pytest

from tests.support.wall_stage import START_NS, Stage, assert_golden, desktop_picture, pixels
from vncwall.framebuffer.preview import Preview
from vncwall.geometry import Rect, Size
from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind
from vncwall.ipc.messages import (
    AddSession,
    Bell,
    ChangeHost,
    FramebufferShared,
    FramePublished,
    LoadChanged,
    PointerEvent,
    Reconnect,
    RecordingChanged,
    RecordingState,
    RemoveSession,
    SegmentFinished,
    ServerCutText,
    SetControl,
    SetPreviewSize,
    SetRecording,
    ShareFramebuffer,
)
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, Settings, ThemeName
from vncwall.settings.named_wall import Arrangement
from vncwall.settings.watch import ConfigurationWatch, Reading
from vncwall.states import Reason, SessionState
from vncwall.ui.theme import THEMES
from vncwall.wall.actions.desktops import PROMOTE
from vncwall.wall.actions.window import FULL_SCREEN
from vncwall.wall.panels.keys import KeysPanel
from vncwall.wall.picture import as_surface

GOLDENS = Path(__file__).parent / "goldens"
SECOND = 1_000_000_000


def mixed(stage: Stage) -> None:
    """One desktop live, one frozen, one refused, one locked."""
    for session in (0, 1, 3):
        stage.connect(session)
    stage.turn()
    board = stage.switchboard
    board.change(1, SessionState.STALLED, detail="no answer to a probe for 15 s")
    board.change(
        2,
        SessionState.BACKING_OFF,
        reason=Reason.REFUSED,
        detail="nothing listens on port 5902",
        retry_at_ns=START_NS + 9 * SECOND,
    )
    board.change(3, SessionState.FAILED, reason=Reason.WRONG_PASSWORD, detail="not accepted")
    board.tell(RecordingChanged(0, RecordingState.RECORDING, "a.mkv", ""))


@pytest.mark.parametrize("theme", list(ThemeName))
def test_a_mixed_wall_looks_as_its_reference(theme):
    with Stage(theme=theme, asks=False) as stage:
        mixed(stage)
        stage.settle()
        assert_golden(stage.surface, GOLDENS / f"mixed-{theme}.png")


def test_what_is_drawn_piece_by_piece_equals_what_is_drawn_whole(stage: Stage):
    mixed(stage)
    stage.settle()
    words = stage.switchboard._pictures[0]
    for step in range(8):
        words[20 * step : 20 * step + 9, 30 * step : 30 * step + 40] = 0xFF00FF00 + step
        stage.switchboard.publish(0, [Rect(30 * step, 20 * step, 40, 9)])
        stage.switchboard.publish(3, [Rect(0, 0, 64, 64)])
        stage.turn(110)
        stage.move(150 + 40 * step, 100)
    by_pieces = pixels(stage.surface).copy()
    stage.wall.redraw()
    stage.turn()
    assert np.array_equal(by_pieces, pixels(stage.surface))


def test_only_what_changed_is_drawn(stage: Stage):
    words, *_ = [stage.connect(session) for session in range(4)]
    stage.settle()
    assert stage.turn(20) == ()
    words[:10, :10] = 0xFFFFFFFF
    stage.switchboard.publish(0, [Rect(0, 0, 10, 10)])
    (painted,) = stage.turn(20)
    tile = stage.wall.board.tiles[0]
    assert tile.picture_rect.contains(painted)
    assert painted.area <= 64 * 64
    assert (painted.x, painted.y) == (tile.picture_rect.x, tile.picture_rect.y)


def test_a_clock_tick_draws_the_status_bar_alone(stage: Stage):
    for session in range(4):
        stage.connect(session)
    stage.settle()
    stage.local_time += timedelta(seconds=1)
    (painted,) = stage.turn(100)
    assert painted == Rect(0, 400 - 32, 640, 32)


def test_a_countdown_draws_its_own_tile_alone(stage: Stage):
    mixed(stage)
    stage.settle()
    painted = []
    for _ in range(10):
        painted += stage.turn(100)
    cells = {stage.wall.board.tiles[n].cell for n in (1, 2)}
    assert set(painted) <= cells
    assert stage.wall.board.tiles[2].cell in painted


def test_a_live_picture_is_shown_pixel_for_pixel(stage: Stage):
    picture = desktop_picture(5, 640, 360)
    stage.connect(0, picture)
    stage.settle()
    rect = stage.wall.board.tiles[0].picture_rect
    preview = Preview(Size(640, 360), stage.wall.board.tiles[0].cell.size)
    preview.update(picture, [Rect(0, 0, 640, 360)])
    assert preview.size == rect.size
    bottom = rect.height - 40  # the caption's shade begins below
    shown = pixels(stage.surface)[rect.y + 5 : rect.y + bottom, rect.x : rect.right]
    assert np.array_equal(shown, pixels(as_surface(preview.words))[5:bottom])


def test_previews_are_asked_for_at_the_size_of_their_tiles(stage: Stage):
    sizes = [c for c in stage.switchboard.commands if isinstance(c, SetPreviewSize)]
    assert sizes == [
        SetPreviewSize(n, tile.cell.width, tile.cell.height)
        for n, tile in stage.wall.board.tiles.items()
    ]


def test_a_resized_window_asks_once_when_it_has_come_to_rest(stage: Stage):
    stage.switchboard.taken()
    for width in (700, 720, 800):
        pygame.display.set_mode((width, 500), pygame.RESIZABLE)
        pygame.event.post(pygame.event.Event(pygame.WINDOWSIZECHANGED, x=width, y=500))
        stage.turn(50)
    assert stage.switchboard.taken() == []
    stage.turn(300)
    asked = stage.switchboard.taken()
    assert [c.session for c in asked if isinstance(c, SetPreviewSize)] == [0, 1, 2, 3]
    assert stage.wall.board.area == Rect(0, 0, 800, 500 - 32)


def test_a_segment_that_vanished_leaves_the_last_picture(stage: Stage):
    stage.connect(0)
    stage.settle()
    before = pixels(stage.surface).copy()
    gone = FramebufferDescriptor(0, FramebufferKind.PREVIEW, 99, "vwt-gone-p99", 64, 36)
    stage.switchboard.tell(
        FramebufferShared(0, FramebufferKind.PREVIEW, gone),
        FramePublished(0, FramebufferKind.PREVIEW, 99, 1, stage.now_ns),
    )
    stage.turn(10)
    assert np.array_equal(before, pixels(stage.surface))


def test_a_desktop_of_another_size_keeps_its_picture_until_the_new_one_is_there(stage: Stage):
    stage.connect(0)
    stage.settle()
    stage.connect(0, desktop_picture(1, 180, 320))
    stage.settle()
    rect = stage.wall.board.tiles[0].picture_rect
    assert rect.height > rect.width
    assert stage.surface.get_at((rect.x + 3, rect.y + rect.height // 2))[:3] != (0, 0, 0)


def test_an_error_in_one_tile_is_shown_in_it_and_ends_nothing(stage: Stage, monkeypatch):
    stage.connect(0)
    stage.settle()

    def explode(*args: object, **named: object) -> None:
        raise RuntimeError("no such pixel")

    monkeypatch.setattr(stage.wall.board.tiles[0].picture, "draw", explode)
    stage.wall.redraw()
    stage.turn(10)
    stage.connect(1)
    stage.settle()
    assert stage.wall.board.tiles[1].picture.size is not None


def test_notices_of_unknown_sessions_are_ignored(stage: Stage):
    stage.switchboard.tell(Bell(77), Bell(-1))
    stage.turn(10)


# --- the operator


def test_a_click_promotes_and_the_chord_twice_gives_back(stage: Stage):
    stage.connect(1)
    stage.settle()
    stage.switchboard.taken()
    stage.click(*stage.centre_of(1))
    assert stage.switchboard.taken() == [ShareFramebuffer(1, True), SetControl(1, True)]
    stage.settle()
    assert_golden(stage.surface, GOLDENS / "controlled.png")
    stage.switchboard.taken()
    stage.chord()
    assert stage.wall.promoted is not None
    assert stage.wall.promoted.takes_keys
    stage.settle()
    assert_golden(stage.surface, GOLDENS / "control-bar.png")
    stage.chord()
    assert stage.wall.promoted is None
    commands = stage.switchboard.taken()
    assert commands[-2:] == [SetControl(1, False), ShareFramebuffer(1, False)]


def test_the_grid_looks_the_same_after_control(stage: Stage):
    for session in range(4):
        stage.connect(session)
    stage.settle()
    before = pixels(stage.surface).copy()
    stage.wall.promote(1)
    stage.settle()
    stage.wall.demote()
    stage.settle()
    assert np.array_equal(before, pixels(stage.surface))


def test_arrows_select_and_enter_takes_control(stage: Stage):
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_DOWN)
    assert stage.wall.board.selected == 2
    stage.switchboard.taken()
    stage.key(pygame.K_RETURN, text="\r")
    assert SetControl(2, True) in stage.switchboard.taken()


def test_escape_steps_back_one_level(stage: Stage):
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_F1)
    stage.key(pygame.K_ESCAPE)
    assert not stage.wall.panels.is_open(KeysPanel)
    assert stage.wall.board.selected == 0
    stage.key(pygame.K_ESCAPE)
    assert stage.wall.board.selected is None


def test_a_view_only_host_is_shown_large_and_never_controlled():
    with Stage(view_only=True) as stage:
        stage.connect(0)
        stage.settle()
        stage.switchboard.taken()
        stage.click(*stage.centre_of(0))
        stage.key(ord("a"), text="a")
        stage.turn(500)
        stage.click(300, 200)
        stage.settle()
        assert stage.switchboard.taken() == [ShareFramebuffer(0, True)]
        assert_golden(stage.surface, GOLDENS / "view-only.png")
        stage.key(pygame.K_ESCAPE)
        assert stage.wall.promoted is None


def test_space_held_zooms_without_control(stage: Stage):
    stage.connect(0)
    stage.settle()
    stage.key(pygame.K_RIGHT)
    stage.switchboard.taken()
    stage.key(pygame.K_SPACE, text=" ", up=False)
    assert stage.wall.promoted is not None
    stage.key_up(pygame.K_SPACE)
    assert stage.wall.promoted is None
    assert stage.switchboard.taken() == [ShareFramebuffer(0, True), ShareFramebuffer(0, False)]


def test_r_records_the_chosen_desktop_and_stops(stage: Stage):
    stage.move(*stage.centre_of(3))
    stage.switchboard.taken()
    stage.key(pygame.K_r, text="r")
    stage.switchboard.tell(RecordingChanged(3, RecordingState.RECORDING, "a.mkv", ""))
    stage.turn(10)
    stage.key(pygame.K_r, text="r")
    assert stage.switchboard.taken() == [SetRecording(3, True), SetRecording(3, False)]


def test_c_connects_again(stage: Stage):
    stage.key(pygame.K_RIGHT)
    stage.switchboard.taken()
    stage.key(pygame.K_c, text="c")
    assert stage.switchboard.taken() == [Reconnect(0)]


def test_shift_c_reconnects_all_that_wait(stage: Stage):
    stage.connect(0)
    states = (SessionState.BACKING_OFF, SessionState.STALLED, SessionState.AUTHENTICATING)
    for session, state in zip((1, 2, 3), states, strict=True):
        stage.switchboard.change(session, state)
    stage.turn(10)
    stage.switchboard.taken()
    stage.key(pygame.K_c, text="C")
    assert stage.switchboard.taken() == [Reconnect(1), Reconnect(2)]
    assert "connecting 2 desktops again" in stage.wall.toasts.messages


def test_s_writes_the_whole_desktop_losslessly(stage: Stage, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    picture = stage.connect(0, desktop_picture(3, 400, 300))
    stage.settle()
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_s, text="s")
    stage.settle()
    stage.wall.snapshots.finish()
    stage.settle()
    (path,) = (tmp_path / "snapshots").iterdir()
    assert path.name == "host-0-20260301-104207.png"
    saved = pixels(pygame.image.load(path))
    expected = picture.view(np.uint8).reshape(300, 400, 4)[:, :, 2::-1]
    assert np.array_equal(saved, expected)
    assert stage.wall.toasts.messages == ("saved snapshots/host-0-20260301-104207.png",)
    assert stage.switchboard.commands[-1] == ShareFramebuffer(0, False)


def test_a_key_table_opens_and_closes(stage: Stage):
    before = pixels(stage.surface).copy()
    stage.key(ord("/"), text="?")
    assert stage.wall.panels.is_open(KeysPanel)
    stage.key(ord("/"), text="?")
    assert np.array_equal(before, pixels(stage.surface))


def test_q_and_the_window_button_end_the_wall(stage: Stage):
    stage.key(pygame.K_q, text="q")
    assert not stage.wall._is_running


def test_a_session_that_comes_back_is_given_control_again(stage: Stage):
    stage.connect(0)
    stage.settle()
    stage.wall.promote(0)
    stage.switchboard.change(0, SessionState.BACKING_OFF, reason=Reason.DISCONNECTED)
    stage.turn(10)
    stage.switchboard.taken()
    stage.switchboard.change(0, SessionState.LIVE)
    stage.turn(10)
    assert stage.switchboard.taken() == [SetControl(0, True)]


def test_remote_text_reaches_the_clipboard_under_control_only(stage: Stage):
    written: list[str] = []
    clipboard = stage.wall.clipboard
    assert clipboard is not None
    clipboard.write = written.append  # type: ignore[method-assign]
    stage.connect(0)
    stage.settle()
    stage.switchboard.tell(ServerCutText(0, "secret of another desktop"))
    stage.turn(10)
    stage.wall.promote(0)
    stage.switchboard.tell(ServerCutText(1, "other"), ServerCutText(0, "mine"))
    stage.turn(10)
    assert written == ["mine"]


def test_a_stopped_loop_makes_the_clock_a_warning(stage: Stage):
    stage.connect(0)
    stage.settle()
    assert stage.wall.status_line.figures is not None
    assert not stage.wall.status_line.figures.is_late
    stage.turn(1500)
    assert stage.wall.status_line.figures.is_late
    for _ in range(60):
        stage.settle(1)
    assert not stage.wall.status_line.figures.is_late


def test_run_ends_by_itself_and_leaves_a_picture(tmp_path: Path):
    stage = Stage()
    ticking = iter(range(START_NS, START_NS + 100 * SECOND, SECOND // 10))
    stage.wall._monotonic_ns = lambda: next(ticking)
    path = tmp_path / "deep" / "wall.png"
    assert stage.wall.run(stop_after_s=1, snapshot=path) == 0
    assert pygame.image.load(path).get_size() == (640, 400)
    stage.switchboard.close()


def test_ctrl_c_ends_the_wall_with_its_own_code(monkeypatch):
    stage = Stage()

    def interrupt(wait_s: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(stage.wall, "turn", interrupt)
    assert stage.wall.run() == 130


def test_an_empty_wall_says_what_to_do():
    with Stage(hosts=0) as stage:
        stage.settle()
        assert_golden(stage.surface, GOLDENS / "empty.png")


def test_a_full_screen_leaves_the_status_bar_away_and_a_window_has_it(stage: Stage):
    stage.connect(0)
    stage.settle()
    stage.wall.act(FULL_SCREEN)
    stage.settle()
    stage.wall.promote(0)
    stage.settle()
    assert stage.wall.promoted is not None
    assert stage.wall.promoted.area.height == stage.surface.get_height()
    stage.wall.act(FULL_SCREEN)
    stage.settle()
    assert stage.wall.promoted.area.height < stage.surface.get_height()


def test_a_double_click_is_a_full_screen_and_no_click_on_the_desktop(stage: Stage):
    stage.connect(0)
    stage.settle()
    x, y = stage.centre_of(0)
    stage.switchboard.taken()
    stage.click(x, y)
    stage.click(x, y)
    assert stage.wall._screen.is_full
    assert not any(isinstance(c, PointerEvent) for c in stage.switchboard.taken())


def test_settings_choose_the_columns():
    stage = Stage(hosts=3)
    stage.settings = replace(
        stage.settings,
        wall=replace(
            stage.settings.wall, arrangement=Arrangement(columns=3), width=640, height=400
        ),
    )
    stage.wall = type(stage.wall)(
        stage.settings, stage.switchboard, monotonic_ns=lambda: stage.now_ns
    )
    with stage:
        assert len({tile.cell.y for tile in stage.wall.board.tiles.values()}) == 1


# --- another configuration while it runs


class Edited(ConfigurationWatch):
    """A configuration that a test writes anew."""

    def __init__(self) -> None:
        self.path = Path("wall.toml")
        self.reading: Reading | None = None
        self.asked = 0

    def ask(self) -> None:
        self.asked += 1

    def poll(self, now_ns: int) -> Reading | None:
        reading, self.reading = self.reading, None
        return reading


def with_hosts(stage: Stage, *hosts: HostSettings, **wall: object) -> Settings:
    return replace(
        stage.settings,
        hosts=hosts,
        wall=replace(stage.settings.wall, **wall),  # type: ignore[arg-type]
    )


NEW = HostSettings("new", HostAddress("10.0.0.2", 5900))


def test_a_host_that_comes_gets_a_tile_and_the_others_keep_theirs(stage: Stage):
    pictures = [stage.connect(session) for session in range(4)]
    stage.settle()
    tiles, commands = dict(stage.wall.board.tiles), stage.switchboard.taken()
    first, *others = stage.settings.hosts
    stage.wall.change(with_hosts(stage, first, NEW, *others))
    stage.turn(300)
    assert stage.switchboard.taken()[0] == AddSession(4, NEW)
    assert list(stage.wall.board.tiles) == [0, 4, 1, 2, 3], "in the order of the configuration"
    assert all(stage.wall.board.tiles[session] is tile for session, tile in tiles.items())
    assert all(not isinstance(command, RemoveSession) for command in commands)
    assert "configuration read: 1 host added" in stage.wall.toasts.messages
    stage.connect(4, pictures[0])
    stage.settle()
    assert stage.wall.desktops[4].state is SessionState.LIVE
    stage.turn(6000)
    new, old = (stage.wall.board.tiles[session].picture_rect for session in (4, 0))
    shown = pixels(stage.surface)
    middle = [r.y + r.height // 2 for r in (new, old)]
    row = [shown[y, r.x + 4 : r.x + 40] for y, r in zip(middle, (new, old), strict=True)]
    assert (row[0] == row[1]).all(), "both show the same picture"


def test_a_host_that_goes_takes_its_tile_along(stage: Stage):
    for session in range(4):
        stage.connect(session)
    stage.settle()
    stage.switchboard.taken()
    hosts = stage.settings.hosts
    stage.wall.change(with_hosts(stage, hosts[0], hosts[2], hosts[3]))
    assert stage.switchboard.taken() == [RemoveSession(1)]
    stage.turn(300)
    assert list(stage.wall.board.tiles) == [0, 2, 3]
    # What is still said of it is no news of anybody else; only its file is told.
    stage.switchboard.change(1, SessionState.STOPPED)
    stage.switchboard.tell(SegmentFinished(1, "b.mkv", 1.0, 2, 3))
    stage.settle()
    assert [d.state for d in stage.wall.desktops.values()] == [SessionState.LIVE] * 3
    assert "recorded b.mkv" in stage.wall.toasts.messages


def test_an_overload_is_told_once_a_step_and_stays_on_the_bar(stage: Stage):
    stage.settle()
    for level, slowed, detail in ((1, 2, "busy"), (1, 3, "busy too"), (2, 4, "busier")):
        stage.switchboard.tell(LoadChanged(level, slowed, detail))
        stage.settle()
    assert stage.wall.toasts.messages == ("busy", "busier")
    assert stage.wall.status_line.figures.overload == "overloaded: 4 slowed"
    stage.switchboard.tell(LoadChanged(0, 0, ""))
    stage.settle()
    assert stage.wall.status_line.figures.overload == ""


def test_selection_and_promotion_stay_with_their_host(stage: Stage):
    for session in range(4):
        stage.connect(session)
    stage.settle()
    stage.wall.board.select(2)
    stage.wall.promote(2)
    stage.turn()
    stage.switchboard.taken()
    moved = replace(stage.settings.hosts[3], address=HostAddress("10.0.0.9", 5900))
    stage.wall.change(with_hosts(stage, moved, stage.settings.hosts[2], NEW))
    stage.turn(300)
    assert stage.wall.promoted is not None
    assert stage.wall.promoted.control.session == 2
    assert stage.wall.promoted.control.is_on
    assert stage.wall.board.selected == 2
    assert SetControl(2, False) not in stage.switchboard.taken()


def test_the_selection_passes_to_the_new_session_of_a_host_that_moved(stage: Stage):
    stage.wall.board.select(3)
    hosts = stage.settings.hosts
    moved = replace(hosts[3], address=HostAddress("10.0.0.9", 5900))
    stage.wall.change(with_hosts(stage, *hosts[:3], moved))
    assert stage.switchboard.taken()[-2:] == [RemoveSession(3), AddSession(4, moved)]
    assert stage.wall.board.selected == 4


def test_a_promoted_host_that_goes_gives_control_back_first(stage: Stage):
    stage.connect(2)
    stage.settle()
    stage.wall.promote(2)
    stage.turn()
    stage.switchboard.taken()
    stage.wall.change(with_hosts(stage, stage.settings.hosts[0]))
    commands = stage.switchboard.taken()
    assert stage.wall.promoted is None
    assert commands.index(SetControl(2, False)) < commands.index(RemoveSession(2))


def test_a_host_that_becomes_view_only_is_looked_at_without_control(stage: Stage):
    stage.connect(2)
    stage.settle()
    stage.wall.promote(2)
    stage.turn()
    stage.switchboard.taken()
    hosts = list(stage.settings.hosts)
    hosts[2] = replace(hosts[2], view_only=True)
    stage.wall.change(with_hosts(stage, *hosts))
    assert stage.switchboard.taken() == [SetControl(2, False), ChangeHost(2, hosts[2])]
    assert stage.wall.promoted is not None
    assert not stage.wall.promoted.control.is_on
    stage.wall.act(PROMOTE)
    assert not stage.wall.promoted.control.is_on


def test_a_recording_that_the_operator_began_goes_on_at_the_new_address(stage: Stage):
    stage.switchboard.tell(RecordingChanged(3, RecordingState.RECORDING, "a.mkv", ""))
    stage.turn()
    hosts = stage.settings.hosts
    moved = replace(hosts[3], address=HostAddress("10.0.0.9", 5900))
    stage.wall.change(with_hosts(stage, *hosts[:3], moved))
    assert stage.switchboard.taken()[-1] == SetRecording(4, True)


def test_the_look_of_the_wall_changes_too(stage: Stage):
    four = Arrangement(columns=4)
    stage.wall.change(with_hosts(stage, *stage.settings.hosts, title="Hall", arrangement=four))
    stage.turn(300)
    assert pygame.display.get_caption()[0] == "Hall"
    assert len({tile.cell.y for tile in stage.wall.board.tiles.values()}) == 1


def test_another_chord_holds_when_no_desktop_is_promoted(stage: Stage):
    stage.connect(0)
    stage.settle()
    stage.wall.promote(0)
    stage.wall.change(with_hosts(stage, *stage.settings.hosts, release_chord="ctrl+super"))
    for _ in range(2):
        stage.chord()
    assert stage.wall.promoted is None, "the chord that the banner names"
    stage.wall.promote(0)
    for _ in range(2):
        stage.chord()
    assert stage.wall.promoted is not None


def test_a_changed_file_is_taken_over_and_a_mistake_in_it_is_shown():
    edited = Edited()
    with Stage(watch=edited) as stage:
        stage.switchboard.taken()
        edited.reading = Reading(None, "wall.toml:3: hosts[a].nmae: unknown key")
        stage.turn()
        assert stage.wall.toasts.messages == ("wall.toml:3: hosts[a].nmae: unknown key",)
        assert stage.switchboard.taken() == []
        assert list(stage.wall.desktops) == [0, 1, 2, 3]
        edited.reading = Reading(with_hosts(stage, NEW))
        stage.turn()
        assert list(stage.wall.desktops) == [4]


def test_f5_has_the_configuration_read_again():
    edited = Edited()
    with Stage(watch=edited) as stage:
        stage.key(pygame.K_F5)
        assert edited.asked == 1


def test_f5_says_so_where_there_is_no_configuration(stage: Stage):
    stage.key(pygame.K_F5)
    assert stage.wall.toasts.messages == ("the hosts are not from a configuration file",)


def shown(stage: Stage) -> list[int]:
    return [s for s, tile in stage.wall.board.tiles.items() if tile.cell.area]


def type_text(stage: Stage, text: str) -> None:
    for letter in text:
        stage.key(ord(letter), text=letter)


def test_slash_and_a_name_leave_the_desktops_that_match(stage: Stage):
    mixed(stage)
    stage.settle()
    stage.key(pygame.K_SLASH, text="/")
    type_text(stage, "host-2")
    assert shown(stage) == [2]
    assert stage.wall.showing.sentence() == "find: host-2_ · 1 of 4"
    stage.key(pygame.K_ESCAPE)
    assert shown(stage) == [0, 1, 2, 3]


def test_letters_that_are_typed_into_the_search_are_no_commands(stage: Stage):
    stage.key(pygame.K_SLASH, text="/")
    type_text(stage, "qrs")
    assert stage.wall._is_running
    assert not [c for c in stage.switchboard.commands if isinstance(c, SetRecording)]
    stage.key(pygame.K_BACKSPACE)
    assert stage.wall.showing.find.text == "qr"


def test_enter_takes_control_of_the_only_one_that_matches(stage: Stage):
    mixed(stage)
    stage.settle()
    stage.key(pygame.K_SLASH, text="/")
    type_text(stage, "host-0")
    stage.key(pygame.K_RETURN)
    assert stage.wall.promoted is not None
    assert stage.wall.promoted.control.session == 0


def test_enter_selects_the_first_of_several(stage: Stage):
    mixed(stage)
    stage.settle()
    stage.key(pygame.K_SLASH, text="/")
    type_text(stage, "host")
    stage.key(pygame.K_RETURN)
    assert stage.wall.promoted is None
    assert stage.wall.board.selected == 0


def test_only_problems_follow_what_becomes_one(stage: Stage):
    mixed(stage)
    stage.settle()
    stage.key(pygame.K_1, text="!")
    assert shown(stage) == [1, 2, 3]
    stage.switchboard.change(0, SessionState.STALLED, detail="no answer")
    stage.turn(200)
    stage.turn(200)
    assert shown(stage) == [0, 1, 2, 3]


def test_hidden_desktops_are_asked_for_nothing(stage: Stage):
    mixed(stage)
    stage.settle()
    stage.key(pygame.K_SLASH, text="/")
    type_text(stage, "host-2")
    stage.turn(300)
    stage.turn(100)
    asked = [c for c in stage.switchboard.commands if isinstance(c, SetPreviewSize)]
    sizes = {c.session: (c.width, c.height) for c in asked}
    assert sizes[0] == sizes[1] == sizes[3] == (0, 0)
    assert sizes[2][0] > 300


def test_nothing_that_matches_says_how_to_see_all_again(stage: Stage):
    stage.key(pygame.K_SLASH, text="/")
    type_text(stage, "zzz")
    stage.settle()
    assert_golden(stage.surface, GOLDENS / "no-match.png")


def test_another_theme_in_the_configuration_takes_effect_at_once(stage: Stage):
    wall = replace(stage.settings.wall, theme=ThemeName.LIGHT)
    stage.wall.change(replace(stage.settings, wall=wall))
    stage.turn(100)
    assert tuple(pixels(stage.surface)[2, 2]) == THEMES["light"].ground
