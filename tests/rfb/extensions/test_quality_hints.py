"""Levels within their ranges; what is sent when is in tests/rfb/test_connection.py."""

from __future__ import annotations

import pytest

from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.extensions.quality_hints import QualityHints
from vncwall.rfb.link import Link
from vncwall.rfb.options import ConnectionOptions, Limits, PictureOptions


@pytest.mark.parametrize("level", range(10))
def test_every_level_has_its_number(level: int) -> None:
    picture = PictureOptions(compression=level, jpeg_quality=level)
    hints = QualityHints(Link(ConnectionOptions()), Desktop(Limits(), picture, DECODERS))
    assert hints.offers() == (-256 + level, -32 + level)
