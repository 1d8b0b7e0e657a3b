from tests.support.fleet_pair import NOON, FleetPair
from vncwall.fleet.desktops.base import Moved
from vncwall.fleet.desktops.log import LogDesktop, log_line
from vncwall.geometry import Size
from vncwall.rfb.constants import Encoding
from vncwall.rfb.options import ConnectionOptions, PictureOptions


def test_a_line_is_the_same_whenever_it_is_asked_for() -> None:
    assert log_line(7, 3, 12.5) == log_line(7, 3, 12.5)
    assert log_line(7, 3, 12.5) != log_line(8, 3, 12.5)
    assert log_line(7, 3, 3661.5)[0] == "01:01:01.500"


def test_new_lines_scroll_the_old_ones_and_travel_as_copyrect() -> None:
    desktop = LogDesktop("log-1", Size(900, 700), 2)
    desktop.advance(NOON)
    moves = [change for change in desktop.advance(NOON + 1) if isinstance(change, Moved)]
    assert len(moves) == 1
    assert moves[0].dy < 0
    pair = FleetPair(desktop, ConnectionOptions(picture=PictureOptions(jpeg_quality=None)))
    pair.update()
    pair.update(after_s=2)
    assert Encoding.COPYRECT in pair.connection.received_encodings
    pair.assert_same_picture()


def test_the_wheel_looks_back_and_forward_again() -> None:
    desktop = LogDesktop("log-1", Size(900, 700), 2)
    desktop.advance(NOON)
    before = desktop.words(desktop.rect).tobytes()
    desktop.pointer_event(300, 300, 0b1000)
    desktop.pointer_event(300, 300, 0)
    assert desktop.advance(NOON)
    assert desktop.words(desktop.rect).tobytes() != before
    desktop.pointer_event(300, 300, 0b10000)
    desktop.advance(NOON)
    assert desktop.words(desktop.rect).tobytes() == before
