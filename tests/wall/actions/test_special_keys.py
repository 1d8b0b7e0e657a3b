import pygame
import pytest

from tests.support.wall_stage import Stage
from vncwall.ipc.messages import KeyEvent
from vncwall.wall.actions import ACTIONS_BY_NAME
from vncwall.wall.actions.special_keys import complaint_about
from vncwall.wall.panels.menu import Menu
from vncwall.wall.panels.question import Question

ALT, TAB, CTRL = 0xFFE9, 0xFF09, 0xFFE3


@pytest.fixture
def controlled(stage: Stage) -> Stage:
    stage.connect(0)
    stage.settle()
    stage.wall.promote(0)
    stage.settle()
    stage.switchboard.taken()
    return stage


def act(stage: Stage, name: str) -> None:
    stage.wall.act(ACTIONS_BY_NAME[name])
    stage.turn(20)


def keys(stage: Stage) -> list[tuple[int, bool]]:
    return [(c.keysym, c.down) for c in stage.switchboard.taken() if isinstance(c, KeyEvent)]


def test_keys_that_this_computer_keeps_are_sent(controlled: Stage):
    act(controlled, "send alt+tab")
    assert keys(controlled) == [(ALT, True), (TAB, True), (TAB, False), (ALT, False)]
    act(controlled, "send f12")
    assert keys(controlled) == [(0xFFC9, True), (0xFFC9, False)]


def test_nothing_is_sent_where_nothing_is_controlled(stage: Stage):
    stage.connect(0)
    stage.settle()
    stage.wall.promote(0, with_control=False)
    stage.switchboard.taken()
    for name in ("send alt+tab", "hold ctrl", "type clipboard", "ctrl-alt-del", "grab keys"):
        act(stage, name)
    assert keys(stage) == []


def test_the_chord_and_k_open_the_special_keys_and_enter_sends_one(controlled: Stage):
    controlled.chord()
    controlled.key(pygame.K_k, text="k", scancode=14)
    menu = controlled.wall.panels.top
    assert isinstance(menu, Menu)
    names = [action.name for action in menu.actions if action is not None]
    assert names[:2] == ["type keys", "hold ctrl"]
    keys(controlled)
    for _ in range(names.index("send super")):
        controlled.key(pygame.K_DOWN, scancode=81)
    controlled.key(pygame.K_RETURN, scancode=40)
    assert keys(controlled) == [(0xFFEB, True), (0xFFEB, False)]


def test_a_modifier_is_held_for_other_keys_and_the_banner_says_so(controlled: Stage):
    act(controlled, "hold ctrl")
    controlled.key(pygame.K_a, text="a")
    assert keys(controlled) == [(CTRL, True), (ord("a"), True), (ord("a"), False)]
    promoted = controlled.wall.promoted
    assert promoted is not None
    assert "Ctrl held down" in promoted._banner.facts()
    act(controlled, "hold ctrl")
    assert keys(controlled) == [(CTRL, False)]


def test_any_combination_can_be_written(controlled: Stage):
    act(controlled, "type keys")
    question = controlled.wall.panels.top
    assert isinstance(question, Question)
    for character in "ctrl+escpe":
        controlled.wall.panels.text(character)
    controlled.key(pygame.K_RETURN, scancode=40)
    assert not question.is_closed
    assert question.complaint == "“escpe” is no key; did you mean “escape”?"
    for _ in range(5):
        controlled.key(pygame.K_BACKSPACE, scancode=42)
    for character in "esc":
        controlled.wall.panels.text(character)
    controlled.key(pygame.K_RETURN, scancode=40)
    assert keys(controlled) == [(CTRL, True), (0xFF1B, True), (0xFF1B, False), (CTRL, False)]


@pytest.mark.parametrize("text", ["", "qqq+a", "ctrl+"])
def test_every_other_text_is_complained_about(text: str):
    assert complaint_about(text)


class Clip:
    """A clipboard of this computer."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self) -> str:
        return self.text

    def write(self, text: str) -> None:
        self.text = text


def typed(stage: Stage, *, turns: int = 60) -> str:
    for _ in range(turns):
        stage.turn(20)
    return "".join(chr(keysym) for keysym, down in keys(stage) if down and keysym < 0x100)


def test_a_short_text_is_typed_at_once(controlled: Stage):
    controlled.wall.exchange.clipboard = Clip("secret 1")  # type: ignore[assignment]
    act(controlled, "type clipboard")
    assert typed(controlled) == "secret 1"


def test_several_lines_are_typed_after_a_question_and_esc_stops(controlled: Stage):
    controlled.wall.exchange.clipboard = Clip("one\n" * 50)  # type: ignore[assignment]
    act(controlled, "type clipboard")
    question = controlled.wall.panels.top
    assert isinstance(question, Question)
    assert question.focus == "no"
    assert "200 characters in 51 lines" in question.sentence
    question.answer(True)
    assert typed(controlled, turns=10).startswith("one")
    promoted = controlled.wall.promoted
    assert promoted is not None
    assert "of 200, Esc stops" in promoted._banner.facts()
    controlled.key(pygame.K_ESCAPE, scancode=41)
    assert typed(controlled) == ""
    assert "stopped after" in controlled.wall.toasts.messages[-1]
    controlled.key(pygame.K_ESCAPE, scancode=41)
    assert keys(controlled) == [(0xFF1B, True), (0xFF1B, False)]  # the desktop's again


def test_an_empty_clipboard_is_said(controlled: Stage):
    controlled.wall.exchange.clipboard = Clip("")  # type: ignore[assignment]
    act(controlled, "type clipboard")
    assert "no text" in controlled.wall.toasts.messages[-1]
