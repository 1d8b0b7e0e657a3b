"""Keys that the operator's own computer may keep for itself, and texts typed key by key."""

from __future__ import annotations

from collections.abc import Callable

from vncwall.language import N_, _, ngettext
from vncwall.settings import keys as settings_keys
from vncwall.ui.text import Text
from vncwall.wall.actions.base import Action, Hands, Heading, under_control
from vncwall.wall.combination import MODIFIERS, NoCombination, parse
from vncwall.wall.panels.menu import Menu
from vncwall.wall.panels.question import Answer, Field, Question
from vncwall.wall.typist import LONGEST, needs_asking

_LINES = 8
"""Of a text that is shown before it is typed."""


def types(hands: Hands) -> bool:
    """Whether keys go to a desktop, or to several."""
    return under_control(hands) or hands.controls.broadcast is not None


def _special_keys(hands: Hands) -> None:
    u = hands.measures.u
    title = _("Special keys")
    menu = Menu(hands, title, (8 * u, 12 * u), text=Text(), headings=(Heading.KEYS,))
    hands.panels.open(menu)


def _sending(keys: str) -> Callable[[Hands], None]:
    combination = parse(keys)

    def send(hands: Hands) -> None:
        for control in hands.controls.receivers:
            control.send_combination(combination)

    return send


def _holding(word: str) -> Callable[[Hands], None]:
    def hold(hands: Hands) -> None:
        for control in hands.controls.receivers:
            control.toggle_held(word)

    return hold


def complaint_about(keys: str) -> str:
    """Return what is wrong with a text that should name keys, for people; "": nothing."""
    try:
        parse(keys)
    except NoCombination as error:
        if not error.part:
            return _("write keys joined by +, such as ctrl+shift+esc")
        if error.like:
            said = _("“{part}” is no key; did you mean “{like}”?")
            return said.format(part=error.part, like=error.like)
        return _("“{part}” is no key; write such as ctrl+shift+esc").format(part=error.part)
    return ""


def _type_keys(hands: Hands) -> None:
    def send(answer: Answer | None) -> None:
        if answer is not None:
            _sending(answer.values["keys"])(hands)

    hands.questions.ask(
        Question(
            _("Press keys"),
            _("They are pressed together on the desktop, and let go."),
            on_answer=send,
            fields=[Field("keys", _("Keys"), placeholder="ctrl+shift+esc")],
            yes=N_("Press"),
            no=N_("Cancel"),
            is_harmful=False,
            glyph="keyboard",
            check=lambda answer: complaint_about(answer.values["keys"]),
            text=Text(),
            store=hands.clipboard,
        )
    )


def _type_clipboard(hands: Hands) -> None:
    text = hands.clipboard.read() if hands.clipboard is not None else ""
    if not text:
        hands.report(False, _("there is no text on the clipboard of this computer"))
    elif len(text) > LONGEST:
        said = _("a text of {n} characters is too long to be typed; the limit is {limit}")
        hands.report(False, said.format(n=len(text), limit=LONGEST))
    elif needs_asking(text):
        _ask_before_typing(hands, text)
    else:
        hands.controls.type_text(text)


def _ask_before_typing(hands: Hands, text: str) -> None:
    lines = text.replace("\r", "\n").split("\n")
    count = ngettext("{n} character", "{n} characters", len(text)).format(n=len(text))
    many = ngettext("{n} line", "{n} lines", len(lines)).format(n=len(lines))
    said = _("{characters} in {lines} will be typed key by key; every line end is Return.")
    hands.questions.ask(
        Question(
            _("Type the clipboard?"),
            said.format(characters=count, lines=many),
            on_answer=lambda answer: hands.controls.type_text(text) if answer else None,
            lines=lines,
            yes=N_("Type"),
            no=N_("Cancel"),
            glyph="keyboard",
            text=Text(),
        )
    )


def _stop_typing(hands: Hands) -> None:
    hands.controls.stop_typing()


def _grab_keys(hands: Hands) -> None:
    grab = hands.controls.grab
    grab.set(enabled=not grab.is_on)
    if grab.is_on:
        hands.report(True, _("all keys go to the desktop, Alt+Tab and Super too"))
    else:
        hands.report(True, _("this computer has its own keys again"))


SPECIAL_KEYS = Action(
    "special keys",
    N_("Special keys"),
    N_("keys that this computer keeps for itself"),
    _special_keys,
    Heading.CONTROL,
    types,
    glyph="keyboard",
)
TYPE_KEYS = Action(
    "type keys", N_("Any keys"), "", _type_keys, Heading.KEYS, types, glyph="keyboard"
)
TYPE_CLIPBOARD = Action(
    "type clipboard",
    N_("Type the clipboard key by key"),
    N_("type the clipboard key by key"),
    _type_clipboard,
    Heading.CONTROL,
    types,
    glyph="keyboard",
)
STOP_TYPING = Action(
    "stop typing",
    N_("Type no further"),
    "",
    _stop_typing,
    Heading.CONTROL,
    lambda hands: any(control.typist is not None for control in hands.controls.receivers),
)
GRAB_KEYS = Action(
    "grab keys",
    N_("All keys to the desktop, or not"),
    "",
    _grab_keys,
    Heading.CONTROL,
    types,
    glyph="keyboard",
)
HOLDING = tuple(
    Action(
        f"hold {word}",
        title,
        "",
        _holding(word),
        Heading.KEYS,
        types,
    )
    for word, title in zip(
        MODIFIERS,
        (
            N_("Hold Ctrl down, or let it go"),
            N_("Hold Alt down, or let it go"),
            N_("Hold Shift down, or let it go"),
            N_("Hold Super down, or let it go"),
        ),
        strict=True,
    )
)
SENDING = tuple(
    Action(f"send {keys}", parse(keys).label, "", _sending(keys), Heading.KEYS, types)
    for keys in settings_keys.SPECIAL_KEYS
)

ACTIONS = (
    SPECIAL_KEYS,
    TYPE_CLIPBOARD,
    STOP_TYPING,
    GRAB_KEYS,
    TYPE_KEYS,
    *HOLDING,
    *SENDING,
)
