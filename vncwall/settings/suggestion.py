"""What somebody who wrote a name that stands for nothing may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

_MOST = 12


def suggestion(word: str, known: Sequence[str]) -> str:
    """Return the name that is most like `word`, or all that there are.

    >>> suggestion("prodution", ["lab", "production"]), suggestion("x", ["lab"])
    ("did you mean 'production'?", 'there are lab')
    """
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    names = ", ".join(known[:_MOST]) + (f" and {len(known) - _MOST} more" * (len(known) > _MOST))
    return f"there are {names}" if known else "there are none"
