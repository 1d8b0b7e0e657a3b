from tests.support.fleet_pair import NOON
from vncwall.fleet.desktops.dispatch import Calls, CityMap, DispatchDesktop
from vncwall.geometry import Size


def test_each_monitor_has_its_own_half() -> None:
    desktop = DispatchDesktop("dispatch-1", Size(2560, 1024), 1)
    left = next(part for part in desktop.parts if isinstance(part, CityMap))
    right = next(part for part in desktop.parts if isinstance(part, Calls))
    assert left.rect.right <= 1280 <= right.rect.x
    assert all(part.rect.right <= 1280 or part.rect.x >= 1280 for part in desktop.parts)


def test_marks_are_set_with_the_left_button_and_cleared_with_another() -> None:
    desktop = DispatchDesktop("dispatch-1", Size(2560, 1024), 1)
    desktop.advance(NOON)
    for buttons in (1, 0, 4, 0):
        desktop.pointer_event(400, 400, buttons)
        if buttons:
            assert desktop.advance(NOON)
