"""Which settings fit which line: the ladder, and what a screen weighs on each of its rungs. Pure.

A *rung* is a limit to what the user allows: rung 0 asks for just that, each further one for less.

====  ===========================  ===========  ===============
rung  JPEG quality at most         colours      interval
====  ===========================  ===========  ===============
0     as written                   as written   as written
1     4, compression 7 at least    as written   as written
2     2, compression 9             rgb565       as written
3     none, compression 9          bgr233       as written
4, 5  none, compression 9          bgr233       2 and 4 times
====  ===========================  ===========  ===============

JPEG quality goes before colours: a photograph of few colours without JPEG is no smaller than a
JPEG of many. Where text and flat areas are all there is, the byte a pixel of bgr233 takes a third
of what 24 bits take, and text stays sharp. The weights are means over pictures of desktops, each
relative to Tight with JPEG quality 6.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from vncwall.settings.model import EncodingName, PictureSettings, PixelFormatName

_FORMATS = (PixelFormatName.RGB888, PixelFormatName.RGB565, PixelFormatName.BGR233)
"""From fine to coarse."""

SLOWEST_INTERVAL_S = 5.0
"""A line never makes an interval longer than this, so that no tile looks older than ten seconds."""
LEAST_STRETCHED_S = 1.0
"""What a stretched interval begins with, where the user's is shorter."""

_QUALITY_WEIGHTS = (0.57, 0.62, 0.68, 0.75, 0.83, 0.9, 1.0, 1.2, 1.5, 2.2)
"""Tight at 24 bits a pixel, by JPEG quality level."""
_LOSSLESS_WEIGHT = 1.8
_FORMAT_WEIGHTS = {
    PixelFormatName.RGB888: 1.0,
    PixelFormatName.RGB565: 0.8,
    PixelFormatName.BGR233: 0.45,
}
_LOSSLESS_FORMAT_WEIGHTS = {
    PixelFormatName.RGB888: 1.0,
    PixelFormatName.RGB565: 0.45,
    PixelFormatName.BGR233: 0.25,
}
_PLAIN_WEIGHTS = {EncodingName.RAW: 12.0, EncodingName.HEXTILE: 3.0}
"""Encodings that do not compress, relative to those that do."""


class Purpose(StrEnum):
    """What a session's picture is for; each has its own best settings."""

    NOBODY = "nobody"
    TILE = "tile"
    FULL = "full size"
    """Recorded, or shown in full size without control."""
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class Situation:
    """What the settings of a session depend on, but for the line."""

    purpose: Purpose
    best: PictureSettings
    """What the user allows at most."""
    reduction: float = 1.0
    """Desktop pixels a pixel of the tile, along an edge."""
    adapts: bool = True
    """The user lets the line have its say."""
    keeps_format: bool = False
    """A wire recording runs: the pixel format must not change."""
    has_jpeg: bool = True
    """The server sends JPEG where that is asked."""
    heeds_quality: bool = True
    """A lower JPEG quality makes a difference."""
    useless: frozenset[PictureSettings] = frozenset()
    """Settings (interval 0) that the server was seen to make no lighter than finer ones."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder, resolved for a situation."""

    picture: PictureSettings
    weight: float
    """Bytes of a screen, relative to weight 1."""

    @property
    def rate_weight(self) -> float:
        """Bytes a second of a desktop that always changes, in the same unit."""
        return self.weight / max(self.picture.update_interval, 0.1)


def weight(picture: PictureSettings, *, has_jpeg: bool = True) -> float:
    """Return how heavy a screen is in these settings; Tight with JPEG quality 6 is 1."""
    factor = _PLAIN_WEIGHTS.get(picture.encoding, 1.0)
    is_small = picture.pixel_format is PixelFormatName.BGR233
    if picture.jpeg_quality is None or not has_jpeg or is_small or factor > 1:
        return factor * _LOSSLESS_WEIGHT * _LOSSLESS_FORMAT_WEIGHTS[picture.pixel_format]
    return _QUALITY_WEIGHTS[picture.jpeg_quality] * _FORMAT_WEIGHTS[picture.pixel_format]


