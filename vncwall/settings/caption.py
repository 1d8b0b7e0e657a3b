"""What stands in the caption of a tile: ``"{name}[ · {state} {age}]"``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from vncwall.settings.suggestion import suggestion


class Captions(StrEnum):
    """Which tiles have a caption."""

    AUTO = "auto"
    """Those that are large enough to be read in spite of it, and those that need eyes."""
    ALWAYS = "always"
    HOVER = "hover"
    """The one under the pointer, the selected one, and those that need eyes."""


CAPTION_FIELDS: Mapping[str, str] = {
    "name": "the host's name",
    "address": "its address",
    "group": "its group",
    "tags": "its tags, with commas",
    "title": "what the server calls its desktop",
    "state": 'the word for its state; nothing while it is "live"',
    "age": "how old the picture is, where that is worth a word",
    "kbit_s": "its traffic; nothing while there is none",
    "fps": "updates a second; nothing while there are none",
    "recording": "the plan by which it is recorded and until when; the red dot is there anyway",
    "control": '"under control" from this wall, or by whom from another one that shares its state',
    "monitor": "which of its monitors the tile shows, where it shows one",
    "size": "width and height of the desktop",
}
"""Words in braces, and what they stand for."""

STANDARD = "{name}[{monitor}][{recording}]"

_TOKEN = re.compile(r"\{(?P<field>[^{}]*)\}|(?P<mark>[\[\]{}])|(?P<words>[^\[\]{}]+)")


def parse_caption(text: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return sections of ``(words, field)`` pairs; a section is left out when its fields are.

    What stands in square brackets is a section of its own, and so is what stands between them. Of a
    pair one is "": either the words or the field.

    Raises:
        ValueError: a field is unknown, or a bracket has no partner.

    >>> parse_caption("{name}[ in {group}]")
    ((('', 'name'),), ((' in ', ''), ('', 'group')))
    """
    sections: list[tuple[tuple[str, str], ...]] = []
    pairs: list[tuple[str, str]] = []
    is_open = False
    for token in _TOKEN.finditer(text):
        field, mark, words = token["field"], token["mark"], token["words"]
        if field is not None:
            if field not in CAPTION_FIELDS:
                raise ValueError(
                    f"{text!r}: {{{field}}} is unknown; {suggestion(field, list(CAPTION_FIELDS))}"
                )
            pairs.append(("", field))
        elif words is not None:
            pairs.append((words, ""))
        elif mark in "{}" or (mark == "[") == is_open:
            raise ValueError(f"{text!r}: {mark} has no partner; write {{name}}, [ · {{group}}]")
        else:
            is_open = not is_open
            if pairs:
                sections.append(tuple(pairs))
            pairs = []
    if is_open:
        raise ValueError(f"{text!r}: [ has no partner; write {{name}}, [ · {{group}}]")
    if pairs:
        sections.append(tuple(pairs))
    return tuple(sections)
