"""CoRRE encoding: RRE in rectangles of at most 255x255 (rfbproto, CoRRE Encoding)."""

from __future__ import annotations

from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.rre import RREDecoder


class CoRREDecoder(RREDecoder):
    """Subrectangles with 8-bit coordinates."""

    encoding = Encoding.CORRE
    preference = 30
    is_wide = False
