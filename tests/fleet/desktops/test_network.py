from tests.support.fleet_pair import NOON
from vncwall.fleet.desktops.network import Map, NetworkDesktop
from vncwall.geometry import Size


def test_a_click_on_a_node_shows_its_details() -> None:
    desktop = NetworkDesktop("net-1", Size(1280, 800), 1)
    desktop.advance(NOON)
    chart = next(part for part in desktop.parts if isinstance(part, Map))
    x, y = (round(value) for value in chart._places[0])
    desktop.pointer_event(chart.rect.x + x, chart.rect.y + y, 1)
    assert chart.chosen == 0
    assert desktop.advance(NOON)
