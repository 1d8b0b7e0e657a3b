"""What is tried: settings as a configuration has them, from the lightest to the heaviest."""

from __future__ import annotations

from vncwall.geometry import Size
from vncwall.session.tuning import weight
from vncwall.settings.model import EncodingName, PictureSettings, PixelFormatName

RGB888, RGB565, BGR233 = PixelFormatName.RGB888, PixelFormatName.RGB565, PixelFormatName.BGR233


def _picture(
    compression: int | None = None,
    jpeg: int | None = None,
    *,
    encoding: EncodingName = EncodingName.AUTO,
    colours: PixelFormatName = RGB888,
) -> PictureSettings:
    return PictureSettings(
        encoding=encoding, compression=compression, jpeg_quality=jpeg, pixel_format=colours
    )


PROBE = _picture(9, colours=BGR233)
"""The lightest picture of all: it comes first, and tells what the others may cost."""

REFERENCE = _picture(9)
"""Lossless: what likeness is measured against."""

PLAN = (
    PROBE,
    _picture(6, encoding=EncodingName.ZRLE, colours=BGR233),
    _picture(9, 2, colours=RGB565),
    _picture(9, colours=RGB565),
    REFERENCE,
    _picture(9, 1),
    _picture(7, 3),
    _picture(6, 5),
    _picture(6, 6),
    _picture(2, 8),
    _picture(2, 9),
    _picture(6),
    _picture(1),
    _picture(6, encoding=EncodingName.ZRLE),
    _picture(6, encoding=EncodingName.ZLIB),
    _picture(encoding=EncodingName.HEXTILE),
    _picture(encoding=EncodingName.RAW),
)
"""Compression 9, JPEG 1 to 9 and none, the three pixel formats, and the encodings without JPEG."""

_BYTES = {RGB888: 4, RGB565: 2, BGR233: 1}


def expected_bytes(
    picture: PictureSettings, *, like: PictureSettings, weighs: int, size: Size
) -> int:
    """Return what a screen of `size` may weigh, when it weighs `weighs` in the settings `like`."""
    raw = size.area * _BYTES[picture.pixel_format]
    if picture.encoding is EncodingName.RAW:
        return raw
    return min(raw, round(weighs * weight(picture) / weight(like)))
