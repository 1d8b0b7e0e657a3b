from vncwall.geometry import Rect, Size
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.wall.actions import ACTIONS_BY_NAME
from vncwall.wall.bar_buttons import bar_buttons
from vncwall.wall.control import Control
from vncwall.wall.desktop import Desktop
from vncwall.wall.viewport import Viewport


def names(*, view_only: bool = False, is_on: bool = False, monitors: int = 1) -> list[str]:
    host = HostSettings("lab", HostAddress("lab", 5901), view_only=view_only)
    control, viewport = Control(Desktop(0, host, now_ns=0), lambda command: None), Viewport()
    screens = [Rect(n * 100, 0, 100, 100) for n in range(monitors)]
    viewport.place(Rect(0, 0, 400, 300), Size(100 * monitors, 100), screens)
    if is_on:
        control.begin()
    return [b.action for b in bar_buttons(control, viewport, is_full_screen=False)]


def test_every_button_is_an_action_and_the_way_out_is_the_first():
    for shown in (names(), names(is_on=True, monitors=2), names(view_only=True)):
        assert set(shown) <= set(ACTIONS_BY_NAME)
        assert shown[0] == "release"


def test_only_what_can_be_done_is_there():
    assert "ctrl-alt-del" in names(is_on=True)
    assert "control" not in names(is_on=True)
    assert "control" in names()
    assert "control" not in names(view_only=True)
    assert "next monitor" not in names()
    assert "next monitor" in names(monitors=2)
