"""What an operator does about alerts: to see, to acknowledge, to keep them quiet for a while."""

from __future__ import annotations

from vncwall.ipc.messages import AcknowledgeAlert, SetMaintenance
from vncwall.language import N_, _, ngettext
from vncwall.settings.durations import duration_in_words, duration_s
from vncwall.ui.text import Text
from vncwall.wall.actions.base import Action, Hands, Heading, to_a_desktop
from vncwall.wall.choices import go_to
from vncwall.wall.panels.alarms import AlarmsPanel
from vncwall.wall.panels.question import Answer, Field, Question

_USUAL = "1h"


def _toggle_panel(hands: Hands) -> None:
    if not hands.panels.close(AlarmsPanel):
        hands.panels.open(AlarmsPanel(hands, text=Text()))


def _with_alert(hands: Hands) -> list[int]:
    """Return those that a key acts on and that have an alert nobody has acknowledged."""
    raised = {alert.session for alert in hands.alarms.unknown()}
    return [session for session in hands.targets() if session in raised]


def _acknowledge(hands: Hands) -> None:
    for session in _with_alert(hands):
        hands.send(AcknowledgeAlert(session, "", ""))


def _acknowledge_with_note(hands: Hands) -> None:
    sessions = _with_alert(hands)

    def answered(answer: Answer | None) -> None:
        if answer is not None:
            for session in sessions:
                hands.send(AcknowledgeAlert(session, "", "", answer.values["note"].strip()))

    hands.questions.ask(
        Question(
            _("Acknowledge"),
            _("What is done about it? It stands in the journal of alerts."),
            on_answer=answered,
            fields=[Field("note", _("Note"))],
            lines=[hands.desktops[session].name for session in sessions],
            yes=N_("Acknowledge"),
            no=N_("Cancel"),
            is_harmful=False,
            glyph="bell",
            text=Text(),
        )
    )


def _next_alert(hands: Hands) -> None:
    """Go to the next desktop in the wall's order whose alert nobody has acknowledged."""
    raised = {alert.session for alert in hands.alarms.unknown()}
    order = [session for session in hands.desktops if session in raised]
    if not order:
        return
    here = hands.board.selected
    places = list(hands.desktops)
    after = places.index(here) if here in places else -1
    go_to(hands, next((one for one in order if places.index(one) > after), order[0]))


def _maintain(hands: Hands) -> None:
    """Ask for how long; where somebody works on all of them already, that is over."""
    sessions = hands.targets()
    desktops = [hands.desktops[session] for session in sessions]
    by_hand = [d for d in desktops if d.alarm.maintenance is not None and d.alarm.maintenance.who]
    if len(by_hand) == len(desktops):
        for desktop in desktops:
            hands.send(SetMaintenance(desktop.session, 0.0, ""))
        return

    def answered(answer: Answer | None) -> None:
        if answer is None:
            return
        for_s = duration_s(answer.values["time"])
        for session in sessions:
            hands.send(SetMaintenance(session, for_s, "", answer.values["note"].strip()))
        words = duration_in_words(for_s)
        count = len(sessions)
        said = ngettext(
            "maintenance of {n} desktop for {time}", "maintenance of {n} desktops for {time}", count
        )
        hands.report(True, said.format(n=count, time=words))

    hands.questions.ask(
        Question(
            _("Maintenance"),
            _("Meanwhile nothing about it is an alert, and nobody is called."),
            on_answer=answered,
            fields=[
                Field("time", _("For how long (30m, 2h, 1d)"), _USUAL),
                Field("note", _("What is done")),
            ],
            lines=[desktop.name for desktop in desktops] if len(desktops) > 1 else [],
            yes=N_("Begin"),
            no=N_("Cancel"),
            is_harmful=False,
            glyph="pause",
            check=_wrong_time,
            text=Text(),
        )
    )


def _wrong_time(answer: Answer) -> str:
    """Return what is wrong with the length of time that was written; "": nothing."""
    try:
        for_s = duration_s(answer.values["time"])
    except ValueError:
        return _("write for instance 30m, 2h or 1d")
    return "" if for_s > 0 else _("write for instance 30m, 2h or 1d")


def _mute(hands: Hands) -> None:
    chime = hands.alarms.chime
    chime.is_muted = not chime.is_muted
    hands.report(True, _("alerts are muted") if chime.is_muted else _("alerts are heard again"))


ALERTS = Action(
    "alerts",
    N_("What happened"),
    N_("alerts: what happened"),
    _toggle_panel,
    Heading.ALERTS,
    glyph="bell",
)
NEXT_ALERT = Action(
    "next alert",
    N_("Go to the next alert"),
    N_("the next desktop with an alert"),
    _next_alert,
    Heading.ALERTS,
    lambda hands: any(True for _alert in hands.alarms.unknown()),
    glyph="bell",
)
ACKNOWLEDGE = Action(
    "acknowledge",
    N_("Acknowledge"),
    N_("acknowledge its alerts"),
    _acknowledge,
    Heading.ALERTS,
    lambda hands: bool(_with_alert(hands)),
    glyph="check",
)
ACKNOWLEDGE_WITH_NOTE = Action(
    "acknowledge with a note",
    N_("Acknowledge with a note"),
    "",
    _acknowledge_with_note,
    Heading.ALERTS,
    lambda hands: bool(_with_alert(hands)),
    glyph="check",
)
MAINTENANCE = Action(
    "maintenance",
    N_("Maintenance, or its end"),
    N_("maintenance: no alerts for a while"),
    _maintain,
    Heading.ALERTS,
    to_a_desktop,
    glyph="pause",
)
MUTE = Action(
    "mute",
    N_("Mute alerts, or not"),
    N_("mute alerts, or not"),
    _mute,
    Heading.ALERTS,
)

ACTIONS = (ALERTS, NEXT_ALERT, ACKNOWLEDGE, ACKNOWLEDGE_WITH_NOTE, MAINTENANCE, MUTE)
