"""Which desktops have a tile now: those that are looked for, of them one page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from vncwall.language import _
from vncwall.settings.model import WallSettings
from vncwall.wall.desktop import Desktop, Status
from vncwall.wall.find import Find
from vncwall.wall.pages import Pages


class Showing:
    """What the operator has asked to see.

    Attributes:
        find: what is looked for.
        is_typing: keys write into `find`.
        pages: of what was found.
        found: the sessions that match, in the wall's order, as of the last `sessions`.
    """

    def __init__(self, settings: WallSettings) -> None:
        self.find = Find()
        self.is_typing = False
        self.pages = Pages(settings.page, settings.patrol_s)
        self.found: tuple[int, ...] = ()
        self._total = 0

    def sessions(self, desktops: Iterable[tuple[Desktop, Status | None]]) -> tuple[int, ...]:
        """Return the sessions to show, in order; one without a status yet is taken as it comes."""
        pairs = list(desktops)
        self._total = len(pairs)
        self.found = tuple(
            desktop.session
            for desktop, status in pairs
            if self.find.is_empty or (status is not None and self.find.matches(desktop, status))
        )
        return self.pages.cut(self.found)

    def begin_typing(self) -> None:
        """Let keys write what is looked for."""
        self.is_typing = True

    def write(self, text: str) -> None:
        """Append typed text."""
        self.find = replace(self.find, text=self.find.text + text)

    def erase(self) -> None:
        """Take the last character back."""
        self.find = replace(self.find, text=self.find.text[:-1])

    def toggle_problems(self) -> None:
        """Show only desktops that need eyes, or all again."""
        self.find = replace(self.find, only_problems=not self.find.only_problems)

    def clear(self) -> bool:
        """Look for nothing; return whether something was looked for."""
        was_used = self.is_typing or not self.find.is_empty
        self.find, self.is_typing = Find(), False
        return was_used

    def sentence(self) -> str:
        """Return what the status bar says of it; "" where all desktops are shown."""
        parts = []
        if self.is_typing or self.find.text:
            cursor = "_" if self.is_typing else ""
            parts.append(_("find: {text}").format(text=self.find.text + cursor))
        if self.find.only_problems:
            parts.append(_("only problems"))
        if parts:
            parts.append(_("{n} of {total}").format(n=len(self.found), total=self._total))
        if self.pages.count > 1:
            page = _("page {n} of {total}")
            if self.pages.is_patrolling:
                page = _("page {n} of {total}, patrol")
            parts.append(page.format(n=self.pages.number + 1, total=self.pages.count))
        return " · ".join(parts)
