from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.settings.named_wall import Order
from vncwall.wall.condition import Condition, Status
from vncwall.wall.desktop import Desktop
from vncwall.wall.order import Pair, natural, ordered, with_slots


def pair(session: int, name: str, group: str, condition: Condition | None) -> Pair:
    host = HostSettings(name, HostAddress("a", 5900), group=group)
    status = None if condition is None else Status(condition, condition.value)
    return Desktop(session, host, now_ns=0), status


PAIRS = [
    pair(0, "Line 10", "b", Condition.LIVE),
    pair(1, "line 9", "", Condition.FROZEN),
    pair(2, "Line 2", "a", Condition.LIVE),
    pair(3, "Alpha", "b", Condition.LOCKED),
    pair(4, "Zed", "", None),
]


def sessions(order: Order, levels: dict[int, float] | None = None) -> list[int]:
    activity = (levels or {}).get
    return [
        desktop.session for desktop, _ in ordered(PAIRS, order, activity=lambda s: activity(s, 0.0))
    ]


def test_as_configured_nothing_moves():
    assert sessions(Order.CONFIGURED) == [0, 1, 2, 3, 4]


def test_names_are_sorted_as_people_count():
    assert sessions(Order.NAME) == [3, 2, 1, 0, 4]


def test_hosts_without_a_group_come_last_and_equals_stay():
    assert sessions(Order.GROUP) == [2, 0, 3, 1, 4]


def test_what_needs_eyes_comes_first_and_the_unknown_last():
    assert sessions(Order.STATE) == [3, 1, 0, 2, 4]


def test_the_busiest_come_first_and_about_equals_stay():
    assert sessions(Order.ACTIVITY, {1: 0.5, 2: 0.51, 4: 8.0}) == [4, 1, 2, 0, 3]


def test_natural_order_takes_any_text():
    texts = ["", "10", "9", "a", "\N{ARABIC-INDIC DIGIT ONE}", "9" * 5000, "ß", "²"]
    assert sorted(sorted(texts, key=natural), key=natural) == sorted(texts, key=natural)


def test_the_others_flow_round_those_with_a_slot():
    assert with_slots([1, 2, 3, 4], {4: 0, 2: 2}) == [4, 1, 2, 3]
    assert with_slots([1, 2], {}) == [1, 2]
    assert with_slots([], {1: 3}) == []


def test_a_slot_beyond_the_last_leaves_places_free():
    assert with_slots([7, 8], {8: 3}) == [7, None, None, 8]
