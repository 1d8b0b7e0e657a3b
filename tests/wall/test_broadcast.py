import pytest

from vncwall.ipc.messages import Command, KeyEvent, SessionChanged, SetControl
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.states import Reason, SessionState
from vncwall.wall.broadcast import Broadcast
from vncwall.wall.desktop import Desktop


class Three:
    """Three live desktops that get the same keys, and what was sent."""

    def __init__(self) -> None:
        self.desktops = [
            Desktop(n, HostSettings(f"host-{n}", HostAddress("lab", 5900 + n)), now_ns=0)
            for n in range(3)
        ]
        for desktop in self.desktops:
            self.become(desktop.session, SessionState.LIVE)
        self.sent: list[Command] = []
        self.broadcast = Broadcast(self.desktops, self.sent.append)

    def become(self, session: int, state: SessionState) -> None:
        notice = SessionChanged(session, state, Reason.NONE, "", 0)
        self.desktops[session].apply(notice, now_ns=0)

    def taken(self) -> list[Command]:
        sent, self.sent[:] = list(self.sent), []
        return sent


@pytest.fixture
def three() -> Three:
    return Three()


def test_control_of_all_is_taken_in_the_quality_of_their_tiles(three: Three):
    assert three.taken() == [SetControl(n, True, is_shown_large=False) for n in range(3)]
    assert all(desktop.is_controlled for desktop in three.desktops)


def test_every_key_goes_to_all(three: Three):
    three.taken()
    three.broadcast.key_down(ord("a"), 4, 0, unicode="a", now_ns=0)
    three.broadcast.key_up(4)
    three.broadcast.text("é")
    expected = [KeyEvent(n, ord("a"), True) for n in range(3)]
    expected += [KeyEvent(n, ord("a"), False) for n in range(3)]
    expected += [KeyEvent(n, 0xE9, down) for n in range(3) for down in (True, False)]
    assert three.taken() == expected


def test_a_desktop_that_is_lost_falls_out_and_stays_out(three: Three):
    three.broadcast.key_down(ord("a"), 4, 0, unicode="a", now_ns=0)
    three.taken()
    three.become(1, SessionState.BACKING_OFF)
    assert three.broadcast.drop_lost() == [three.desktops[1]]
    assert three.broadcast.drop_lost() == []
    assert three.taken() == [SetControl(1, False)]
    three.become(1, SessionState.LIVE)
    three.broadcast.key_up(4)
    assert three.taken() == [KeyEvent(n, ord("a"), False) for n in (0, 2)]
    assert three.broadcast.sessions == {0, 2}


def test_a_frozen_desktop_stays(three: Three):
    three.become(1, SessionState.STALLED)
    assert three.broadcast.drop_lost() == []


def test_all_are_released_together(three: Three):
    three.broadcast.key_down(ord("a"), 4, 0, unicode="a", now_ns=0)
    three.taken()
    three.broadcast.end()
    assert three.taken() == [
        command
        for n in range(3)
        for command in (KeyEvent(n, ord("a"), False), SetControl(n, False))
    ]
    assert not any(desktop.is_controlled for desktop in three.desktops)
