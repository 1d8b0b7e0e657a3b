"""The built-in link profiles: what is asked of a server over which kind of line."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.settings.model import (
    CONTROL_PICTURE,
    TILE_PICTURE,
    EncodingName,
    PictureSettings,
    PixelFormatName,
)


@dataclass(frozen=True, slots=True)
class LinkProfile:
    """Pictures for one kind of line."""

    tile: PictureSettings = TILE_PICTURE
    control: PictureSettings = CONTROL_PICTURE
    adapt: bool = True
    """Whether these are the best that is asked for, or just what is asked for."""


LAN = "lan"
"""The profile of a host that names none: the defaults of the model."""

LINK_PROFILES: dict[str, LinkProfile] = {
    LAN: LinkProfile(),
    "internet": LinkProfile(
        tile=PictureSettings(compression=7, jpeg_quality=3, update_interval=2.0),
        control=PictureSettings(compression=6, jpeg_quality=5, update_interval=0.05),
    ),
    # 256 kbit/s: a byte a pixel, where JPEG is not allowed, and the best compression; a tile is
    # asked for seldom, so that one that is under control has the line for itself.
    "slow": LinkProfile(
        tile=PictureSettings(
            encoding=EncodingName.AUTO,
            compression=9,
            jpeg_quality=None,
            pixel_format=PixelFormatName.BGR233,
            update_interval=10.0,
        ),
        control=PictureSettings(
            encoding=EncodingName.AUTO,
            compression=9,
            jpeg_quality=None,
            pixel_format=PixelFormatName.BGR233,
            update_interval=0.25,
        ),
    ),
}
