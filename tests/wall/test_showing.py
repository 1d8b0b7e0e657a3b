from typing import Any

from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, Settings, WallSettings
from vncwall.settings.named_wall import Arrangement, NamedWall, Order, ShownState
from vncwall.wall.condition import Condition, Status
from vncwall.wall.desktop import SECOND, Desktop
from vncwall.wall.showing import RANKED_NS, SETTLES_NS, Showing

LIVE = Status(Condition.LIVE, "live")


def desktops(count: int) -> list[tuple[Desktop, Status | None]]:
    pairs: list[tuple[Desktop, Status | None]] = []
    for n in range(count):
        desktop = Desktop(n, HostSettings(f"pc{n}", HostAddress("h", 5900 + n)), now_ns=0)
        pairs.append((desktop, desktop.status(0)))
    return pairs


def test_at_first_everything_is_shown_and_nothing_said() -> None:
    showing = Showing(Settings())
    assert showing.sessions(desktops(12)) == tuple(range(12))
    assert showing.sentence() == ""


def test_what_is_typed_narrows_the_wall_letter_by_letter() -> None:
    showing = Showing(Settings())
    showing.begin_typing()
    seen = []
    for letter in "pc11":
        showing.write(letter)
        seen.append(showing.sessions(desktops(12)))
    assert seen == [tuple(range(12)), tuple(range(12)), (1, 10, 11), (11,)]
    assert showing.sentence() == "find: pc11_ · 1 of 12"
    showing.erase()
    assert showing.sessions(desktops(12)) == (1, 10, 11)


def test_pages_are_of_what_was_found() -> None:
    showing = Showing(Settings(wall=WallSettings(arrangement=Arrangement(page=2))))
    showing.write("pc1")
    assert showing.sessions(desktops(12)) == (1, 10)
    showing.pages.turn(1)
    assert showing.sessions(desktops(12)) == (11,)
    assert showing.sentence() == "find: pc1 · 3 of 12 · page 2 of 2"


def test_clearing_shows_all_again_and_says_whether_there_was_anything_to_clear() -> None:
    showing = Showing(Settings())
    assert not showing.clear()
    showing.toggle_problems()
    assert showing.sessions(desktops(3)) == ()
    assert showing.sentence() == "only problems · 0 of 3"
    assert showing.clear()
    assert showing.sessions(desktops(3)) == (0, 1, 2)


def test_a_desktop_of_which_nothing_is_known_yet_is_shown_unless_one_is_looked_for() -> None:
    showing = Showing(Settings())
    unknown = [(desktop, None) for desktop, _ in desktops(2)]
    assert showing.sessions(unknown) == (0, 1)
    showing.write("pc")
    assert showing.sessions(unknown) == ()


def many(count: int) -> list[tuple[Desktop, Status]]:
    hosts = [HostSettings(f"host-{n}", HostAddress("a", 5900)) for n in range(count)]
    return [(Desktop(n, host, now_ns=0), LIVE) for n, host in enumerate(hosts)]


def arranged(**changes: Any) -> Showing:
    return Showing(Settings(wall=WallSettings(arrangement=Arrangement(**changes))))


def test_hosts_keep_their_slots_over_pages():
    showing = arranged(page=2, slots={"host-4": 1, "host-0": 4})
    assert showing.sessions(many(5)) == (4, 1)
    showing.pages.turn(1)
    assert showing.sessions(many(5)) == (2, 0)
    assert showing.places == {2: 0, 0: 1}


def test_a_slot_beyond_the_last_host_leaves_places_free():
    showing = arranged(slots={"host-1": 4})
    assert showing.sessions(many(2)) == (0, 1)
    assert showing.places == {0: 0, 1: 3}


def test_who_looks_for_something_sees_it_without_gaps():
    showing = arranged(slots={"host-1": 4})
    showing.sessions(many(2))
    showing.write("host-1")
    assert showing.sessions(many(2)) == (1,)
    assert showing.places == {1: 0}


def test_a_wall_lists_its_hosts_in_its_own_order():
    walls = (NamedWall("hall", hosts=("host-3", "host-1")),)
    showing = Showing(Settings(walls=walls))
    assert showing.sessions(many(5)) == (0, 1, 2, 3, 4)
    assert showing.choose(1)
    assert showing.sessions(many(5)) == (3, 1)
    assert showing.sentence() == "hall"
    assert not showing.choose(2)


