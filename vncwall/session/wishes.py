"""What is wanted of a session at the moment. Connections come and go; this stays."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vncwall.geometry import Size
from vncwall.session.tuning import Purpose
from vncwall.settings.model import HostSettings, PictureSettings

NO_TILE = Size(0, 0)
KEPT_INTERVAL_S = 2.0
"""How often a desktop is asked whose last minutes are kept, while nobody looks."""


@dataclass(slots=True)
class Wishes:
    """Who looks at a session, and the best that is asked for them."""

    tile: PictureSettings
    """While not under control."""
    control: PictureSettings
    adapts: bool = True
    """The line may lower what is asked."""
    is_watched: bool = False
    """Somebody looks at the picture or records it."""
    box: Size = NO_TILE
    """Of the tile, in pixels; empty: there is none, or its size was not told."""
    is_full_seen: bool = False
    """Somebody sees every pixel: a recorder, or the operator in full size."""
    is_controlled: bool = False
    """The operator's input goes to this desktop."""
    is_shown_large: bool = True
    """Who controls it sees it in full size; else it is one of several that get the same keys."""
    keeps_picture: bool = False
    """A wire recording runs, which has one pixel format: the tile's, promoted or not."""
    keeps_last: bool = False
    """Its last minutes are kept, so that there must be some; see `recording.preroll`."""

    @classmethod
    def of(cls, host: HostSettings) -> Wishes:
        """Return those at the start: nobody looks."""
        return cls(host.tile, host.control, host.adapt)

    @property
    def needs_pictures(self) -> bool:
        """Whether the server is asked for anything."""
        return self.is_watched or self.is_controlled or self.keeps_last

    @property
    def is_looked_at(self) -> bool:
        """Whether somebody minds when the picture was last known to be current.

        An operator does, and a wire recording, whose last seconds are the answers to probes; a
        recorder alone does not.
        """
        is_only_recorded = self.is_full_seen and not self.box.area and not self.keeps_picture
        return self.is_controlled or (self.is_watched and not is_only_recorded)

    @property
    def purpose(self) -> Purpose:
        """What the picture is for; the most demanding counts."""
        if self.is_controlled and self.is_shown_large:
            return Purpose.CONTROL
        if self.is_full_seen or self.keeps_picture:
            return Purpose.FULL
        return Purpose.TILE if self.is_watched or self.keeps_last else Purpose.NOBODY

    @property
    def best(self) -> PictureSettings:
        """What the user allows for that at most."""
        if not (self.is_watched or self.is_controlled):
            slowly_s = max(self.tile.update_interval, KEPT_INTERVAL_S)
            return replace(self.tile, update_interval=slowly_s) if self.keeps_last else self.tile
        if self.purpose is not Purpose.CONTROL:
            return self.tile
        if self.keeps_picture:
            return replace(self.tile, update_interval=self.control.update_interval)
        return self.control

    def reduction(self, desktop: Size) -> float:
        """Return how many pixels of `desktop` become one of the tile, along an edge."""
        if not self.box.area or not desktop.area:
            return 1.0
        return max(desktop.width / self.box.width, desktop.height / self.box.height, 1.0)
