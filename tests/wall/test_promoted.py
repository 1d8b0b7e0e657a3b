import numpy as np
import pygame
import pytest

from tests.support.wall_stage import Stage, desktop_picture, pixels
from vncwall.geometry import Rect
from vncwall.ipc.messages import RecordingChanged, RecordingState, SessionStats
from vncwall.states import Reason, SessionState
from vncwall.ui.theme import DARK
from vncwall.wall.actions.control import RELEASE
from vncwall.wall.actions.recording import RECORD
from vncwall.wall.actions.window import FULL_SCREEN
from vncwall.wall.picture import as_surface
from vncwall.wall.promoted import PromotedView


def promote(stage: Stage, *, width: int = 320, height: int = 180) -> PromotedView:
    stage.connect(0, desktop_picture(0, width, height))
    stage.settle()
    stage.wall.promote(0)
    stage.settle()
    assert stage.wall.promoted is not None
    return stage.wall.promoted


def test_the_whole_desktop_is_shown_between_banner_frame_and_status_bar(stage: Stage):
    promoted = promote(stage, width=1024, height=768)
    u = stage.wall.measures.u
    room = Rect(0, 8 * u, 640, 400 - 16 * u).inset(2 * u)
    assert room.contains(promoted.view)
    assert promoted.view.height == room.height
    assert abs(promoted.view.width * 768 - promoted.view.height * 1024) <= 1024


def test_a_desktop_of_the_rooms_size_is_shown_pixel_for_pixel(stage: Stage):
    u = stage.wall.measures.u
    width, height = 640 - 4 * u, 400 - 20 * u
    promoted = promote(stage, width=width, height=height)
    view = promoted.view
    assert (view.width, view.height) == (width, height)
    shown = pixels(stage.surface)[view.y : view.bottom, view.x : view.right]
    assert np.array_equal(shown, pixels(as_surface(desktop_picture(0, width, height))))


def test_the_frame_of_control_has_its_colour_on_all_sides(stage: Stage):
    promote(stage)
    for point in ((2, 200), (637, 200), (320, 365), (320, 35)):
        assert stage.surface.get_at(point)[:3] == DARK.control


def test_small_damage_draws_little(stage: Stage):
    for session in (1, 2, 3):
        stage.connect(session)
    promoted = promote(stage, width=1280, height=720)
    words = stage.switchboard._pictures[0]
    words[100:110, 100:110] = 0xFFFFFFFF
    stage.switchboard.publish(0, [Rect(100, 100, 10, 10)])
    (painted,) = stage.turn(20)
    assert promoted.view.contains(painted)
    assert painted.area < 40 * 40


def test_the_tiles_picture_fills_the_view_until_the_full_one_has_come(stage: Stage):
    stage.connect(0)
    stage.settle()
    stage.switchboard.send = stage.switchboard.commands.append  # type: ignore[method-assign]
    stage.wall.promote(0)
    stage.turn(20)
    assert stage.wall.promoted is not None
    view = stage.wall.promoted.view
    assert stage.wall.promoted.picture.size is None
    middle = pixels(stage.surface)[view.y + 5 : view.bottom - 5, view.x + 5 : view.right - 5]
    assert len(np.unique(middle.reshape(-1, 3), axis=0)) > 100


def test_the_pointer_at_the_top_opens_the_bar_and_leaving_closes_it(stage: Stage):
    promoted = promote(stage)
    stage.move(320, 0)
    assert promoted.is_bar_open
    assert not promoted.takes_keys
    bar = promoted.bar_rect
    stage.move(bar.x + 5, bar.bottom - 2)
    assert promoted.is_bar_open
    stage.move(320, 250)
    assert not promoted.is_bar_open


def test_every_button_of_the_bar_can_be_clicked(stage: Stage):
    promoted = promote(stage)
    promoted.open_bar(keyed=False)
    for button, rect in zip(promoted.buttons.buttons, promoted.buttons.rects, strict=True):
        assert promoted.bar_rect.contains(rect)
        assert promoted.action_at(rect.x + 2, rect.y + 2) == button.action
    promoted.close_bar()
    assert promoted.action_at(320, 50) is None


def test_the_bar_says_what_is_asked_of_the_server_and_why(stage: Stage):
    promoted = promote(stage)
    promoted.open_bar(keyed=True)
    stage.turn(20)
    without, before = promoted.bar_rect, pixels(stage.surface)
    stage.switchboard.tell(
        SessionStats(0, 1.0, 1.0, (), asked="JPEG 8, rgb888", why="the line carries 94 Mbit/s")
    )
    stage.turn(20)
    bar = promoted.bar_rect
    assert (bar.x, bar.y, bar.width) == (without.x, without.y, without.width)
    assert bar.height > without.height
    for rect in promoted.buttons.rects:
        assert without.contains(rect), "the buttons stay where they are"
    notes = (slice(without.bottom, bar.bottom), slice(bar.x + 8, bar.right - 8))
    assert (pixels(stage.surface)[notes] != before[notes]).any()


def test_the_banners_button_gives_control_back(stage: Stage):
    promoted = promote(stage)
    assert promoted.action_at(630, 16) == RELEASE.name
    stage.move(630, 16)
    stage.turn(500)
    stage.click(630, 16)
    assert stage.wall.promoted is None


def test_the_record_button_says_whether_it_records(stage: Stage):
    promoted = promote(stage)
    promoted.open_bar(keyed=True)
    labels = []
    for state in (RecordingState.OFF, RecordingState.RECORDING):
        stage.switchboard.tell(RecordingChanged(0, state, "", ""))
        stage.turn(20)
        labels += [b.label for b in promoted.buttons.buttons if b.action == RECORD.name]
    assert labels == ["Record", "Stop recording"]


def test_a_full_screen_hides_the_banner_after_a_while(stage: Stage):
    promoted = promote(stage)
    stage.turn(9000)
    stage.wall.act(FULL_SCREEN)
    stage.turn(10)
    assert not promoted.banner_rect.is_empty
    stage.turn(4000)
    stage.turn(10)
    assert promoted.banner_rect.is_empty
    stage.move(300, 0)
    stage.turn(10)
    assert not promoted.banner_rect.is_empty


def test_trouble_is_told_over_the_last_picture(stage: Stage):
    promoted = promote(stage)
    before = pixels(stage.surface)
    stage.switchboard.change(
        0, SessionState.BACKING_OFF, reason=Reason.DISCONNECTED, retry_at_ns=stage.now_ns
    )
    stage.turn(20)
    after = pixels(stage.surface)
    view = promoted.view
    where = np.s_[view.y : view.bottom, view.x : view.right]
    assert after[where].mean() < before[where].mean() * 0.7


def test_what_is_drawn_piece_by_piece_equals_what_is_drawn_whole(stage: Stage):
    promote(stage, width=1000, height=600)
    words = stage.switchboard._pictures[0]
    for step in range(6):
        words[90 * step : 90 * step + 50, 100 * step : 100 * step + 300] = 0xFF0000FF + step
        stage.switchboard.publish(0, [Rect(100 * step, 90 * step, 300, 50)])
        stage.move(300, 0 if step % 2 else 200)
    pieces = pixels(stage.surface)
    stage.wall.redraw()
    stage.turn()
    assert np.array_equal(pieces, pixels(stage.surface))


@pytest.mark.parametrize("key", [pygame.K_RETURN, pygame.K_KP_ENTER])
def test_enter_in_the_bar_releases(stage: Stage, key: int):
    promote(stage)
    stage.chord()
    stage.key(key, text="\r")
    assert stage.wall.promoted is None
