"""The questions that wait for an answer: one is shown, the others come after it."""

from __future__ import annotations

from vncwall.wall.panels.question import Question
from vncwall.wall.panels.stack import Panels


class Questions:
    """Shows one question at a time, in the order in which they were asked.

    What the operator has just done is asked about at once, before what the program asks of itself.
    """

    def __init__(self, panels: Panels) -> None:
        self._panels = panels
        self._shown: Question | None = None
        self._waiting: list[Question] = []

    @property
    def count(self) -> int:
        """Questions without an answer."""
        return len(self._waiting) + (self._shown is not None and not self._shown.is_closed)

    @property
    def shown(self) -> Question | None:
        """The one that is shown."""
        return self._shown if self._shown is not None and not self._shown.is_closed else None

    def ask(self, question: Question) -> None:
        """Show a question, or let it wait for its turn."""
        shown = self.shown
        if question.has_focus and shown is not None and not shown.has_focus:
            self._waiting[:0] = [question, shown]
            self._shown = None
        else:
            self._waiting.append(question)
        self.advance()

    def focus(self) -> bool:
        """Give the keys to the question that is shown; return whether there is one."""
        shown = self.shown
        if shown is None:
            return False
        shown.take_focus()
        self._panels.open(shown)
        return True

    def withdraw(self, question: Question) -> None:
        """Take back a question that has become needless; nobody is told."""
        if question in self._waiting:
            self._waiting.remove(question)
        if question is self._shown:
            self._shown = None
        question.is_closed = True
        self.advance()

    def advance(self) -> None:
        """Show the next question when the last one has its answer."""
        if self._shown is not None and self._shown.is_closed:
            self._shown.answer(False)  # closed by another way than its buttons
            self._shown = None
        if self._shown is None and self._waiting:
            self._shown = self._waiting.pop(0)
            self._panels.open(self._shown)
        if self._shown is not None:
            self._shown.waiting = len(self._waiting)
