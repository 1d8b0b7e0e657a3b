"""Decoders of the real encodings, one file each.

To add one: write its file and add its class to `DECODERS`; the contract test covers it then.
"""

from __future__ import annotations

from vncwall.rfb.decoders.base import Decoder, decoder_table
from vncwall.rfb.decoders.copyrect import CopyRectDecoder
from vncwall.rfb.decoders.corre import CoRREDecoder
from vncwall.rfb.decoders.hextile import HextileDecoder
from vncwall.rfb.decoders.jpeg import JPEGDecoder
from vncwall.rfb.decoders.open_h264 import OpenH264Decoder
from vncwall.rfb.decoders.raw import RawDecoder
from vncwall.rfb.decoders.rre import RREDecoder
from vncwall.rfb.decoders.tight import TightDecoder
from vncwall.rfb.decoders.tight_png import TightPNGDecoder
from vncwall.rfb.decoders.trle import TRLEDecoder
from vncwall.rfb.decoders.ultra import UltraDecoder
from vncwall.rfb.decoders.zlib import ZlibDecoder
from vncwall.rfb.decoders.zlibhex import ZlibHexDecoder
from vncwall.rfb.decoders.zrle import ZRLEDecoder
from vncwall.rfb.decoders.zywrle import ZYWRLEDecoder

__all__ = ["DECODERS", "Decoder"]

DECODERS: dict[int, type[Decoder]] = decoder_table(
    CopyRectDecoder,
    TightDecoder,
    ZRLEDecoder,
    TRLEDecoder,
    HextileDecoder,
    ZlibDecoder,
    CoRREDecoder,
    RREDecoder,
    JPEGDecoder,
    OpenH264Decoder,
    TightPNGDecoder,
    UltraDecoder,
    ZlibHexDecoder,
    ZYWRLEDecoder,
    RawDecoder,
)
"""Every decoder by its encoding-type, the preferred first."""
