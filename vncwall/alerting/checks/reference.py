"""Whether a desktop still looks like the picture that it should look like."""

from __future__ import annotations

from vncwall.alerting.checks.base import Check, Verdict
from vncwall.alerting.checks.sample import Sample, Window, percent_apart, size_of
from vncwall.framebuffer.indexed import Picture, Words
from vncwall.settings.alert import PictureRule


class ReferenceCheck(Check):
    """Compares a region, pixel by pixel, with a reference of the same size.

    Attributes:
        reference: (height, width) words, set by who has read the file; None: it cannot be used.
        fault: why it cannot.
    """

    def __init__(self, rule: PictureRule) -> None:
        super().__init__(rule)
        self.reference: Words | None = None
        self.fault = ""
        self._window: Window | None = None
        self._expected: Sample | None = None

    def see(self, words: Picture) -> Verdict | None:
        """Look; without a reference nothing is known."""
        if self.reference is None:
            return None
        size, expected = size_of(words), size_of(self.reference)
        if size != expected:
            return Verdict(
                True,
                f"the desktop is {size.width}x{size.height}, "
                f"the reference {expected.width}x{expected.height}",
            )
        if self._window is None:
            self._window = Window.of(size, self.region(size), self.rule.masks)
            self._expected = self._window.take(self.reference)
        assert self._expected is not None
        percent = percent_apart(self._window.take(words), self._expected, self.rule.near)
        allowed = self.rule.tolerance_percent
        return Verdict(
            percent > allowed, f"{percent:.1f} % differ from the reference, {allowed:g} % may"
        )
