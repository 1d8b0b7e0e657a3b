"""On which line of a TOML text a key stands, so that an error can point at it.

The TOML reader gives values without places. This scanner knows just enough of the grammar to
find keys: table headers, bare, quoted and dotted keys, and how to step over strings, arrays and
inline tables. It is only given text that the TOML reader has accepted, so it never complains;
what it does not find is placed at the nearest table above.
"""

from __future__ import annotations

import re

KeyPath = tuple[str | int, ...]

_KEY_PART = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY = rf"{_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART})*"
_TOKEN = re.compile(
    rf"""(?P<space>[ \t\r]+|\#[^\n]*)
    |(?P<newline>\n)
    |(?P<header>\[\[?[ \t]*(?P<name>{_KEY})[ \t]*\]\]?)
    |(?P<key>{_KEY})[ \t]*=""",
    re.VERBOSE,
)
_STRING = re.compile(
    r"""(?s:\"{3}(?:[^\\]|\\.)*?\"{3,5}|'{3}.*?'{3,5})|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'"""
)


class KeyLines:
    """Where each key of one TOML text stands.

    >>> KeyLines("a = 1\\n[[b]]\\nc = 2\\n").line_of(("b", 0, "c"))
    3
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[KeyPath, int] = {}
        self._counts: dict[KeyPath, int] = {}
        self._scan(text)

    def line_of(self, path: KeyPath) -> int:
        """Return the line (from 1) of `path`, or of the nearest table that contains it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1

    def _scan(self, text: str) -> None:
        table: KeyPath = ()
        position, line = 0, 1
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:  # not reached for text that a TOML reader accepts
                position += 1
                continue
            position = match.end()
            if match["newline"]:
                line += 1
            elif match["header"]:
                table = self._open_table(
                    _parts(match["name"]), array=match["header"].startswith("[["), line=line
                )
            elif match["key"]:
                path = table + _parts(match["key"])
                for length in range(len(table) + 1, len(path) + 1):
                    self._lines.setdefault(path[:length], line)
                end = self._skip_value(text, position, path, line)
                line += text.count("\n", position, end)
                position = end

    def _open_table(self, parts: KeyPath, *, array: bool, line: int) -> KeyPath:
        """Return the full path of a header: names of arrays get the index of their last element."""
        path: KeyPath = ()
        for number, part in enumerate(parts):
            path += (part,)
            is_last = number == len(parts) - 1
            if is_last and array:
                self._counts[path] = self._counts.get(path, -1) + 1
            self._lines.setdefault(path, line)
            if path in self._counts:
                path += (self._counts[path],)
                self._lines.setdefault(path, line)
        return path

    def _skip_value(self, text: str, position: int, path: KeyPath, line: int) -> int:
        """Return where the value ends, noting the line of each element of an array.

        An inline table cannot span lines (TOML 1.0), so its keys stand where it does.
        """
        depth, index, is_new_element = 0, 0, False
        while position < len(text):
            character = text[position]
            if character == "\n":
                if depth == 0:
                    return position
                line += 1
            elif character == "#":
                end = text.find("\n", position)
                position = len(text) if end < 0 else end
                continue
            elif character in "]}":
                depth -= 1
            elif character == ",":
                if depth == 1:
                    index, is_new_element = index + 1, True
            elif not character.isspace():
                if depth == 1 and is_new_element:
                    self._lines.setdefault((*path, index), line)
                    is_new_element = False
                if character in "[{":
                    depth += 1
                    is_new_element = depth == 1
                elif match := _STRING.match(text, position):
                    line += match[0].count("\n")
                    position = match.end()
                    continue
            position += 1
        return position


def _parts(key: str) -> KeyPath:
    """Split a dotted key; quotes are taken off (escapes in them are left alone)."""
    return tuple(part.strip("\"'") for part in re.findall(_KEY_PART, key))
