"""What is known of a desktop, and what is noted of it."""

from __future__ import annotations

from vncwall.ipc.messages import TakeNote
from vncwall.language import N_, _, ngettext
from vncwall.ui.text import Text
from vncwall.wall.actions.base import Action, Hands, Heading, to_a_desktop
from vncwall.wall.panels.details import Details
from vncwall.wall.panels.question import Answer, Field, Question


def _details(hands: Hands) -> None:
    if not hands.panels.close(Details):
        hands.panels.open(Details(hands, text=Text()))


def _note(hands: Hands) -> None:
    sessions = hands.targets()

    def take(answer: Answer | None) -> None:
        text = answer.values["text"].strip() if answer is not None else ""
        for session in sessions if text else ():
            hands.send(TakeNote(session, text))

    count = len(sessions)
    name = hands.desktops[sessions[0]].name
    about = ngettext("Note about {name}", "Note about {n} desktops", count)
    hands.questions.ask(
        Question(
            about.format(name=name, n=count),
            _("It is kept with the time, for whoever looks at this moment later."),
            on_answer=take,
            fields=[Field("text", _("Note"))],
            yes=N_("Keep it"),
            no=N_("No"),
            is_harmful=False,
            glyph="pen",
            check=lambda answer: "" if answer.values["text"].strip() else _("write a few words"),
            store=hands.clipboard,
        )
    )


DETAILS = Action(
    "details",
    N_("What is known of it, and why"),
    N_("what is known of it, and why it is treated so"),
    _details,
    Heading.DESKTOP,
    to_a_desktop,
    glyph="info",
)
NOTE = Action(
    "note",
    N_("Take a note"),
    N_("take a note of it, kept with the time"),
    _note,
    Heading.DESKTOP,
    to_a_desktop,
    glyph="pen",
)

ACTIONS = (DETAILS, NOTE)
