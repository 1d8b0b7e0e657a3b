from dataclasses import replace

from vncwall.ipc.messages import RecordingState
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, Settings, WallSettings
from vncwall.settings.named_wall import (
    Arrangement,
    NamedWall,
    Order,
    Place,
    ShownState,
    ViewName,
)
from vncwall.wall.condition import Condition, Status
from vncwall.wall.desktop import Desktop
from vncwall.wall.walls import Walls

LIVE, FROZEN = (Status(c, c.value) for c in (Condition.LIVE, Condition.FROZEN))
HALL = NamedWall("hall", tags=("hall",), arrangement=Arrangement(ViewName.GROUPS, columns=3))
TROUBLE = NamedWall("trouble", states=(ShownState.PROBLEM, ShownState.RECORDING))
SETTINGS = Settings(walls=(HALL, TROUBLE))


def desktop(*tags: str) -> Desktop:
    return Desktop(0, HostSettings("a", HostAddress("a", 5900), tags=tags), now_ns=0)


def test_every_state_of_a_desktop_can_be_chosen_by():
    words = {state.value for state in ShownState}
    assert words == {condition.value for condition in Condition} | {
        "problem",
        "alert",
        "recording",
    }


def test_a_wall_can_be_of_what_has_an_alert():
    walls = Walls(Settings(walls=(NamedWall("red", states=(ShownState.ALERT,)),)))
    walls.choose(1)
    known = replace(LIVE, alert="dark", is_known=True)
    assert [walls.holds(desktop(), status) for status in (LIVE, known)] == [False, True]


def test_at_first_all_hosts_are_shown_as_the_wall_says():
    walls = Walls(SETTINGS)
    assert (walls.name, walls.arrangement) == ("", SETTINGS.wall.arrangement)
    assert walls.holds(desktop(), None)


def test_the_configuration_may_begin_with_a_wall():
    assert Walls(replace(SETTINGS, wall_name="hall")).chosen == HALL
    assert Walls(replace(SETTINGS, wall_name="gone")).chosen is None


def test_a_number_chooses_a_wall_with_its_hosts_and_arrangement():
    walls = Walls(SETTINGS)
    assert walls.choose(1)
    assert (walls.name, walls.arrangement) == ("hall", HALL.arrangement)
    assert walls.holds(desktop("hall"), LIVE)
    assert not walls.holds(desktop(), LIVE)
    assert not walls.choose(3)
    assert walls.name == "hall"
    assert walls.choose(0)
    assert walls.name == ""


def test_a_wall_may_hold_desktops_by_their_state():
    walls = Walls(SETTINGS)
    walls.choose(2)
    assert walls.is_choosing_by_state
    assert walls.holds(desktop(), FROZEN)
    assert not walls.holds(desktop(), LIVE)
    assert not walls.holds(desktop(), None)
    recorded = desktop()
    recorded.recording = RecordingState.RECORDING
    assert walls.holds(recorded, LIVE)


def test_views_come_one_after_another_free_placement_only_where_there_are_places():
    walls = Walls(SETTINGS)
    seen = [walls.next_view() for _ in range(4)]
    assert seen == [ViewName.GROUPS, ViewName.SPOTLIGHT, ViewName.FOLLOW, ViewName.GRID]
    placed = Arrangement(places={"a": Place(0, 0, 50, 50)})
    walls = Walls(Settings(wall=WallSettings(arrangement=placed)))
    assert ViewName.FREE in [walls.next_view() for _ in range(5)]


def test_orders_come_one_after_another():
    walls = Walls(SETTINGS)
    assert [walls.next_order() for _ in range(5)] == [
        Order.NAME,
        Order.GROUP,
        Order.STATE,
        Order.ACTIVITY,
        Order.CONFIGURED,
    ]


def test_another_configuration_keeps_the_wall_and_what_the_operator_changed():
    walls = Walls(SETTINGS)
    walls.choose(1)
    walls.next_order()
    walls.change(replace(SETTINGS, walls=(TROUBLE, HALL)))
    assert (walls.name, walls.arrangement.order) == ("hall", Order.NAME)
    other = replace(HALL, arrangement=Arrangement(columns=7))
    walls.change(replace(SETTINGS, walls=(other,)))
    assert walls.arrangement == other.arrangement
    walls.change(Settings())
    assert walls.name == ""
