import pytest

from vncwall.geometry import Rect, Size
from vncwall.ipc.messages import SessionStats
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.ui.text import Text
from vncwall.wall.banner import Banner, quality_in_a_word
from vncwall.wall.control import Control
from vncwall.wall.desktop import Desktop
from vncwall.wall.viewport import Viewport


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("best encoding, compression 2, JPEG 8, rgb888, as fast as it comes", "JPEG 8"),
        ("best encoding, no JPEG, rgb888, every 1 s", "lossless"),
        ("tight, JPEG 4, rgb565, every 2 s", "few colours"),
        ("zrle, no JPEG, bgr233, every 2 s", "few colours"),
        ("", ""),
    ],
)
def test_quality_is_said_in_a_word(asked: str, word: str):
    assert quality_in_a_word(asked) == word


def test_what_is_special_is_said_in_the_order_of_its_weight():
    desktop = Desktop(0, HostSettings("lab", HostAddress("lab", 5901)), now_ns=0)
    control, viewport = Control(desktop, lambda command: None), Viewport()
    banner = Banner(control, viewport, chord="Ctrl+Alt+Shift", text=Text())
    assert banner.facts() == ""
    control.begin()
    control.type_text("abc", 0)
    control.toggle_held("ctrl")
    control.toggle_held("shift")
    two = (Rect(0, 0, 400, 300), Rect(400, 0, 400, 300))
    viewport.place(Rect(0, 0, 400, 300), Size(800, 300), two)
    viewport.next_monitor()
    viewport.show_at(2.0)
    desktop.apply(SessionStats(0, 1.0, 1.0, (), asked="tight, JPEG 8, rgb888"), now_ns=0)
    assert banner.facts() == (
        "typing 0 of 3, Esc stops · Ctrl+Shift held down · monitor 1 of 2 · 200 % · JPEG 8"
    )
