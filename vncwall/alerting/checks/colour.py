"""More, or less, of a colour than there should be."""

from __future__ import annotations

import numpy as np

from vncwall.alerting.checks.base import Check, Verdict
from vncwall.alerting.checks.sample import Window, percent_apart, size_of
from vncwall.framebuffer.indexed import Picture
from vncwall.settings.alert import PictureRule


class ColourCheck(Check):
    """Counts the pixels of a region that are near a colour."""

    def __init__(self, rule: PictureRule) -> None:
        super().__init__(rule)
        self._window: Window | None = None
        red, green, blue = rule.colour
        self._colour = np.array([red << 16 | green << 8 | blue], np.uint32)

    def see(self, words: Picture) -> Verdict:
        """Look at the desktop; a region that lies outside of it has none of any colour."""
        rule, size = self.rule, size_of(words)
        if self._window is None or self._window.size != size:
            self._window = Window.of(size, self.region(size), rule.masks)
        pixels = self._window.take(words)
        percent = 100.0 - percent_apart(pixels, self._colour, rule.near) if len(pixels) else 0.0
        is_much = rule.more_than_percent is not None and percent > rule.more_than_percent
        is_little = rule.less_than_percent is not None and percent < rule.less_than_percent
        name = "#{:02x}{:02x}{:02x}".format(*rule.colour)
        return Verdict(is_much or is_little, f"{percent:.0f} % of it is {name}")
