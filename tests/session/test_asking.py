from dataclasses import replace

from tests.support import wire
from tests.support.scripted_server import ScriptedServer, client_messages
from vncwall.session.asking import Asker
from vncwall.session.pacing import UpdatePacer
from vncwall.session.terms import Terms
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings

S = 1_000_000_000
HOST = HostSettings("lab", HostAddress("lab", 5901))
WIDTH, HEIGHT = 512, 256


class Rig:
    """An asker on a connection with a desktop that is asked for in bands."""

    def __init__(self, *, budget: float = 0.0) -> None:
        self.server = ScriptedServer()
        self.server.sends(wire.BANNER_38, b"\1\1", wire.OK, wire.server_init(WIDTH, HEIGHT))
        self.server.receives()
        self.terms = Terms(replace(HOST, adapt=False), 0)
        self.terms.wishes.is_watched = True
        self.terms.allowance.set_rate(budget, 0)
        self.terms.resized(self.server.connection.framebuffer.size)
        self.pacer = UpdatePacer(1.0)
        self.pacer.set_watched(is_watched=True)
        self.asker = Asker(self.server.connection, self.pacer, self.terms)

    def asks(self, now_ns: int) -> list[bytes]:
        self.asker.ask(now_ns)
        return client_messages(self.server.receives())

    def answers(self, y: int, height: int) -> None:
        self.server.sends(wire.update(wire.raw(0, y, WIDTH, height)))
        self.asker.answered()


def full(y: int, height: int) -> bytes:
    return wire.request(0, y, WIDTH, height, incremental=False)


def test_a_whole_screen_comes_in_bands_without_waiting_for_the_interval():
    rig = Rig()
    assert rig.asks(S) == [full(0, 64)]
    assert rig.asks(S) == []
    rig.answers(0, 64)
    assert not rig.asker.is_whole
    assert rig.asks(S) == [full(64, 192)]
    rig.answers(64, 192)
    assert rig.asker.is_whole
    assert rig.asks(S) == []
    assert rig.asks(2 * S) == [wire.request(0, 0, WIDTH, HEIGHT, incremental=True)]


def test_an_answer_that_is_not_the_band_does_not_make_it_whole():
    rig = Rig()
    rig.asks(S)
    rig.answers(0, 64)
    rig.asks(S)
    rig.server.sends(wire.update(wire.raw(0, 64, 10, 10)))
    rig.asker.answered()
    assert not rig.asker.is_whole


def test_a_new_size_is_asked_for_from_the_top():
    rig = Rig()
    rig.asks(S)
    rig.answers(0, 64)
    rig.asker.need_whole(is_new=True)
    assert not rig.asker.has_asked
    rig.pacer.restart()
    assert rig.asks(S) == [full(0, 64)]


def test_nothing_is_asked_in_debt():
    rig = Rig(budget=1000)
    rig.terms.allowance.spend(1000, S)
    ready_ns = rig.asker.ask(S)
    assert client_messages(rig.server.receives()) == []
    assert ready_ns is not None
    assert S < ready_ns <= 2 * S
    assert len(rig.asks(ready_ns)) == 1


def test_a_budget_makes_bands_of_a_second():
    rig = Rig(budget=32_000 * 0.12)
    assert rig.asks(S) == [full(0, 32_000 // WIDTH)]


def test_nothing_is_asked_while_nobody_watches():
    rig = Rig()
    rig.pacer.set_watched(is_watched=False)
    assert rig.asks(S) == []
