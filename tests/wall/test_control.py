import pygame
import pytest

from vncwall.geometry import Point, Rect, Size
from vncwall.ipc.messages import (
    AbilitiesChanged,
    ClientCutText,
    Command,
    DesktopChanged,
    KeyEvent,
    LightsChanged,
    PointerEvent,
    PointerMotion,
    SessionChanged,
    SetControl,
)
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.states import Abilities, Reason, SessionState
from vncwall.wall.combination import parse
from vncwall.wall.control import Control, desktop_point
from vncwall.wall.desktop import Desktop

VIEW = Rect(100, 50, 960, 540)
MS = 1_000_000


class Hands:
    """A control of a live 1920x1080 desktop and what it sent."""

    def __init__(self, *, view_only: bool = False, state: SessionState = SessionState.LIVE) -> None:
        host = HostSettings("lab", HostAddress("lab", 5901), view_only=view_only)
        self.desktop = Desktop(3, host, now_ns=0)
        self.become(state)
        self.desktop.apply(DesktopChanged(3, "", 1920, 1080, ()), now_ns=0)
        self.sent: list[Command] = []
        self.control = Control(self.desktop, self.sent.append)

    def become(self, state: SessionState) -> None:
        self.desktop.apply(SessionChanged(3, state, Reason.NONE, "", 0), now_ns=0)

    def taken(self) -> list[Command]:
        sent, self.sent[:] = list(self.sent), []
        return sent

    def press(self, key: int, scancode: int = 4, text: str = "", *, now_ns: int = 0) -> None:
        self.control.key_down(key, scancode, 0, unicode=text, now_ns=now_ns)


@pytest.fixture
def hands() -> Hands:
    result = Hands()
    result.control.begin()
    assert result.taken() == [SetControl(3, True)]
    return result


def test_ending_releases_all_before_it_gives_control_back(hands: Hands):
    hands.press(pygame.K_LCTRL, 224)
    hands.press(ord("a"), 4, "\x01")
    hands.control.press(1, 580, 320, view=VIEW)
    hands.taken()
    hands.control.end()
    assert hands.taken() == [
        KeyEvent(3, ord("a"), False),
        KeyEvent(3, 0xFFE3, False),
        PointerEvent(3, 961, 541, 0),
        SetControl(3, False),
    ]


def test_a_view_only_host_is_never_controlled():
    hands = Hands(view_only=True)
    hands.control.begin()
    hands.press(ord("a"), text="a")
    hands.control.press(1, 580, 320, view=VIEW)
    hands.control.wheel(0, 1, 580, y=320, view=VIEW)
    hands.control.offer_text("text")
    hands.control.end()
    assert hands.taken() == []


def test_nothing_is_sent_while_the_session_is_away(hands: Hands):
    hands.become(SessionState.BACKING_OFF)
    hands.press(ord("a"), text="a")
    hands.control.press(1, 580, 320, view=VIEW)
    hands.control.offer_text("text")
    assert hands.taken() == []


def test_a_new_connection_begins_with_no_key_down(hands: Hands):
    hands.press(ord("a"), text="a")
    hands.control.press(1, 580, 320, view=VIEW)
    hands.taken()
    hands.control.confirm()
    hands.control.key_up(4)
    hands.control.release(1, 580, 320, view=VIEW)
    assert hands.taken() == [SetControl(3, True)]


def test_motion_is_told_once_a_frame_and_only_when_it_moved(hands: Hands):
    for x in range(200, 240):
        hands.control.move(x, 300, VIEW)
    hands.control.flush()
    hands.control.flush()
    assert hands.taken() == [PointerEvent(3, 279, 501, 0)]


def test_a_key_does_not_overtake_the_pointer(hands: Hands):
    hands.control.move(580, 320, VIEW)
    hands.press(pygame.K_a, text="a")
    hands.control.flush()
    assert hands.taken() == [PointerEvent(3, 961, 541, 0), KeyEvent(3, ord("a"), True)]


def test_a_press_is_told_at_once_where_it_happened(hands: Hands):
    hands.control.move(110, 60, VIEW)
    hands.control.press(3, 580, 320, view=VIEW)
    hands.control.release(3, 581, 320, view=VIEW)
    assert hands.taken() == [PointerEvent(3, 961, 541, 4), PointerEvent(3, 963, 541, 0)]