def test_tiles_come_and_go_with_states_once_a_second_at_most():
    showing = Showing(Settings(walls=(NamedWall("w", states=(ShownState.PROBLEM,)),)))
    showing.choose(1)
    assert showing.is_old(1, now_ns=5 * SECOND)
    assert not showing.is_old(1, now_ns=9 * SECOND), "nothing has changed"
    assert showing.is_old(2, now_ns=9 * SECOND)
    assert not showing.is_old(3, now_ns=9 * SECOND + SETTLES_NS - 1)
    assert showing.is_old(3, now_ns=9 * SECOND + SETTLES_NS)


def test_an_order_by_activity_holds_for_a_while():
    showing = arranged(order=Order.ACTIVITY)
    now = 100 * SECOND
    first = showing.sessions(many(3), activity={0: 0.0, 1: 5.0, 2: 0.1}.__getitem__, now_ns=now)
    assert first == (1, 2, 0)
    other = {0: 9.0, 1: 0.0, 2: 0.1}.__getitem__
    assert showing.sessions(many(3), activity=other, now_ns=now + 1) == first
    assert not showing.is_old(0, now_ns=now + RANKED_NS - 1)
    assert showing.is_old(0, now_ns=now + RANKED_NS)
    assert showing.sessions(many(3), activity=other, now_ns=now + RANKED_NS) == (0, 2, 1)


def test_another_configuration_keeps_the_wall_and_takes_its_page():
    walls = (NamedWall("hall", arrangement=Arrangement(page=2)),)
    showing = Showing(Settings(walls=walls))
    showing.choose(1)
    assert len(showing.sessions(many(5))) == 2
    showing.change(Settings(walls=(NamedWall("hall", arrangement=Arrangement(page=3)),)))
    assert len(showing.sessions(many(5))) == 3


def patrolled(tour: tuple[str, ...], **wall: Any) -> Showing:
    """A patrol, a second a page, over walls of pc0 to pc2, of pc3, and of what is in trouble."""
    walls = (
        NamedWall("low", hosts=("pc0", "pc1", "pc2"), arrangement=Arrangement(page=2, patrol_s=1)),
        NamedWall("high", hosts=("pc3",), arrangement=Arrangement(patrol_s=3)),
        NamedWall("trouble", states=(ShownState.FROZEN,), arrangement=Arrangement(patrol_s=1)),
    )
    arrangement = Arrangement(patrol_s=1.0, **wall)
    settings = WallSettings(arrangement=arrangement, patrol_walls=tour)
    showing = Showing(Settings(wall=settings, walls=walls))
    showing.pages.patrol(0, begins=True)
    return showing


def seen_on_patrol(showing: Showing, seconds: int) -> list[tuple[int, ...]]:
    seen = []
    for second in range(seconds):
        showing.patrol(second * SECOND, lambda: desktops(4))
        seen.append(showing.sessions(desktops(4)))
    return seen


def test_a_patrol_shows_the_pages_of_the_wall_one_after_the_other() -> None:
    showing = patrolled((), page=3)
    assert seen_on_patrol(showing, 4) == [(0, 1, 2), (3,), (0, 1, 2), (3,)]
    assert showing.sentence() == "page 2 of 2 · patrol"


def test_a_patrol_shows_walls_with_all_their_pages_each_for_its_own_time() -> None:
    showing = patrolled(("low", "high"))
    everything = (0, 1, 2, 3)
    low, high = [(0, 1), (2,)], [(3,)] * 3
    assert seen_on_patrol(showing, 8) == [everything, *low, *high, *low]
    assert showing.sentence() == "low · page 2 of 2 · patrol"


def test_a_patrol_passes_over_a_wall_that_nothing_is_on() -> None:
    showing = patrolled(("trouble", "high"))
    seen_on_patrol(showing, 3)
    assert showing.sentence() == "high · patrol"
    assert seen_on_patrol(patrolled(("trouble",)), 3) == [(0, 1, 2, 3)] * 3


def test_a_patrol_leaves_no_wall_on_which_something_is_looked_for() -> None:
    showing = patrolled(("low", "high"))
    showing.write("pc")
    assert seen_on_patrol(showing, 3) == [(0, 1, 2, 3)] * 3
    showing.clear()
    assert showing.patrol(9 * SECOND, lambda: desktops(4))
    assert showing.walls.name == "low"


def test_what_an_input_method_is_about_to_write_stands_in_what_is_looked_for() -> None:
    showing = Showing(Settings())
    showing.begin_typing()
    showing.write("a")
    showing.composing = "ni"
    showing.sessions(desktops(2))
    assert showing.sentence() == "find: ani_ · 0 of 2"
    showing.write("\u4f60")
    assert showing.sentence().startswith("find: a\u4f60_ ·")
