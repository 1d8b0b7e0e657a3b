import pygame

from tests.support.wall_stage import Stage
from vncwall.ui.text import Text
from vncwall.wall.panels.question import Answer, Question
from vncwall.wall.panels.questions import Questions
from vncwall.wall.panels.stack import Panels


class Desk:
    """Questions that write down their answers."""

    def __init__(self) -> None:
        self.panels = Panels(lambda _: None)
        self.questions = Questions(self.panels)
        self.answers: list[tuple[str, Answer | None]] = []

    def ask(self, name: str, *, has_focus: bool = False) -> Question:
        question = Question(
            name,
            "?",
            on_answer=lambda answer: self.answers.append((name, answer)),
            has_focus=has_focus,
            text=Text(),
        )
        self.questions.ask(question)
        return question

    @property
    def title(self) -> str:
        return self.panels.top.title if isinstance(self.panels.top, Question) else ""

    def answer(self, *, agreed: bool) -> None:
        assert self.questions.shown is not None
        self.questions.shown.answer(agreed)
        self.questions.advance()
        self.panels.update(0)


def test_one_question_is_shown_and_the_others_wait():
    desk = Desk()
    first = desk.ask("first")
    desk.ask("second")
    desk.ask("third")
    assert (desk.title, first.waiting, desk.questions.count) == ("first", 2, 3)
    desk.answer(agreed=True)
    assert (desk.title, desk.questions.count) == ("second", 2)
    desk.answer(agreed=False)
    desk.answer(agreed=False)
    assert desk.questions.count == 0
    assert desk.panels.top is None
    assert desk.answers == [("first", Answer({})), ("second", None), ("third", None)]


def test_what_the_operator_did_is_asked_about_first():
    desk = Desk()
    desk.ask("needs a password")
    desk.ask("shut down?", has_focus=True)
    assert desk.title == "shut down?"
    desk.answer(agreed=False)
    assert desk.title == "needs a password"


def test_a_question_that_is_closed_otherwise_is_answered_no():
    desk = Desk()
    desk.ask("first")
    desk.panels.close(Question)
    desk.questions.advance()
    assert desk.answers == [("first", None)]


def test_the_focus_goes_to_the_question_that_is_shown():
    desk = Desk()
    assert not desk.questions.focus()
    question = desk.ask("needs a password")
    assert not desk.panels.takes_keys
    assert desk.questions.focus()
    assert question.has_focus
    assert desk.panels.takes_keys


def test_a_needless_question_goes_without_an_answer():
    desk = Desk()
    first = desk.ask("first")
    second = desk.ask("second")
    desk.questions.withdraw(second)
    assert desk.questions.count == 1
    desk.questions.withdraw(first)
    desk.panels.update(0)
    assert desk.questions.count == 0
    assert desk.answers == []


def test_a_question_stands_beside_a_column_that_is_read():
    with Stage(hosts=1, width=1200, height=600) as stage:
        stage.key(pygame.K_RIGHT)
        stage.key(pygame.K_i, text="i")
        (details,) = stage.wall.panels.covered
        stage.key(pygame.K_n, text="n")
        assert len(stage.wall.panels.covered) == 2
        assert stage.wall.panels.covered[-1].right == details.x