@pytest.mark.parametrize(("button", "mask"), [(1, 1), (2, 2), (3, 4), (6, 128)])
def test_buttons_have_their_bit_of_the_mask(hands: Hands, button: int, mask: int):
    hands.control.press(button, 580, 320, view=VIEW)
    assert hands.taken() == [PointerEvent(3, 961, 541, mask)]


@pytest.mark.parametrize("button", [4, 5, 8, 99])
def test_a_button_without_a_bit_is_not_sent(hands: Hands, button: int):
    hands.control.press(button, 580, 320, view=VIEW)
    assert hands.taken() == []


def test_buttons_add_up(hands: Hands):
    hands.control.press(1, 580, 320, view=VIEW)
    hands.control.press(3, 580, 320, view=VIEW)
    hands.control.release(1, 580, 320, view=VIEW)
    assert [c.buttons for c in hands.taken() if isinstance(c, PointerEvent)] == [1, 5, 4]


@pytest.mark.parametrize(("right", "up", "mask"), [(0, 1, 8), (0, -1, 16), (-1, 0, 32), (1, 0, 64)])
def test_a_click_of_the_wheel_is_a_press_and_a_release(
    hands: Hands, right: int, up: int, mask: int
):
    hands.control.wheel(right * 2, up * 2, 580, y=320, view=VIEW)
    masks = [c.buttons for c in hands.taken() if isinstance(c, PointerEvent)]
    assert masks == [mask, 0, mask, 0]


def test_a_flood_of_the_wheel_is_bounded(hands: Hands):
    hands.control.wheel(0, 5000, 580, y=320, view=VIEW)
    assert len(hands.taken()) == 40


def test_a_drag_that_leaves_the_picture_ends_at_its_edge(hands: Hands):
    hands.control.press(1, 580, 320, view=VIEW)
    hands.control.release(1, 5, 5000, view=VIEW)
    assert hands.taken()[-1] == PointerEvent(3, 0, 1079, 0)


def test_a_held_key_repeats_after_a_delay(hands: Hands):
    hands.press(ord("a"), text="a", now_ns=0)
    times = []
    for ms in range(0, 620, 10):
        before = len(hands.sent)
        hands.control.repeat(ms * MS)
        if len(hands.sent) > before:
            times.append(ms)
    assert times == [500, 540, 580]
    assert set(hands.taken()) == {KeyEvent(3, ord("a"), True)}
    hands.control.key_up(4)
    hands.taken()
    hands.control.repeat(9000 * MS)
    assert hands.taken() == []


def test_a_modifier_does_not_repeat(hands: Hands):
    hands.press(pygame.K_LSHIFT, 225)
    hands.taken()
    hands.control.repeat(9000 * MS)
    assert hands.taken() == []


def test_ctrl_alt_del_is_pressed_and_released_in_order(hands: Hands):
    hands.control.send_combination(parse("ctrl+alt+del"))
    keysyms = [(c.keysym, c.down) for c in hands.taken() if isinstance(c, KeyEvent)]
    assert keysyms == [
        (0xFFE3, True), (0xFFE9, True), (0xFFFF, True),
        (0xFFFF, False), (0xFFE9, False), (0xFFE3, False),
    ]  # fmt: skip


def test_the_clipboard_is_offered_once_and_never_echoed(hands: Hands):
    hands.control.offer_text("hello")
    hands.control.offer_text("hello")
    hands.control.offer_text("")
    hands.control.took_text("from there")
    hands.control.offer_text("from there")
    assert hands.taken() == [ClientCutText(3, "hello")]


@pytest.mark.parametrize(
    "view", [Rect(0, 0, 640, 360), Rect(7, 9, 1920, 1080), Rect(0, 0, 3840, 2160)]
)
def test_every_corner_of_the_desktop_can_be_reached(view: Rect):
    size = Size(1920, 1080)
    reached = {
        desktop_point(x, y, view, size)
        for x in (view.x - 5, view.x, view.right - 1, view.right + 5)
        for y in (view.y - 5, view.y, view.bottom - 1, view.bottom + 5)
    }
    assert all(0 <= point.x < 1920 and 0 <= point.y < 1080 for point in reached)
    slack = 1920 // view.width
    assert min(point.x for point in reached) == 0
    assert max(point.x for point in reached) >= 1919 - slack
    assert desktop_point(view.x - 5, view.y - 5, view, size) == Point(0, 0)
    assert desktop_point(view.right + 5, view.bottom + 5, view, size) == Point(1919, 1079)


