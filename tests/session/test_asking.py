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

    def knows_of_heavy_changes(self, size: int) -> None:
        """Have the last change of all of the screen taken so many bytes."""
        self.terms.meter.received(size, S)
        self.terms.meter.updated(S)

    def answers(self, y: int, height: int, now_ns: int = S) -> None:
        self.server.sends(wire.update(wire.raw(0, y, WIDTH, height)))
        self.asker.answered(now_ns)


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
    rig.asker.answered(S)
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


def part(y: int, height: int) -> bytes:
    return wire.request(0, y, WIDTH, height, incremental=True)


def striped() -> Rig:
    """A whole screen is there at 1 s, and its changes take six seconds of the line."""
    rig = Rig(budget=4000)
    rig.asks(S)
    rig.answers(0, HEIGHT)
    rig.asker._bands = None
    rig.knows_of_heavy_changes(24_000)
    return rig


def test_changes_that_would_take_the_line_for_long_are_asked_for_in_strips():
    rig = striped()
    assert rig.asks(3 * S) == [part(0, 64)], "of one and a half seconds each"
    assert rig.asks(3 * S + 1) == [], "not before the last has come"
    for y in (64, 128, 192):
        rig.answers(y - 64, 64, 4 * S)
        assert rig.asks(4 * S) == [part(y, 64)], "and then without waiting for the interval"
    rig.answers(192, 64, 5 * S)
    assert rig.asker.current_ns == 4 * S, "the first strips are older than the last"


def test_the_next_pass_begins_an_interval_after_the_last():
    rig = striped()
    rig.pacer.set_interval(10.0)
    rig.asks(3 * S)
    for y in (64, 128, 192, 0):
        rig.answers((y or HEIGHT) - 64, 64, 4 * S)
        rig.asks(4 * S)
    assert rig.asks(12 * S) == []
    assert len(rig.asks(13 * S)) == 1


def test_a_strip_in_which_nothing_changes_does_not_hold_up_the_others():
    rig = striped()
    assert rig.asks(3 * S) == [part(0, 64)]
    assert rig.asks(3 * S + S // 2) == [part(64, 64)]
    assert rig.asker.is_part
    for n, y in ((2, 128), (3, 192)):
        assert rig.asks(3 * S + n * S // 2) == [part(y, 64)]
    assert rig.asks(30 * S) == [], "all of the screen is asked for: any change will be told"
    assert not rig.asker.is_part
    assert rig.asker.current_ns is None


def test_other_messages_of_the_server_are_no_answer_to_a_strip():
    rig = striped()
    rig.asks(3 * S)
    rig.terms.meter.received(20, 3 * S + S // 4)  # a fence
    assert rig.asks(3 * S + S // 2) == []
    assert rig.asks(3 * S + 3 * S // 4) == [part(64, 64)]


def test_an_answer_that_is_still_to_be_read_is_waited_for():
    rig = striped()
    rig.asks(3 * S)
    rig.terms.allowance.spend(4 * 3000, 3 * S)
    ready_ns = rig.asker.ask(4 * S)
    assert ready_ns is not None
    assert rig.asks(ready_ns) == []
    assert rig.asks(ready_ns + S // 2) == [part(64, 64)]


def test_with_a_wider_line_all_changes_are_asked_for_at_once_again():
    rig = striped()
    rig.asks(3 * S)
    for y in (64, 128, 192, HEIGHT):
        rig.answers(y - 64, 64, 4 * S)
        if y < HEIGHT:
            rig.asks(4 * S)
    rig.terms.allowance.set_rate(1e6, 4 * S)
    assert rig.asks(9 * S) == [part(0, HEIGHT)]


def test_a_recorded_desktop_is_asked_for_as_a_whole():
    rig = striped()
    rig.terms.wishes.is_full_seen = True
    assert rig.asks(3 * S) == [part(0, HEIGHT)]
