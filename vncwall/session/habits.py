"""What a server has been seen to do with what it is asked."""

from __future__ import annotations

from vncwall.rfb.constants import Encoding
from vncwall.settings.model import EncodingName, PictureSettings

ENOUGH_UPDATES = 3
"""Large updates of each kind before anything is concluded."""
ENOUGH_PIXELS = 1 << 15
"""Of an update that counts: less may be one line of text or one photograph."""
NO_GAIN = 0.95
"""A setting that leaves more than this part of the bytes is of no use."""
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

    __slots__ = ("_densities", "_encoding", "_received", "_updates")

    def __init__(self) -> None:
        self._received: frozenset[int] = frozenset()
        self._updates = 0
        self._encoding = EncodingName.AUTO
        self._densities: dict[int, tuple[int, float]] = {}
        """Updates with a JPEG quality, and their bytes a pixel; all of `_encoding`."""

    def begin(self) -> None:
        """A new connection, perhaps to another server."""
        self._received = frozenset()
        self._updates = 0
        self._densities.clear()

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

    def sentence(self, wanted: EncodingName) -> str:
        """Return what the operator should know, "" for nothing."""
        if wanted not in WITH_JPEG:
            return ""
        if not self.has_jpeg:
            names = ", ".join(sorted(Encoding(n).name.lower() for n in self._received))
            what = "Tight" if wanted is EncodingName.AUTO else wanted.value
            return f"the server sends {names or 'no pixels'} instead of {what} with JPEG"
        if self.ignores_quality:
            return "a lower JPEG quality saves nothing with this server"
        return ""