def test_an_enlarged_pixel_is_hit_over_all_of_its_area():
    view, size = Rect(0, 0, 300, 300), Size(100, 100)
    assert [desktop_point(x, 0, view, size).x for x in range(6)] == [0, 0, 0, 1, 1, 1]


# --- more than keys and buttons

SHIFT, CTRL, ALT, CAPS = 0xFFE1, 0xFFE3, 0xFFE9, 0xFFE5
CAPS_ON, NUM_ON = 0x2000, 0x1000


def key(keysym: int, *, down: bool, keycode: int = 0) -> KeyEvent:
    return KeyEvent(3, keysym, down, keycode)


def test_a_server_that_goes_by_places_is_told_them(hands: Hands):
    hands.desktop.apply(AbilitiesChanged(3, Abilities(keycodes=True)), now_ns=0)
    hands.press(ord("a"), 4, "a")
    hands.control.send_combination(parse("alt+tab"))
    assert hands.taken() == [
        key(ord("a"), down=True, keycode=0x1E),
        key(ALT, down=True, keycode=0x38),
        key(0xFF09, down=True, keycode=0x0F),
        key(0xFF09, down=False, keycode=0x0F),
        key(ALT, down=False, keycode=0x38),
    ]


def test_a_modifier_stays_down_until_it_is_taken_up(hands: Hands):
    hands.control.toggle_held("shift")
    hands.control.toggle_held("ctrl")
    assert hands.control.held == ("ctrl", "shift")
    assert hands.taken() == [key(SHIFT, down=True), key(CTRL, down=True)]
    hands.control.toggle_held("shift")
    assert hands.taken() == [key(SHIFT, down=False)]
    hands.control.release_all()
    assert hands.taken() == [key(CTRL, down=False)]
    assert hands.control.held == ()


def test_a_text_is_typed_in_time_until_control_is_given_back(hands: Hands):
    hands.control.type_text("ab", 0)
    hands.control.advance(0, 0)
    hands.control.advance(MS, 0)
    assert hands.taken() == [key(ord("a"), down=True), key(ord("a"), down=False)]
    hands.control.advance(40 * MS, 0)
    assert hands.taken() == [key(ord("b"), down=True), key(ord("b"), down=False)]
    assert hands.control.typist is None
    hands.control.type_text("cd", 50 * MS)
    hands.control.release_all()  # the window has lost the keyboard
    hands.control.advance(50 * MS, 0)
    assert hands.taken() == [key(ord("c"), down=True), key(ord("c"), down=False)]
    hands.control.end()
    hands.taken()
    hands.control.advance(90 * MS, 0)
    assert hands.taken() == []


def test_lights_that_differ_are_switched_once(hands: Hands):
    hands.control.advance(0, CAPS_ON)
    assert hands.taken() == []  # not known yet
    hands.desktop.apply(LightsChanged(3, False, True, False), now_ns=0)
    hands.control.advance(MS, CAPS_ON | NUM_ON)
    assert hands.taken() == [key(CAPS, down=True), key(CAPS, down=False)]
    hands.control.advance(2 * MS, CAPS_ON | NUM_ON)
    assert hands.taken() == []


def test_motion_is_sent_with_the_buttons_that_are_down(hands: Hands):
    hands.control.press(1, 580, 320, view=VIEW)
    hands.taken()
    hands.control.motion(5, -3)
    hands.control.motion(0, 0)
    assert hands.taken() == [PointerMotion(3, 5, -3, 1)]


def test_one_of_several_keeps_the_picture_of_its_tile():
    hands = Hands()
    hands.control.begin(is_shown_large=False)
    hands.control.confirm()
    assert hands.taken() == [SetControl(3, True, False), SetControl(3, True, False)]
    assert hands.desktop.is_controlled
    hands.control.end()
    assert not hands.desktop.is_controlled


def test_what_a_desktop_can_do_is_forgotten_with_its_connection(hands: Hands):
    hands.desktop.apply(AbilitiesChanged(3, Abilities(power=True)), now_ns=0)
    hands.desktop.apply(LightsChanged(3, False, True, False), now_ns=0)
    hands.become(SessionState.STALLED)
    assert hands.desktop.abilities.power
    hands.become(SessionState.BACKING_OFF)
    assert hands.desktop.abilities == Abilities()
    assert hands.desktop.lights is None
