"""Recording by hand, of one desktop or of all that are chosen."""

from __future__ import annotations

from vncwall.ipc.messages import RecordingState, SavePreroll, SetRecording
from vncwall.language import N_, _, ngettext
from vncwall.wall.actions.base import Action, Hands, Heading, to_a_desktop
from vncwall.wall.desktop import Desktop
from vncwall.wall.phrases import plan_in_words


def _record(hands: Hands) -> None:
    """Record all that are not recorded yet; if all are, stop."""
    desktops = [hands.desktops[session] for session in hands.targets()]
    silent = [d for d in desktops if d.recording in (RecordingState.OFF, RecordingState.FAILED)]
    _set_recording(hands, silent or desktops, starts=bool(silent))


def _record_shown(hands: Hands) -> None:
    desktops = [hands.desktops[session] for session in hands.board.shown]
    silent = [d for d in desktops if d.recording in (RecordingState.OFF, RecordingState.FAILED)]
    _set_recording(hands, silent or desktops, starts=bool(silent))


def _set_recording(hands: Hands, desktops: list[Desktop], *, starts: bool) -> None:
    for desktop in desktops:
        hands.send(SetRecording(desktop.session, enabled=starts))
    count = len(desktops)
    if count != 1:
        said = (
            ngettext("recording {n} desktop", "recording {n} desktops", count)
            if starts
            else ngettext("stopped recording {n} desktop", "stopped recording {n} desktops", count)
        )
        hands.report(True, said.format(n=count))
        return
    (desktop,) = desktops
    sentence = _("recording {name}") if starts else _("stopped recording {name}")
    if not starts and desktop.plan is not None and desktop.plan.until_ns:
        sentence = _("stopped recording {name}; its plan goes on after {time}")
    time = plan_in_words(desktop.plan).rpartition(" ")[2]
    hands.report(True, sentence.format(name=desktop.name, time=time))


def _save(hands: Hands) -> None:
    for session in hands.targets():
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
RECORD_SHOWN = Action(
    "record shown",
    N_("Record all that are shown, or stop"),
    N_("the same for all that are shown"),
    _record_shown,
    Heading.RECORDING,
    lambda hands: bool(hands.board.shown),
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

ACTIONS = (RECORD, RECORD_SHOWN, SAVE)
