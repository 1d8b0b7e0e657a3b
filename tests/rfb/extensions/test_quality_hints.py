"""Levels within their ranges; what is sent when is in tests/rfb/test_connection.py."""

from __future__ import annotations

import pytest

from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.extensions.quality_hints import QualityHints
from vncwall.rfb.link import Link
from vncwall.rfb.options import ConnectionOptions, Limits, PictureOptions


@pytest.mark.parametrize("level", range(10))
def test_every_level_has_its_number(level: int) -> None:
    picture = PictureOptions(compression=level, jpeg_quality=level)
    hints = QualityHints(Link(ConnectionOptions()), Desktop(Limits(), picture, DECODERS))
    assert hints.offers()[:2] == (-256 + level, -32 + level)


def test_only_without_compression_tight_without_zlib_is_asked_for() -> None:
    for level, offered in ((0, True), (1, False), (None, False)):
        picture = PictureOptions(compression=level)
        hints = QualityHints(Link(ConnectionOptions()), Desktop(Limits(), picture, DECODERS))
        assert (Encoding.TIGHT_WITHOUT_ZLIB in hints.offers()) is offered
