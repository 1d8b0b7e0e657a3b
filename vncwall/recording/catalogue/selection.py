"""Which segments are meant: filters, as a condition of SQL."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.recording.catalogue.record import FileState

_STATE = """CASE WHEN deletions.manifest_sha256 IS NOT NULL THEN 'deleting'
    WHEN state = 'missing' AND coalesce(store, '') != '' THEN 'moved' ELSE state END"""
"""Only the audit log knows that a file is not missing but moved, or should not be there."""
_ESCAPE = "ESCAPE '\\'"
_AS_THEY_ARE = str.maketrans({"%": "\\%", "_": "\\_", "\\": "\\\\"})
_NOTED = f"""EXISTS (SELECT 1 FROM remarks WHERE remarks.host = segments.host
    AND time_ns >= start_ns AND time_ns < end_ns AND text LIKE ? {_ESCAPE})"""


@dataclass(frozen=True, slots=True)
class Selection:
    """Segments that fit everything that is said here; what is not said fits all."""

    paths: tuple[str, ...] = ()
    """Relative paths or globs, any of which fits; "*" covers "/" too."""
    host: str = ""
    """A name or a glob; capitals count."""
    group: str = ""
    from_ns: int | None = None
    """Shows something at this time or later."""
    to_ns: int | None = None
    """Shows something before this time."""
    min_activity: float = 0.0
    """Mean percent that changed, at least."""
    held: bool | None = None
    cause: str = ""
    """The cause, or its beginning: "schedule" fits "schedule nights"."""
    noted: str = ""
    """In its note, or in one of its host while it was recorded; capitals do not count."""
    states: tuple[FileState, ...] = ()

    def condition(self) -> tuple[str, list[object]]:
        """Return a WHERE expression and its values."""
        terms: list[str] = []
        values: list[object] = []

        def add(term: str, *more: object) -> None:
            terms.append(term)
            values.extend(more)

        if self.paths:
            add("(" + " OR ".join(["path GLOB ?"] * len(self.paths)) + ")", *self.paths)
        if self.host:
            add("host GLOB ?", self.host)
        if self.group:
            add("grp GLOB ?", self.group)
        if self.from_ns is not None:
            add("end_ns > ?", self.from_ns)
        if self.to_ns is not None:
            add("start_ns < ?", self.to_ns)
        if self.min_activity:
            add("activity >= ?", self.min_activity)
        if self.held is not None:
            add("coalesce(held_by, '') " + ("!= ''" if self.held else "= ''"))
        if self.cause:
            add("(cause = ? OR cause GLOB ?)", self.cause, f"{exactly(self.cause)} *")
        if self.noted:
            text = f"%{self.noted.translate(_AS_THEY_ARE)}%"
            add(f"(coalesce(note, '') LIKE ? {_ESCAPE} OR {_NOTED})", text, text)
        if self.states:
            add(f"{_STATE} IN ({', '.join('?' * len(self.states))})", *map(str, self.states))
        return " AND ".join(terms) or "1", values


def exactly(text: str) -> str:
    """Return a pattern of GLOB that fits just `text`."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in text)
