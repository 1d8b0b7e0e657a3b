import pygame
import pytest

from tests.support.wall_stage import Stage
from vncwall.ipc.messages import Command, CursorChanged, KeyEvent, PointerEvent, SetControl
from vncwall.states import SessionState


@pytest.fixture
def controlled(stage: Stage) -> Stage:
    """The wall with desktop 0 (320x180) under control for a second."""
    stage.connect(0)
    stage.settle()
    stage.wall.promote(0)
    stage.settle(10)
    stage.switchboard.taken()
    return stage


def strokes(commands: list[Command]) -> list[tuple[int, bool]]:
    return [(c.keysym, c.down) for c in commands if isinstance(c, KeyEvent)]


def test_all_keys_go_to_the_desktop_that_is_controlled(controlled: Stage):
    controlled.key(ord("q"), text="q")
    controlled.key(pygame.K_ESCAPE, text="\x1b")
    controlled.key(pygame.K_F11)
    assert strokes(controlled.switchboard.taken()) == [
        (ord("q"), True), (ord("q"), False),
        (0xFF1B, True), (0xFF1B, False),
        (0xFFC8, True), (0xFFC8, False),
    ]  # fmt: skip
    assert controlled.wall._is_running


def test_the_chord_releases_its_keys_on_the_desktop_and_takes_the_keyboard(controlled: Stage):
    controlled.chord()
    sent = strokes(controlled.switchboard.taken())
    assert sorted(k for k, down in sent if down) == [0xFFE1, 0xFFE3, 0xFFE9]
    assert sorted(k for k, down in sent if not down) == [0xFFE1, 0xFFE3, 0xFFE9]
    controlled.key(pygame.K_RIGHT)
    controlled.key(ord("x"), text="x")
    assert strokes(controlled.switchboard.taken()) == []


def test_escape_in_the_bar_gives_the_keyboard_back_to_the_desktop(controlled: Stage):
    controlled.chord()
    controlled.switchboard.taken()
    controlled.key(pygame.K_ESCAPE, text="\x1b")
    controlled.key(ord("a"), text="a")
    assert strokes(controlled.switchboard.taken()) == [(ord("a"), True), (ord("a"), False)]


def test_a_chord_with_another_key_is_the_desktops(controlled: Stage):
    controlled.key(pygame.K_LCTRL, scancode=224, up=False)
    controlled.key(pygame.K_LALT, scancode=226, up=False)
    controlled.key(pygame.K_LSHIFT, scancode=225, up=False)
    controlled.key(ord("t"), scancode=23, text="\x14")
    for key, scancode in ((pygame.K_LSHIFT, 225), (pygame.K_LALT, 226), (pygame.K_LCTRL, 224)):
        controlled.key_up(key, scancode=scancode)
    assert controlled.wall.promoted is not None
    assert not controlled.wall.promoted.takes_keys


def test_losing_the_keyboard_releases_every_key(controlled: Stage):
    controlled.key(pygame.K_LCTRL, scancode=224, up=False)
    controlled.key(ord("c"), scancode=6, text="\x03", up=False)
    controlled.switchboard.taken()
    pygame.event.post(pygame.event.Event(pygame.WINDOWFOCUSLOST))
    controlled.turn(10)
    assert strokes(controlled.switchboard.taken()) == [(ord("c"), False), (0xFFE3, False)]


def test_text_of_an_input_method_reaches_the_desktop(controlled: Stage):
    pygame.event.post(pygame.event.Event(pygame.TEXTINPUT, text="é"))
    controlled.turn(10)
    assert strokes(controlled.switchboard.taken()) == [(0xE9, True), (0xE9, False)]


def test_the_pointer_is_mapped_and_motion_of_one_turn_is_one_message(controlled: Stage):
    assert controlled.wall.promoted is not None
    view = controlled.wall.promoted.view
    for x in range(20):
        position = (view.x + 100 + x, view.y + 60)
        event = pygame.event.Event(pygame.MOUSEMOTION, pos=position, rel=(1, 0), buttons=(0, 0, 0))
        pygame.event.post(event)
    controlled.turn(10)
    (moved,) = [c for c in controlled.switchboard.taken() if isinstance(c, PointerEvent)]
    assert moved.x == (2 * 119 + 1) * 320 // (2 * view.width)
    assert moved.y == (2 * 60 + 1) * 180 // (2 * view.height)


def test_a_click_on_the_desktop_is_a_press_and_a_release(controlled: Stage):
    assert controlled.wall.promoted is not None
    view = controlled.wall.promoted.view
    x, y = view.x + view.width // 2, view.y + view.height // 2
    controlled.click(x, y, button=3)
    masks = [c.buttons for c in controlled.switchboard.taken() if isinstance(c, PointerEvent)]
    assert masks == [4, 0]


def test_the_click_that_promotes_is_not_the_desktops(stage: Stage):
    stage.connect(0)
    stage.settle()
    stage.click(*stage.centre_of(0))
    stage.turn(10)
    sent = stage.switchboard.taken()
    assert SetControl(0, True) in sent
    assert not any(isinstance(c, PointerEvent) and c.buttons for c in sent)


def test_a_click_on_banner_or_letterbox_is_not_the_desktops(controlled: Stage):
    controlled.click(300, 16)
    controlled.click(4, 200)
    sent = controlled.switchboard.taken()
    assert not any(isinstance(c, PointerEvent) and c.buttons for c in sent)


def test_a_drag_to_the_top_edge_opens_no_bar(controlled: Stage):
    assert controlled.wall.promoted is not None
    view = controlled.wall.promoted.view
    controlled.button(view.x + 50, view.y + 50, down=True)
    controlled.move(view.x + 60, 0)
    assert not controlled.wall.promoted.is_bar_open
    controlled.button(view.x + 60, 0, down=False)
    pointers = [c for c in controlled.switchboard.taken() if isinstance(c, PointerEvent)]
    assert (pointers[-1].y, pointers[-1].buttons) == (0, 0)


def test_a_click_with_the_right_button_selects_without_promoting(stage: Stage):
    stage.click(*stage.centre_of(2), button=3)
    assert stage.wall.board.selected == 2
    assert stage.wall.promoted is None


def test_keys_while_the_desktop_is_away_are_not_sent_later(controlled: Stage):
    controlled.switchboard.change(0, SessionState.BACKING_OFF)
    controlled.turn(10)
    controlled.key(ord("a"), text="a", up=False)
    controlled.switchboard.change(0, SessionState.LIVE)
    controlled.turn(10)
    controlled.key_up(ord("a"))
    assert strokes(controlled.switchboard.taken()) == []


def test_the_remote_pointers_shape_is_shown_over_the_picture_only(
    controlled: Stage, monkeypatch: pytest.MonkeyPatch
):
    shown: list[pygame.cursors.Cursor] = []
    monkeypatch.setattr(pygame.mouse, "set_cursor", shown.append)
    controlled.switchboard.tell(CursorChanged(0, 2, 2, 0, 0, b"\0\0\xff\xff" * 4))
    controlled.turn(10)
    assert controlled.wall.promoted is not None
    view = controlled.wall.promoted.view
    controlled.move(view.x + 50, view.y + 50)
    controlled.move(300, 10)
    assert [cursor.type for cursor in shown] == ["color", "system"]
