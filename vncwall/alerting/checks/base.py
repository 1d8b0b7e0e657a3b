"""The interface of what looks at pixels for one rule."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from vncwall.framebuffer.indexed import Picture
from vncwall.geometry import Rect, Size
from vncwall.settings.alert import PictureRule


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a picture shows for a rule."""

    is_met: bool
    """What the rule looks for is there."""
    detail: str
    """What was found, in one sentence."""
    is_activity: bool = False
    """Only that something has changed."""


class Check(ABC):
    """Looks at one desktop for one rule.

    Attributes:
        rule: what it looks for.
    """

    needs_detail = True
    """A picture of few colours or of low quality would mislead it."""

    def __init__(self, rule: PictureRule) -> None:
        self.rule = rule

    def region(self, size: Size) -> Rect:
        """Return the pixels that matter on a desktop of `size`; may be empty."""
        if self.rule.region is None:
            return Rect(0, 0, size.width, size.height)
        return self.rule.region.rect(size)

    @abstractmethod
    def see(self, words: Picture) -> Verdict | None:
        """Look at the whole desktop, (height, width) words, which are only read.

        Returns:
            What it shows; None: that is not known yet.
        """
