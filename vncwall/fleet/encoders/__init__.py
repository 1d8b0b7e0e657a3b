"""How the fleet writes rectangles, one file an encoding. `ENCODERS` is the whole list.

CopyRect is not here: it carries no pixels, `fleet.client` writes it.
"""

from __future__ import annotations

from vncwall.fleet.encoders.base import Encoder
from vncwall.fleet.encoders.hextile import HextileEncoder
from vncwall.fleet.encoders.raw import RawEncoder
from vncwall.fleet.encoders.tight import TightEncoder
from vncwall.fleet.encoders.zrle import ZRLEEncoder
from vncwall.rfb.constants import Encoding

ENCODERS: dict[int, type[Encoder]] = {
    Encoding.RAW: RawEncoder,
    Encoding.HEXTILE: HextileEncoder,
    Encoding.ZRLE: ZRLEEncoder,
    Encoding.TIGHT: TightEncoder,
}
