"""What every encoder is."""

from __future__ import annotations

import struct
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from vncwall.fleet.pixels import PixelPacker, Words
from vncwall.geometry import Rect

_HEADER = struct.Struct(">HHHHi")


@dataclass(frozen=True, slots=True)
class EncodeOptions:
    """What the client asked for beside the encoding."""

    compression: int = 2
    """zlib level 0-9."""
    jpeg_quality: int | None = None
    """JPEG quality level 0-9; None: no JPEG."""


def rectangle_header(rect: Rect, encoding: int) -> bytes:
    """Return the 12 bytes before a rectangle's data (RFC 6143, 7.6.1)."""
    return _HEADER.pack(rect.x, rect.y, rect.width, rect.height, encoding)


class Encoder(ABC):
    """Writes the rectangles of one encoding. One instance a connection: zlib streams live in it."""

    is_shareable: ClassVar[bool] = False
    """Whether what a new instance of `shared` writes can follow anything that a client was sent."""

    @classmethod
    def shared(cls) -> Self:
        """Return an encoder whose rectangles many clients are sent, whatever each has seen."""
        return cls()

    @abstractmethod
    def encode(
        self, rect: Rect, words: Words, packer: PixelPacker, options: EncodeOptions
    ) -> Iterator[bytes]:
        """Yield whole rectangles, headers included, that together show `words` at `rect`.

        Args:
            rect: where on the desktop.
            words: (rect.height, rect.width), contiguous; read only, never kept.
            packer: the client's pixel format.
            options: what else it asked for.
        """
