from dataclasses import replace

import pytest

from vncwall.geometry import Size
from vncwall.session.tuning import Purpose
from vncwall.session.wishes import Wishes
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, PictureSettings

TILE = PictureSettings(jpeg_quality=3, update_interval=2.0)
CONTROL = PictureSettings(jpeg_quality=8, update_interval=0.0)
HOST = HostSettings("lab", HostAddress("lab", 5901), tile=TILE, control=CONTROL)


@pytest.mark.parametrize(
    ("is_controlled", "keeps_picture", "best"),
    [
        (False, False, TILE),
        (True, False, CONTROL),
        (True, True, replace(TILE, update_interval=0.0)),
    ],
)
def test_control_asks_for_its_own_picture_unless_a_wire_recording_keeps_the_tiles(
    is_controlled, keeps_picture, best
):
    wishes = replace(Wishes.of(HOST), is_controlled=is_controlled, keeps_picture=keeps_picture)
    assert wishes.best == best


def test_pictures_are_needed_while_somebody_looks_or_controls():
    wishes = Wishes.of(HOST)
    assert not wishes.needs_pictures
    assert replace(wishes, is_watched=True).needs_pictures
    assert replace(wishes, is_controlled=True).needs_pictures


def test_a_desktop_of_which_the_last_minutes_are_kept_is_a_tile_that_is_asked_seldom():
    kept = replace(Wishes.of(HOST), tile=replace(TILE, update_interval=0.5), keeps_last=True)
    assert kept.needs_pictures
    assert kept.purpose is Purpose.TILE
    assert kept.best == replace(TILE, update_interval=2.0)
    assert replace(kept, is_watched=True).best.update_interval == 0.5
    assert replace(kept, keeps_last=False).purpose is Purpose.NOBODY


def test_a_recorder_alone_does_not_mind_when_the_picture_was_last_known_to_be_current():
    seen = replace(Wishes.of(HOST), is_watched=True)
    recorded = replace(seen, is_full_seen=True)
    assert [
        one.is_looked_at
        for one in (
            Wishes.of(HOST),
            seen,
            recorded,
            replace(recorded, box=Size(160, 90)),
            replace(recorded, is_controlled=True),
            replace(recorded, keeps_picture=True),
        )
    ] == [False, True, False, True, True, True]


def test_the_most_demanding_purpose_counts():
    wishes = Wishes.of(HOST)
    purposes = [wishes.purpose]
    for name in ("is_watched", "is_full_seen", "is_controlled"):
        setattr(wishes, name, True)
        purposes.append(wishes.purpose)
    assert purposes == [Purpose.NOBODY, Purpose.TILE, Purpose.FULL, Purpose.CONTROL]
    assert replace(Wishes.of(HOST), is_watched=True, keeps_picture=True).purpose is Purpose.FULL


@pytest.mark.parametrize(
    ("box", "reduction"),
    [(Size(0, 0), 1.0), (Size(480, 270), 4.0), (Size(480, 540), 4.0), (Size(4000, 3000), 1.0)],
)
def test_a_tile_reduces_its_desktop_by_the_tighter_edge(box, reduction):
    assert replace(Wishes.of(HOST), box=box).reduction(Size(1920, 1080)) == reduction


def test_a_desktop_without_pixels_is_not_reduced():
    assert replace(Wishes.of(HOST), box=Size(480, 270)).reduction(Size(0, 0)) == 1.0
