"""Recording by hand."""

from __future__ import annotations

from vncwall.ipc.messages import RecordingState, SavePreroll, SetRecording
from vncwall.language import N_, _
from vncwall.wall.actions.base import Action, Hands, Heading, to_a_desktop
from vncwall.wall.desktop import plan_in_words


def _record(hands: Hands) -> None:
    session = hands.chosen()
    if session is None:
        return
    desktop = hands.desktops[session]
    start = desktop.recording in (RecordingState.OFF, RecordingState.FAILED)
    hands.send(SetRecording(session, enabled=start))
    sentence = _("recording {name}") if start else _("stopped recording {name}")
    if not start and desktop.plan is not None and desktop.plan.until_ns:
        sentence = _("stopped recording {name}; its plan goes on after {time}")
    time = plan_in_words(desktop.plan).rpartition(" ")[2]
    hands.report(True, sentence.format(name=desktop.name, time=time))


def _save(hands: Hands) -> None:
    session = hands.chosen()
    if session is not None:
        hands.send(SavePreroll(session))


RECORD = Action(
    "record",
    N_("Record, or stop"),
    N_("record it, or stop"),
    _record,
    Heading.RECORDING,
    to_a_desktop,
    glyph="record",
)
SAVE = Action(
    "save last minutes",
    N_("Save the last minutes"),
    N_("save its last minutes"),
    _save,
    Heading.RECORDING,
    to_a_desktop,
    glyph="clock",
)

ACTIONS = (RECORD, SAVE)
