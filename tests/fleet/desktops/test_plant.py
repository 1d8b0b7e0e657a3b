from tests.support.fleet_pair import NOON
from vncwall.fleet.desktops.plant import Alarms, PlantDesktop, Pump
from vncwall.geometry import Size


def test_a_click_switches_a_pump_and_acknowledging_rings_the_bell() -> None:
    plant = PlantDesktop("plant-1", Size(1280, 800), 1)
    plant.advance(NOON)
    for kind in (Pump, Alarms):
        part = next(part for part in plant.parts if isinstance(part, kind))
        plant.pointer_event(part.rect.x + 9, part.rect.y + 9, 0)
        assert plant.cursor == "hand"
        plant.pointer_event(part.rect.x + 9, part.rect.y + 9, 1)
        assert plant.advance(NOON)
    assert plant.bells == 1
