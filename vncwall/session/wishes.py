"""What is wanted of a session at the moment. Connections come and go; this stays."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.rfb.options import PictureOptions
from vncwall.session.picture import picture_options
from vncwall.settings.model import HostSettings, PictureSettings


@dataclass(slots=True)
class Wishes:
    """Who looks at a session, and what is asked for them."""

    tile: PictureSettings
    """While not under control."""
    control: PictureSettings
    is_watched: bool = False
    """Somebody looks at the picture or records it."""
    is_controlled: bool = False
    """The operator's input goes to this desktop."""
    keeps_picture: bool = False
    """A wire recording runs, which has one pixel format: the tile's, promoted or not."""

    @classmethod
    def of(cls, host: HostSettings) -> Wishes:
        """Return those at the start: nobody looks."""
        return cls(host.tile, host.control)

    @property
    def needs_pictures(self) -> bool:
        """Whether the server is asked for anything."""
        return self.is_watched or self.is_controlled

    @property
    def update_interval_s(self) -> float:
        """Least seconds between two requests."""
        return (self.control if self.is_controlled else self.tile).update_interval

    @property
    def picture(self) -> PictureOptions:
        """What the server is asked for."""
        is_full = self.is_controlled and not self.keeps_picture
        return picture_options(self.control if is_full else self.tile)
