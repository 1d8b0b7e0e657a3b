import pygame

from tests.support.wall_stage import Stage
from vncwall.ipc.messages import KeyEvent
from vncwall.wall.panels.palette import Palette
from vncwall.wall.panels.question import Field, Question


def compose(stage: Stage, text: str) -> None:
    pygame.event.post(pygame.event.Event(pygame.TEXTEDITING, text=text, start=0, length=0))
    stage.turn(20)


def commit(stage: Stage, text: str) -> None:
    compose(stage, "")
    pygame.event.post(pygame.event.Event(pygame.TEXTINPUT, text=text))
    stage.turn(20)


def test_what_is_composed_for_the_palette_stands_in_its_field_until_it_is_written() -> None:
    with Stage() as stage:
        stage.key(pygame.K_k, mod=pygame.KMOD_CTRL)
        palette = stage.wall.panels.top
        assert isinstance(palette, Palette)
        compose(stage, "ho")
        assert palette._field.composing == "ho"
        assert palette._field.text == ""
        assert palette._field._rect.contains(palette.caret)
        commit(stage, "host")
        assert (palette._field.text, palette._field.composing) == ("host", "")


def test_what_is_composed_for_a_question_stands_in_its_field_but_never_in_a_secret_one() -> None:
    fields = (Field("note", "Note"), Field("secret", "Password", is_secret=True))
    with Stage() as stage:
        question = Question("?", "", on_answer=lambda answer: None, fields=fields)
        stage.wall.questions.ask(question)
        stage.turn(20)
        compose(stage, "ni")
        assert [one.composing for one in question._inputs] == ["ni", ""]
        commit(stage, "\u4f60")
        assert question._inputs[0].text == "\u4f60"
        stage.key(pygame.K_TAB)
        compose(stage, "ni")
        assert [one.composing for one in question._inputs] == ["", ""]


def test_what_is_composed_for_a_search_stands_in_the_status_bar() -> None:
    with Stage() as stage:
        stage.key(pygame.K_SLASH, text="/")
        compose(stage, "ho")
        assert stage.wall.showing.sentence() == "find: ho_ · 4 of 4"
        commit(stage, "host-1")
        assert stage.wall.showing.sentence() == "find: host-1_ · 1 of 4"


def test_what_is_composed_for_a_desktop_stands_in_the_banner_and_only_its_end_goes_there() -> None:
    with Stage() as stage:
        stage.connect(0)
        stage.settle()
        stage.wall.promote(0)
        stage.settle()
        stage.switchboard.taken()
        promoted = stage.wall.promoted
        assert promoted is not None
        compose(stage, "ni")
        assert "writing ni" in promoted._banner.facts()
        assert stage.switchboard.taken() == []
        commit(stage, "\u4f60")
        assert "writing" not in promoted._banner.facts()
        keys = [c for c in stage.switchboard.taken() if isinstance(c, KeyEvent)]
        assert [(key.keysym, key.down) for key in keys] == [(0x1004F60, True), (0x1004F60, False)]


def test_on_the_wall_itself_nothing_is_composed() -> None:
    with Stage() as stage:
        compose(stage, "ni")
        assert stage.wall.showing.sentence() == ""
