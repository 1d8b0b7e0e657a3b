"""The language in which windows speak to the operator.

English sentences are the keys of gettext catalogues (`vncwall/locale`). `_` translates at the
moment of showing, so tables made when a module is loaded only mark their texts with `N_`. Logs,
the command line and files stay English: they are searched, compared and sent to others.
"""

from __future__ import annotations

import gettext
import locale
import os
from pathlib import Path

LANGUAGES = ("en", "ru", "bn")
"""Languages that there are, the one of the source first."""

_FOLDER = Path(__file__).parent / "locale"
_translations: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str) -> None:
    """Speak `language` from now on: one of `LANGUAGES`; "" for that of the environment."""
    global _translations  # one operator looks at one program
    _translations = gettext.translation(
        "vncwall", _FOLDER, [language or of_environment()], fallback=True
    )


def of_environment() -> str:
    """Return which of `LANGUAGES` the environment asks for; English where it asks for another.

    The order of variables is gettext's: LANGUAGE, LC_ALL, LC_MESSAGES, LANG.
    """
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for wish in os.environ.get(variable, "").split(":"):
            code = locale.normalize(wish).partition(".")[0].partition("_")[0].lower()
            if code in LANGUAGES:
                return code
            if code:
                return LANGUAGES[0]
    return LANGUAGES[0]


def _(message: str) -> str:
    """Return `message` in the operator's language."""
    return _translations.gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form for `number`; Russian has three, so never choose by `number == 1`."""
    return _translations.ngettext(singular, plural, number)


def N_(message: str) -> str:  # noqa: N802 (gettext's own name)
    """Mark a text for the catalogues; `_` translates it where it is shown."""
    return message
