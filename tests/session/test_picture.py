import pytest

from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.pixel_format import BGR233, CANONICAL
from vncwall.session.picture import picture_options
from vncwall.settings.model import EncodingName, PictureSettings, PixelFormatName


def test_auto_leaves_the_order_to_the_decoders():
    assert picture_options(PictureSettings()).encodings is None


@pytest.mark.parametrize("name", [name for name in EncodingName if name is not EncodingName.AUTO])
def test_the_preferred_encoding_comes_first_and_none_is_lost(name):
    encodings = picture_options(PictureSettings(encoding=name)).encodings
    assert encodings is not None
    assert encodings[0] == Encoding[name.name]
    wanted = [number for number, kind in DECODERS.items() if not kind.is_on_request]
    assert sorted(encodings) == sorted(wanted)


def test_quality_level_and_format_are_passed_on():
    options = picture_options(
        PictureSettings(compression=9, jpeg_quality=None, pixel_format=PixelFormatName.BGR233)
    )
    assert (options.compression, options.jpeg_quality) == (9, None)
    assert options.pixel_format == BGR233
    assert picture_options(PictureSettings()).pixel_format == CANONICAL