def visible_quality(reduction: float) -> int:
    """Return the JPEG quality above which nobody sees a difference in a tile so much smaller.

    Averaging hides what JPEG does to single pixels: with these the tile differs from that of the
    lossless picture by less than one in full size differs with quality 6, 42 dB and more.
    """
    if reduction >= 6:
        return 2
    if reduction >= 3:
        return 4
    return 5 if reduction >= 2 else 9


def ladder(situation: Situation) -> tuple[Rung, ...]:
    """Return what may be asked, from the best to the least, each lighter than the one before."""
    best = situation.best
    if situation.purpose is Purpose.TILE and best.jpeg_quality is not None:
        best = replace(
            best, jpeg_quality=min(best.jpeg_quality, visible_quality(situation.reduction))
        )
    if not situation.adapts:
        return (_rung(situation.best, situation),)
    rungs = [_rung(best, situation)]
    for number in range(1, 6):
        rung = _rung(_limited(best, number, situation), situation)
        lightest = rungs[-1]
        if replace(rung.picture, update_interval=0.0) in situation.useless:
            # Another lever: what it does not save, the next rung may, and time always does.
            later = replace(lightest.picture, update_interval=rung.picture.update_interval)
            rung = Rung(later, lightest.weight)
        if rung.weight < 0.95 * lightest.weight or (
            rung.weight <= lightest.weight and rung.rate_weight < 0.95 * lightest.rate_weight
        ):
            rungs.append(rung)
    return tuple(rungs)


def in_words(picture: PictureSettings) -> str:
    """Return settings as an operator reads them."""
    parts = ["best encoding" if picture.encoding is EncodingName.AUTO else picture.encoding.value]
    if picture.compression is not None:
        parts.append(f"compression {picture.compression}")
    is_small = picture.pixel_format is PixelFormatName.BGR233
    if picture.jpeg_quality is None or is_small:
        parts.append("no JPEG")
    else:
        parts.append(f"JPEG {picture.jpeg_quality}")
    parts.append(picture.pixel_format.value)
    interval_s = picture.update_interval
    parts.append(f"every {interval_s:.3g} s" if interval_s else "as fast as it comes")
    return ", ".join(parts)


def _rung(picture: PictureSettings, situation: Situation) -> Rung:
    return Rung(picture, weight(picture, has_jpeg=situation.has_jpeg))


def _limited(best: PictureSettings, number: int, situation: Situation) -> PictureSettings:
    """Return `best` with the limits of rung `number`."""
    is_exact = situation.purpose is Purpose.FULL and best.jpeg_quality is None
    quality, pixel_format = best.jpeg_quality, best.pixel_format
    if not is_exact:  # a recording that is to be lossless stays so
        limits: tuple[int | None, ...] = (None, 4, 2, None, None, None)
        limit = limits[number]
        if limit is not None and situation.heeds_quality:
            quality = limit if quality is None else min(quality, limit)
        if number > 2:
            quality = None
        if not situation.keeps_format:
            coarse = _FORMATS[min(max(0, number - 1), 2)]
            pixel_format = max(pixel_format, coarse, key=_FORMATS.index)
        elif number > 2:
            quality = 0 if best.jpeg_quality is None else min(best.jpeg_quality, 0)
    if best.compression is None:
        compression = 9 if number > 1 else None
    else:
        compression = max(best.compression, 7 if number == 1 else 9)
    encoding = best.encoding
    if number > 1 and encoding in _PLAIN_WEIGHTS:
        encoding = EncodingName.AUTO
    return replace(
        best,
        encoding=encoding,
        compression=compression,
        jpeg_quality=quality,
        pixel_format=pixel_format,
        update_interval=_stretched(best.update_interval, number, situation.purpose),
    )


def _stretched(interval_s: float, number: int, purpose: Purpose) -> float:
    factor = (1, 1, 1, 1, 2, 4)[number]
    if factor == 1 or purpose is Purpose.CONTROL or interval_s >= SLOWEST_INTERVAL_S:
        return interval_s
    return min(max(interval_s, LEAST_STRETCHED_S) * factor, SLOWEST_INTERVAL_S)
