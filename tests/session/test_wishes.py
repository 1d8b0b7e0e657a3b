from dataclasses import replace

import pytest

from vncwall.session.picture import picture_options
from vncwall.session.wishes import Wishes
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, PictureSettings

TILE = PictureSettings(jpeg_quality=3, update_interval=2.0)
CONTROL = PictureSettings(jpeg_quality=8, update_interval=0.0)
HOST = HostSettings("lab", HostAddress("lab", 5901), tile=TILE, control=CONTROL)


@pytest.mark.parametrize(
    ("is_controlled", "keeps_picture", "picture", "interval_s"),
    [(False, False, TILE, 2.0), (True, False, CONTROL, 0.0), (True, True, TILE, 0.0)],
)
def test_control_asks_for_its_own_picture_unless_a_wire_recording_keeps_the_tiles(
    is_controlled, keeps_picture, picture, interval_s
):
    wishes = replace(Wishes.of(HOST), is_controlled=is_controlled, keeps_picture=keeps_picture)
    assert wishes.picture == picture_options(picture)
    assert wishes.update_interval_s == interval_s


def test_pictures_are_needed_while_somebody_looks_or_controls():
    wishes = Wishes.of(HOST)
    assert not wishes.needs_pictures
    assert replace(wishes, is_watched=True).needs_pictures
    assert replace(wishes, is_controlled=True).needs_pictures
