"""Why a session is not live, in the operator's language.

Sessions give reasons in English, which logs, JSON and the command line have as they are. The wall
finds them again by their wording: what it does not know stays English, as what a server says stays
in the server's language.
"""

from __future__ import annotations

import re

from vncwall.language import N_, _

SENTENCES = (
    N_("nothing listens on port {port}"),
    N_("no answer from {address} within {time} s"),
    N_("no name server answered for {address} within {time} s"),
    N_("{host} has no address"),
    N_("the machine no longer answers"),
    N_("no file descriptor is left; raise the limit (ulimit -n)"),
    N_("the server asks for a password and none is set"),
    N_("the server asks for a user name and a password and not both are set"),
    N_("the server offers only {words}"),
    N_("the server gave no reason"),
    N_("the server says: {words}"),
    N_("the server broke off the connection"),
    N_("the server closed the connection"),
    N_("the server did not finish the handshake"),
    N_("the server takes no input any more"),
    N_("the server holds the line but is frozen"),
    N_("no answer to a probe for {time} s"),
)
"""What the most frequent reasons say; each field stands for any words."""

_IN_SHORT = (
    ("its {kind} is new: {words}", N_("nobody has agreed to its {kind} yet; a click shows it")),
    (
        "its {kind} is not the known one: {words}",
        N_("its {kind} is not the known one; a click shows both"),
    ),
)
"""What a tile has no room for, and a question shows in full."""

_FIELD = re.compile(r"\\\{([a-z]+)\\\}")


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(_FIELD.sub(r"(?P<\1>.*?)", re.escape(sentence)))


_PATTERNS = tuple((_pattern(sentence), sentence) for sentence in SENTENCES)
_SHORT_PATTERNS = tuple((_pattern(detail), sentence) for detail, sentence in _IN_SHORT)


def in_words(detail: str) -> str:
    """Return a session's reason in the language of the window.

    >>> in_words("nothing listens on port 5901"), in_words("ZRLE: palette index 17 of 9")
    ('nothing listens on port 5901', 'ZRLE: palette index 17 of 9')
    """
    for pattern, sentence in _PATTERNS:
        found = pattern.fullmatch(detail)
        if found is not None:
            return _(sentence).format(**found.groupdict())
    for pattern, sentence in _SHORT_PATTERNS:
        if (found := pattern.fullmatch(detail)) is not None:
            kind = found["kind"]
            return _(sentence).format(kind=_(kind))
    return detail
