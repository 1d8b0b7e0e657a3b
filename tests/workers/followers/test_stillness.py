import pytest

from vncwall.ipc.messages import RemoveSession, SessionStats, SetPreviewSize
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, RecordingSettings
from vncwall.workers.followers.costs import IDLE_KBIT_S
from vncwall.workers.followers.stillness import JUST_S, Stillness
from vncwall.workers.roster import Entry, Roster

S = 1_000_000_000


class Tile:
    """One session on the page, and what is thought of it."""

    def __init__(self) -> None:
        roster = Roster(RecordingSettings())
        self.entry: Entry = roster.add(3, HostSettings("pc", HostAddress("pc", 5900)), posts=1)
        self.stillness = Stillness()
        self.now_ns = 1000 * S
        self.stillness.sent(SetPreviewSize(3, 160, 90), self.now_ns)

    def after(
        self, seconds: float, *, kbit_s: float, least_s: float = 0.0, change_bytes: float = 0.0
    ) -> bool:
        """Whether it is still when so much came and it is asked so seldom."""
        self.now_ns += int(seconds * S)
        self.entry.note(SessionStats(3, kbit_s, 1.0, (), change_bytes=change_bytes))
        self.entry.least_interval_s = least_s
        return self.stillness.is_still(self.entry, self.now_ns)


@pytest.fixture
def tile() -> Tile:
    return Tile()


def test_little_traffic_is_stillness(tile: Tile) -> None:
    assert tile.after(60, kbit_s=1.0)
    assert not tile.after(60, kbit_s=IDLE_KBIT_S)
    assert tile.after(60, kbit_s=1.0)


def test_a_film_that_is_slowed_stays_a_film(tile: Tile) -> None:
    assert not tile.after(60, kbit_s=900.0)
    assert not tile.after(60, kbit_s=20.0, least_s=8.0)
    assert not tile.after(600, kbit_s=0.0, least_s=8.0)
    assert tile.after(2, kbit_s=0.0), "asked as ever it is seen to be still"


def test_what_moves_while_it_is_slowed_is_seen(tile: Tile) -> None:
    assert tile.after(60, kbit_s=1.0, least_s=15.0)
    assert not tile.after(60, kbit_s=50.0, least_s=15.0)
    assert not tile.after(60, kbit_s=10.0, least_s=8.0)


def test_a_film_of_which_a_picture_a_minute_comes_is_told_by_what_changes(
    tile: Tile,
) -> None:
    assert not tile.after(60, kbit_s=5.0, least_s=20.0, change_bytes=40_000)
    assert tile.after(60, kbit_s=5.0, change_bytes=40_000), "asked as ever, it shows little"
    assert tile.after(60, kbit_s=5.0, least_s=20.0, change_bytes=2_000)


def test_of_what_came_on_the_page_just_now_nothing_is_known(tile: Tile) -> None:
    assert not tile.after(JUST_S - 1, kbit_s=0.0, least_s=4.0)
    tile.stillness.sent(SetPreviewSize(3, 80, 45), tile.now_ns)  # another size is no other tile
    assert tile.after(1, kbit_s=0.0, least_s=4.0)
    tile.stillness.sent(SetPreviewSize(3, 0, 0), tile.now_ns)
    tile.stillness.sent(SetPreviewSize(3, 80, 45), tile.now_ns)
    assert not tile.after(1, kbit_s=0.0, least_s=4.0)


def test_a_number_that_is_removed_is_forgotten(tile: Tile) -> None:
    assert not tile.after(60, kbit_s=900.0)
    tile.stillness.sent(RemoveSession(3), tile.now_ns)
    assert tile.after(1, kbit_s=0.0, least_s=8.0)
