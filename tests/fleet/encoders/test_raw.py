import numpy as np

from vncwall.fleet.encoders.base import EncodeOptions
from vncwall.fleet.encoders.raw import RawEncoder
from vncwall.fleet.pixels import PixelPacker
from vncwall.geometry import Rect
from vncwall.rfb.pixel_format import BGR233, CANONICAL


def test_one_rectangle_with_every_pixel() -> None:
    words = np.array([[0x010203, 0xFFFFFF]], np.uint32)
    (data,) = RawEncoder().encode(Rect(7, 8, 2, 1), words, PixelPacker(CANONICAL), EncodeOptions())
    assert data == bytes.fromhex("0007 0008 0002 0001 00000000 03020100 ffffff00")
    (data,) = RawEncoder().encode(Rect(7, 8, 2, 1), words, PixelPacker(BGR233), EncodeOptions())
    assert data == bytes.fromhex("0007 0008 0002 0001 00000000 00 ff")
