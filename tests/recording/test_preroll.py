"""The last minutes of a session in memory."""

from __future__ import annotations

import numpy as np

from tests.support import wire
from vncwall.geometry import Size
from vncwall.recording.preroll import Preroll, Take
from vncwall.rfb.connection import Connection
from vncwall.rfb.events import Connected
from vncwall.rfb.options import ConnectionOptions, PictureOptions

SECOND = 1_000_000_000
HEAD = wire.BANNER_33 + b"\0\0\0\1"


class Rig:
    """A connection whose server paints random pictures, and what is kept of it."""

    def __init__(self, length_s: float, limit_bytes: int = 1 << 24) -> None:
        self.preroll = Preroll(length_s, limit_bytes)
        self.now = 0
        self.random = np.random.default_rng(1)
        self.pictures: list[tuple[int, np.ndarray]] = []
        self.connect()

    def connect(self, width: int = 64, height: int = 48) -> None:
        self.size = (width, height)
        self.connection = Connection(ConnectionOptions())
        self.connection.receive_data(HEAD + wire.server_init(width, height))
        (event,) = (one for one in self.connection.events() if isinstance(one, Connected))
        self.preroll.connected(event, picture=PictureOptions(), data=b"", time_ns=self.now)

    def paint(self, after_s: float = 1.0) -> None:
        """Paint a quarter of the desktop anew."""
        width, height = self.size
        x, y = (int(self.random.integers(0, side // 2)) for side in self.size)
        data = self.random.bytes(width // 2 * (height // 2) * 4)
        self.receive(wire.update(wire.rectangle(x, y, width // 2, height // 2, 0, data)), after_s)

    def receive(self, data: bytes, after_s: float = 1.0) -> None:
        self.now += int(after_s * SECOND)
        self.preroll.bytes_received(data, connection=self.connection, time_ns=self.now)
        self.connection.receive_data(data)
        self.preroll.bytes_handled(self.connection, self.now)
        self.pictures.append((self.now, self.connection.framebuffer.words.copy()))

    def picture_at(self, time_ns: int) -> np.ndarray:
        return [picture for at, picture in self.pictures if at <= time_ns][-1]


def replayed(take: Take, until_ns: int) -> np.ndarray:
    """What a player of a take shows at a time."""
    client = Connection(ConnectionOptions())
    client.receive_data(take.beginning)
    for time_ns, data in take.blocks:
        if max(time_ns, take.start_ns) <= until_ns:
            client.receive_data(data)
    assert not [one for one in client.events() if "Failed" in type(one).__name__]
    return client.framebuffer.words


def test_what_is_saved_begins_with_the_picture_of_that_moment() -> None:
    rig = Rig(60)
    for _ in range(200):
        rig.paint()
    for last_s in (1, 7.5, 30, 60):
        (take,) = rig.preroll.takes(last_s, rig.now)
        assert take.start_ns == rig.now - int(last_s * SECOND)
        for time_ns in range(take.start_ns, rig.now + 1, SECOND):
            assert np.array_equal(replayed(take, time_ns), rig.picture_at(time_ns))


def test_it_reaches_as_far_back_as_was_asked_and_not_much_farther() -> None:
    rig = Rig(60)
    for _ in range(500):
        rig.paint()
    (take,) = rig.preroll.takes(0, rig.now)
    assert 60 * SECOND <= rig.now - take.start_ns <= 91 * SECOND


def test_a_still_desktop_costs_nothing() -> None:
    rig = Rig(60)
    for _ in range(100):
        rig.paint()
    openings = rig.preroll.openings
    for _ in range(1000):
        rig.now += SECOND
        rig.preroll.bytes_handled(rig.connection, rig.now)
    assert rig.preroll.openings == openings + 1, "of the last changes"
    assert rig.preroll.memory < 20_000, "a picture"
    (take,) = rig.preroll.takes(10, rig.now)
    assert np.array_equal(replayed(take, take.start_ns), rig.connection.framebuffer.words)


def test_signs_of_life_make_no_openings() -> None:
    rig = Rig(60)
    rig.paint()
    rig.paint(after_s=100)
    assert rig.preroll.openings == 1
    for _ in range(20):
        rig.receive(wire.update(wire.raw(0, 0, 1, 1)), after_s=5)
    assert rig.preroll.openings == 1


def test_it_stays_within_its_memory() -> None:
    limit = 200_000
    rig = Rig(3600, limit)
    largest = 0
    for _ in range(500):
        rig.paint()
        largest = max(largest, rig.preroll.memory)
    assert limit // 2 < largest <= limit
    (take,) = rig.preroll.takes(0, rig.now)
    assert np.array_equal(replayed(take, rig.now), rig.connection.framebuffer.words)
    assert rig.now - take.start_ns > 15 * SECOND


def test_each_connection_is_a_take() -> None:
    rig = Rig(60)
    rig.paint()
    rig.preroll.disconnected()
    rig.now += 10 * SECOND
    rig.connect(32, 20)
    rig.paint()
    first, second = rig.preroll.takes(0, rig.now)
    assert (first.start_ns, first.end_ns) == (0, SECOND)
    assert (second.start_ns, second.end_ns) == (11 * SECOND, 12 * SECOND)
    assert (first.size, second.size) == (Size(64, 48), Size(32, 20))
    (last,) = rig.preroll.takes(1, rig.now)
    assert last == second


def test_a_new_size_is_a_new_take() -> None:
    rig = Rig(60)
    rig.paint()
    rig.receive(wire.update(wire.desktop_size(32, 20)))
    rig.size = (32, 20)
    rig.paint()
    assert [one.size.width for one in rig.preroll.takes(0, rig.now)] == [64, 32]


def test_before_a_connection_there_is_nothing() -> None:
    assert list(Preroll(60, 1 << 20).takes(0, 5 * SECOND)) == []
