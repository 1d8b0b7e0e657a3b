"""What is done with a desktop under control, beside its keys and its size."""

from __future__ import annotations

from collections.abc import Callable

from vncwall.ipc.messages import RequestPower
from vncwall.language import N_, _, ngettext
from vncwall.states import PowerAction
from vncwall.ui.text import Text
from vncwall.wall.actions.base import Action, Hands, Heading, on_the_wall, under_control
from vncwall.wall.combination import parse
from vncwall.wall.desktop import Desktop
from vncwall.wall.panels.question import Answer, Question


def _release(hands: Hands) -> None:
    if hands.controls.broadcast is not None:
        hands.controls.end_broadcast()
    else:
        hands.demote()


def _view_only(hands: Hands) -> None:
    if under_control(hands):
        hands.controls.watch_only()
    else:
        hands.take_control()


def _may_switch(hands: Hands) -> bool:
    return hands.promoted is not None and not hands.promoted.control.desktop.host.view_only


def _ctrl_alt_del(hands: Hands) -> None:
    for control in hands.controls.receivers:
        control.send_combination(parse("ctrl+alt+del"))


def _types(hands: Hands) -> bool:
    return bool(hands.controls.receivers)


# --- its size


def _fit_desktop(hands: Hands) -> None:
    promoted = hands.promoted
    if promoted is None:
        return
    desktop, room = promoted.control.desktop, promoted.room

    def resize(answer: Answer | None) -> None:
        if answer is not None and hands.promoted is promoted and promoted.control.is_on:
            hands.controls.resize(desktop, room)

    if len(desktop.screens) <= 1:
        hands.controls.resize(desktop, room)
        return
    count = len(desktop.screens)
    said = ngettext("Its {n} monitor becomes one.", "Its {n} monitors become one.", count).format(
        n=count
    )
    hands.questions.ask(
        Question(
            _("Fit the desktop to this window?"),
            said,
            on_answer=resize,
            yes=N_("Fit it"),
            no=N_("Cancel"),
            text=Text(),
        )
    )


def _can_resize(hands: Hands) -> bool:
    return under_control(hands) and _desktop(hands).abilities.resizing


# --- its power


def _powering(
    action: PowerAction, question: str, follows: str, yes: str
) -> Callable[[Hands], None]:
    def ask(hands: Hands) -> None:
        desktop = _desktop(hands)

        def request(answer: Answer | None) -> None:
            if answer is None:
                return
            if not under_control(hands) or _desktop(hands) is not desktop:
                said = _("{name} is not under control any more: nothing was asked of it")
                hands.report(False, said.format(name=desktop.name))
                return
            hands.send(RequestPower(desktop.session, action))
            said = _("asked {name} to {action}")
            hands.report(True, said.format(name=desktop.name, action=_(action.value)))

        hands.questions.ask(
            Question(
                _(question).format(name=desktop.name),
                _(follows),
                on_answer=request,
                lines=(str(desktop.host.address),),
                yes=yes,
                no=N_("Cancel"),
                glyph="warning",
                colour="alert",
                text=Text(),
            )
        )

    return ask


def _has_power(hands: Hands) -> bool:
    return under_control(hands) and _desktop(hands).abilities.power


def _desktop(hands: Hands) -> Desktop:
    assert hands.promoted is not None
    return hands.promoted.control.desktop


# --- several at once


def _type_into_several(hands: Hands) -> None:
    controls = hands.controls
    if controls.broadcast is not None:
        controls.end_broadcast()
        return
    chosen = [hands.desktops[session] for session in hands.targets()]
    able = [desktop for desktop in chosen if controls.can_type_into(desktop)]
    if len(able) < 2:
        said = _("choose two or more live desktops first: Ctrl+click, or Ctrl+A for all")
        hands.report(False, said)
        return

    def begin(answer: Answer | None) -> None:
        if answer is not None and hands.promoted is None:
            controls.begin_broadcast([one for one in able if controls.can_type_into(one)])

    count, left_out = len(able), len(chosen) - len(able)
    said = ngettext(
        "Every key goes to this {n} desktop until you give control back.",
        "Every key goes to all of these {n} desktops until you give control back.",
        count,
    ).format(n=count)
    if left_out:
        said += " " + ngettext(
            "{n} that you chose is left out: not live, or view only.",
            "{n} that you chose are left out: not live, or view only.",
            left_out,
        ).format(n=left_out)
    hands.questions.ask(
        Question(
            ngettext("Type into {n} desktop?", "Type into {n} desktops?", count).format(n=count),
            said,
            on_answer=begin,
            lines=[f"{desktop.name}  {desktop.host.address}" for desktop in able],
            yes=N_("Type into all"),
            no=N_("Cancel"),
            glyph="warning",
            colour="control",
            text=Text(),
        )
    )


RELEASE = Action(
    "release",
    N_("Release"),
    "",
    _release,
    Heading.CONTROL,
    lambda hands: hands.promoted is not None or hands.controls.broadcast is not None,
    glyph="release",
)
VIEW_ONLY = Action(
    "view only",
    N_("View only, or control"),
    N_("only look at it, or take control"),
    _view_only,
    Heading.CONTROL,
    _may_switch,
    glyph="eye",
)
CTRL_ALT_DEL = Action(
    "ctrl-alt-del",
    "Ctrl+Alt+Del",
    "",
    _ctrl_alt_del,
    Heading.CONTROL,
    _types,
    glyph="keyboard",
)
FIT_DESKTOP = Action(
    "fit desktop",
    N_("Fit the desktop to this window"),
    "",
    _fit_desktop,
    Heading.CONTROL,
    _can_resize,
    glyph="full screen",
)
SHUT_DOWN = Action(
    "shut down",
    N_("Shut down its machine"),
    "",
    _powering(
        PowerAction.SHUTDOWN,
        N_("Shut down {name}?"),
        N_("Its system is asked to end. Nobody can switch it on again from here."),
        N_("Shut down"),
    ),
    Heading.CONTROL,
    _has_power,
    glyph="warning",
)
REBOOT = Action(
    "reboot",
    N_("Reboot its machine"),
    "",
    _powering(
        PowerAction.REBOOT,
        N_("Reboot {name}?"),
        N_("Its system is asked to end and to start again."),
        N_("Reboot"),
    ),
    Heading.CONTROL,
    _has_power,
    glyph="warning",
)
RESET = Action(
    "reset",
    N_("Reset its machine"),
    "",
    _powering(
        PowerAction.RESET,
        N_("Reset {name}?"),
        N_("At once and without asking its system, as by its button: what is not saved is lost."),
        N_("Reset"),
    ),
    Heading.CONTROL,
    _has_power,
    glyph="warning",
)
TYPE_INTO_SEVERAL = Action(
    "type into several",
    N_("Type into all chosen desktops"),
    N_("type into all chosen desktops at once"),
    _type_into_several,
    Heading.CONTROL,
    on_the_wall,
    glyph="keyboard",
)

ACTIONS = (
    RELEASE,
    VIEW_ONLY,
    CTRL_ALT_DEL,
    FIT_DESKTOP,
    TYPE_INTO_SEVERAL,
    SHUT_DOWN,
    REBOOT,
    RESET,
)
