"""Whether anything changes at all: the opposite of a desktop that is silent for days."""

from __future__ import annotations

from vncwall.alerting.checks.base import Check, Verdict
from vncwall.alerting.checks.sample import Sample, Window, percent_apart, size_of
from vncwall.framebuffer.indexed import Picture
from vncwall.settings.alert import PictureRule

NEAR = 40
"""What JPEG makes of a still picture sent twice differs by less."""


class MotionCheck(Check):
    """Compares a region with what it was when it last changed."""

    needs_detail = False

    def __init__(self, rule: PictureRule) -> None:
        super().__init__(rule)
        self._window: Window | None = None
        self._before: Sample | None = None

    def see(self, words: Picture) -> Verdict | None:
        """Look; the first picture says nothing, for it may be the same for weeks."""
        size = size_of(words)
        if self._window is None or self._window.size != size:
            self._window, self._before = Window.of(size, self.region(size), self.rule.masks), None
        now = self._window.take(words)
        before = self._before
        if before is not None and not percent_apart(now, before, NEAR):
            return None
        self._before = now
        return None if before is None else Verdict(False, "", is_activity=True)
