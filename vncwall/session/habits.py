"""What a server has been seen to do with what it is asked."""

from __future__ import annotations

from dataclasses import replace

from vncwall.rfb.constants import Encoding
from vncwall.session.tuning import weight
from vncwall.settings.model import EncodingName, PictureSettings

ENOUGH_UPDATES = 3
"""Large updates of each kind before anything is concluded."""
ENOUGH_PIXELS = 1 << 15
"""Of an update that counts: less may be one line of text or one photograph."""
NO_GAIN = 0.9
"""A setting that leaves more than this part of the bytes is of no use."""
SURE_UPDATES = 6
"""The same before settings are dropped altogether: contents differ from update to update ..."""
EQUAL = 0.06
"""... and no two contents weigh the same, to such a part, by chance."""
SHOULD_SAVE = 0.9
"""Settings that are lighter by less than this say nothing when they weigh the same."""
LEAST_DISTANCE = 2
"""Levels of JPEG quality that must make a difference."""

WITH_JPEG = frozenset({EncodingName.AUTO, EncodingName.TIGHT})
"""Preferences for which JPEG quality is of any meaning."""
_JPEG = frozenset({Encoding.TIGHT, Encoding.JPEG, Encoding.ZYWRLE})
_PIXELS = frozenset(
    {
        Encoding.RAW,
        Encoding.RRE,
        Encoding.CORRE,
        Encoding.HEXTILE,
        Encoding.ZLIB,
        Encoding.TIGHT,
        Encoding.ZRLE,
        Encoding.TRLE,
        Encoding.JPEG,
        Encoding.ZYWRLE,
    }
)


class Habits:
    """Learns from updates whether the server does as it is asked. Pure."""

    __slots__ = ("_densities", "_encoding", "_received", "_updates", "_useless", "_weighed")

    def __init__(self) -> None:
        self._received: frozenset[int] = frozenset()
        self._updates = 0
        self._encoding = EncodingName.AUTO
        self._densities: dict[int, tuple[int, float]] = {}
        """Updates with a JPEG quality, and their bytes a pixel; all of `_encoding`."""
        self._weighed: dict[PictureSettings, tuple[int, float]] = {}
        """The same by all that was asked for, but for the interval."""
        self._useless: dict[PictureSettings, PictureSettings] = {}
        """Settings that weigh as much as those beside them, which are finer."""

    def begin(self) -> None:
        """A new connection, perhaps to another server."""
        self._received = frozenset()
        self._updates = 0
        self._densities.clear()
        self._weighed.clear()
        self._useless.clear()

    def updated(
        self, asked: PictureSettings, received: set[int], *, pixels: int, size: int
    ) -> None:
        """A large update has come.

        Args:
            asked: settings that were in force.
            received: numbers of all encodings of the connection so far.
            pixels: that it drew.
            size: bytes that it took.
        """
        if pixels < ENOUGH_PIXELS:
            return
        if asked.encoding is not self._encoding:
            self._encoding = asked.encoding
            self._densities.clear()
        self._received = frozenset(received) & _PIXELS
        self._updates += 1
        self._weigh(replace(asked, update_interval=0.0), size / pixels)
        if asked.jpeg_quality is not None and asked.encoding in WITH_JPEG:
            key = asked.jpeg_quality
            count, density = self._densities.get(key, (0, 0.0))
            density += (size / pixels - density) / min(count + 1, 4)
            self._densities[key] = (count + 1, density)

    @property
    def has_jpeg(self) -> bool:
        """Whether JPEG quality can matter: its encodings come, or nothing is known yet."""
        return self._updates < ENOUGH_UPDATES or bool(self._received & _JPEG)

    @property
    def ignores_quality(self) -> bool:
        """Whether a lower quality has been tried and saves nothing."""
        known = sorted(
            (quality, density)
            for quality, (count, density) in self._densities.items()
            if count >= ENOUGH_UPDATES and density > 0
        )
        if len(known) < 2 or known[-1][0] - known[0][0] < LEAST_DISTANCE:
            return False
        return known[0][1] / known[-1][1] > NO_GAIN

    @property
    def useless(self) -> frozenset[PictureSettings]:
        """Settings (interval 0) that this server does not make lighter than finer ones."""
        return frozenset(self._useless)

    def _weigh(self, asked: PictureSettings, density: float) -> None:
        count, mean = self._weighed.get(asked, (0, 0.0))
        mean += (density - mean) / min(count + 1, 2 * SURE_UPDATES)
        self._weighed[asked] = (count + 1, mean)
        for other, (number, weighs) in self._weighed.items():
            if min(number, count + 1) < SURE_UPDATES or not weighs:
                continue
            finer, coarser = sorted((asked, other), key=self._expected, reverse=True)
            if self._expected(coarser) > SHOULD_SAVE * self._expected(finer):
                continue
            if abs(mean / weighs - 1) <= EQUAL:
                self._useless[coarser] = finer

    def _expected(self, settings: PictureSettings) -> float:
        return weight(settings, has_jpeg=self.has_jpeg)

    def sentence(self, wanted: EncodingName) -> str:
        """Return what the operator should know, "" for nothing."""
        if wanted in WITH_JPEG and (said := self._jpeg_sentence(wanted)):
            return said
        if self._useless:
            coarser, finer = next(iter(self._useless.items()))
            what = " and ".join(_differences(finer, coarser))
            return f"{what} saves nothing with this server and is not asked for"
        return ""

    def _jpeg_sentence(self, wanted: EncodingName) -> str:
        if not self.has_jpeg:
            names = ", ".join(sorted(Encoding(n).name.lower() for n in self._received))
            what = "Tight" if wanted is EncodingName.AUTO else wanted.value
            return f"the server sends {names or 'no pixels'} instead of {what} with JPEG"
        if self.ignores_quality:
            return "a lower JPEG quality saves nothing with this server"
        return ""


def _differences(finer: PictureSettings, coarser: PictureSettings) -> list[str]:
    """Return in words what was asked for to save something."""
    said = []
    if coarser.compression != finer.compression:
        said.append(f"compression {coarser.compression}")
    if coarser.jpeg_quality != finer.jpeg_quality:
        said.append(
            f"JPEG {coarser.jpeg_quality}" if coarser.jpeg_quality is not None else "no JPEG"
        )
    if coarser.pixel_format is not finer.pixel_format:
        said.append(coarser.pixel_format.value)
    return said or [coarser.encoding.value]
