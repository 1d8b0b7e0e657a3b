"""From the user's picture settings to what the protocol core is told."""

from __future__ import annotations

from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.options import PictureOptions
from vncwall.rfb.pixel_format import NAMED_FORMATS
from vncwall.settings.model import EncodingName, PictureSettings

_ENCODINGS = {
    EncodingName.TIGHT: Encoding.TIGHT,
    EncodingName.ZRLE: Encoding.ZRLE,
    EncodingName.ZLIB: Encoding.ZLIB,
    EncodingName.HEXTILE: Encoding.HEXTILE,
    EncodingName.RAW: Encoding.RAW,
}


def picture_options(settings: PictureSettings) -> PictureOptions:
    """Return what to ask for: the preferred encoding first, the others behind it.

    The others stay offered because a server that lacks the preferred one would fall back to Raw.
    """
    encodings: tuple[int, ...] | None = None
    if settings.encoding is not EncodingName.AUTO:
        preferred = _ENCODINGS[settings.encoding]
        others = sorted(DECODERS, key=lambda number: -DECODERS[number].preference)
        encodings = (
            preferred,
            *(n for n in others if n != preferred and not DECODERS[n].is_on_request),
        )
    return PictureOptions(
        pixel_format=NAMED_FORMATS[settings.pixel_format],
        encodings=encodings,
        compression=settings.compression,
        jpeg_quality=settings.jpeg_quality,
    )
