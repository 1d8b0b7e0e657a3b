"""Whether the key that a server shows is the right one: what is said of it, and asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from vncwall.language import N_, _, ngettext
from vncwall.security import HostKey, KeyKind
from vncwall.wall.desktop import Desktop
from vncwall.wall.panels.question import Answer, Question, Tick

ALL = "all"
_PER_LINE = 8


def key_question(
    desktop: Desktop,
    key: HostKey,
    known: Sequence[HostKey],
    *,
    others: int,
    on_answer: Callable[[Answer | None], None],
    has_focus: bool,
    hint: str,
) -> Question:
    """Return the question.

    Args:
        desktop: whose server shows it.
        key: what it shows.
        known: by which keys of that kind it is known; none: it is new.
        others: how many more have a new key too.
        on_answer: told what the operator says.
        has_focus: the operator has called for it.
        hint: how to answer it, in words.
    """
    kind = _("certificate") if key.kind is KeyKind.CERTIFICATE else _("RSA key")
    if known:
        title = _("{name}: key changed")
        sentence = _(
            "{address} does not prove itself by the {kind} by which it is known. It may have been "
            "set up anew, or somebody in between poses as it and would read your password. "
            "Compare with what the machine itself shows."
        )
    else:
        title = _("{name}: new key")
        sentence = _(
            "{address} proves itself by a {kind} that nobody has agreed to yet. Compare with what "
            "the machine itself shows; from then on only this one is trusted."
        )
    lines = [*_lines(_("Now (SHA-256):"), key)]
    for one in known:
        lines += _lines(_("Known until now:"), one)
    ticks = []
    if others > 0:
        text = ngettext("The same for {n} other new key", "The same for {n} other new keys", others)
        ticks.append(Tick(ALL, text.format(n=others)))
    return Question(
        title.format(name=desktop.name),
        sentence.format(address=desktop.host.address, kind=kind),
        on_answer=on_answer,
        ticks=ticks,
        lines=lines,
        yes=N_("Trust it"),
        no=N_("Not now"),
        is_harmful=True,  # an Enter too many must not let anybody in
        glyph="key",
        colour="alert" if known else "locked",
        has_focus=has_focus,
        hint=hint,
    )


def _lines(title: str, key: HostKey) -> Iterator[str]:
    yield title
    pairs = key.fingerprint.split(":")
    for at in range(0, len(pairs), _PER_LINE):
        yield ":".join(pairs[at : at + _PER_LINE])
