"""What is said and asked of a server's key."""

from __future__ import annotations

from vncwall.security import HostKey, KeyKind
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.wall.desktop import Desktop
from vncwall.wall.panels.key_question import ALL, key_question
from vncwall.wall.panels.question import Answer

NEW = HostKey(KeyKind.CERTIFICATE, ":".join(f"{n:02X}" for n in range(32)))
OLD = HostKey(KeyKind.CERTIFICATE, ":".join(["AB"] * 32))
DESKTOP = Desktop(1, HostSettings("lab", HostAddress("lab", 5901)), now_ns=0)


def ask(known: tuple[HostKey, ...] = (), others: int = 0) -> tuple:
    answers: list[Answer | None] = []
    question = key_question(
        DESKTOP, NEW, known, others=others, on_answer=answers.append, has_focus=True, hint=""
    )
    return question, answers


def test_a_new_key_is_shown_whole_in_lines_that_can_be_compared() -> None:
    question, _ = ask()
    assert question.title == "lab: new key"
    assert "lab:1 proves itself by a certificate" in question.sentence
    assert question.lines == (
        "Now (SHA-256):",
        "00:01:02:03:04:05:06:07",
        "08:09:0A:0B:0C:0D:0E:0F",
        "10:11:12:13:14:15:16:17",
        "18:19:1A:1B:1C:1D:1E:1F",
    )


def test_of_a_changed_key_both_are_shown() -> None:
    question, _ = ask((OLD,))
    assert question.title == "lab: key changed"
    assert "somebody in between" in question.sentence
    assert question.lines[5:7] == ("Known until now:", "AB:AB:AB:AB:AB:AB:AB:AB")


def test_an_enter_too_many_lets_nobody_in() -> None:
    question, _ = ask((OLD,))
    assert question.focus == "no"


def test_what_is_ticked_is_for_all() -> None:
    question, answers = ask(others=2)
    question.answer(True)
    assert answers == [Answer({}, frozenset())]
    assert question.focus == ALL
