from tests.support.fleet_pair import NOON
from vncwall.fleet.desktops.base import Damaged
from vncwall.fleet.desktops.video import Picture, VideoDesktop
from vncwall.geometry import Size


def test_the_whole_picture_moves_until_it_is_paused() -> None:
    video = VideoDesktop("video-1", Size(1280, 800), 1)
    video.advance(NOON)
    picture = next(part for part in video.parts if isinstance(part, Picture))
    changes = video.advance(NOON + 0.2)
    assert Damaged(picture.rect) in changes
    video.pointer_event(picture.rect.x + 50, picture.rect.y + 50, 1)
    video.advance(NOON + 0.2)
    assert video.advance(NOON + 0.5) == []
