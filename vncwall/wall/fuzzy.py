"""How well a text answers what was typed, where letters may be left out."""

from __future__ import annotations

_FIRST = 12
"""For a letter that begins a word."""
_NEXT = 8
"""For a letter right behind the one before it."""
_WIDEST = 6
"""One off for each letter that was left out between two, but no more than this."""
_LONGEST = 200
"""Characters of a text that count: names come from servers too."""


def score(typed: str, text: str) -> int | None:
    """Return how well `text` holds the letters of `typed` in order; None: it does not.

    Case and spaces do not count. Beginnings of words and letters side by side weigh most.

    >>> score("fs", "Full screen"), score("fs", "Snapshot")
    (20, None)
    >>> score("lab7", "lab-7") > score("lab7", "lab-17")
    True
    """
    wanted = "".join(typed.casefold().split())
    folded = text.casefold()[:_LONGEST]
    # By the place of the letter before: the best that can be reached there.
    best: dict[int, int] = {}
    for number, letter in enumerate(wanted):
        reached: dict[int, int] = {}
        place = folded.find(letter)
        while place >= 0:
            worth = _FIRST if _begins_word(folded, place) else 0
            if not number:
                reached[place] = worth
            before = [
                gained + (_NEXT if place == former + 1 else -min(_WIDEST, place - former - 1))
                for former, gained in best.items()
                if former < place
            ]
            if before:
                reached[place] = worth + max(before)
            place = folded.find(letter, place + 1)
        if not reached:
            return None
        best = reached
    return max(best.values(), default=0)


def _begins_word(text: str, place: int) -> bool:
    if not text[place].isalnum():
        return False
    if place == 0 or not text[place - 1].isalnum():
        return True
    # A number in a name is a word of its own: lab7.
    return text[place].isdigit() and not text[place - 1].isdigit()
