import pytest

from vncwall.geometry import Size
from vncwall.ipc.messages import ControlledElsewhere, PlanChanged, RecordingState
from vncwall.settings.address import HostAddress
from vncwall.settings.caption import CAPTION_FIELDS, STANDARD, Captions
from vncwall.settings.model import HostSettings
from vncwall.ui.theme import Measures
from vncwall.wall.caption import Caption
from vncwall.wall.condition import Condition, Status
from vncwall.wall.desktop import Desktop

LIVE = Status(Condition.LIVE, "live")
STALE = Status(Condition.STALE, "stale", age_s=75)


def desktop() -> Desktop:
    host = HostSettings("Line 1", HostAddress("a", 5901), group="lab", tags=("press", "dark"))
    one = Desktop(0, host, now_ns=0)
    one.kbit_s, one.updates_s = 37.2, 2.5
    one.size, one.remote_name = Size(800, 600), "root's desktop"
    return one


def said(template: str, status: Status = LIVE, monitor: int | None = None) -> tuple[str, ...]:
    return Caption(template).texts(desktop(), status, monitor=monitor)


def test_the_standard_is_the_name_and_what_there_is_beside_it():
    assert said(STANDARD) == ("Line 1",)
    assert said(STANDARD, monitor=1) == ("Line 1", "monitor 2")
    recorded = desktop()
    recorded.recording = RecordingState.WAITING
    recorded.plan = PlanChanged(0, "schedule office", 0, "", 0)
    assert Caption(STANDARD).texts(recorded, LIVE, monitor=None) == ("Line 1", "office")


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ("{group}/{name}", ("lab/Line 1",)),
        ("{address}", (str(HostAddress("a", 5901)),)),
        ("{tags}", ("press, dark",)),
        ("{title}", ("root's desktop",)),
        ("{kbit_s} {fps}", ("37 kbit/s 2.5 fps",)),
        ("{size}", ("800x600",)),
        ("{name}[ · {state} {age}]", ("Line 1",)),
        ("{name} · {state}", ("Line 1",)),
        ("{state}[{control}]", ()),
        ("", ()),
    ],
)
def test_fields_stand_for_what_they_say(template: str, texts: tuple[str, ...]):
    assert said(template) == texts


def test_what_has_nothing_to_say_leaves_no_trace():
    assert said("{name}[ · {state} {age}]", STALE) == ("Line 1", "· stale 1 min")
    assert said("{control} - {name} - {recording}") == ("Line 1",)


def test_every_field_has_a_value():
    for field in CAPTION_FIELDS:
        Caption(f"{{{field}}}").texts(desktop(), LIVE, monitor=0)


def test_control_is_said():
    one = desktop()
    one.is_controlled = True
    assert Caption("{control}").texts(one, LIVE, monitor=None) == ("under control",)
    one.apply(ControlledElsewhere(0, "bob"), now_ns=0)
    assert Caption("{control}").texts(one, LIVE, monitor=None) == ("under control by bob",)


def test_captions_stand_on_tiles_that_are_large_enough_or_on_all_or_on_none():
    at_1080 = Measures.for_height(1080)
    widths = (1920 // 8, 1920 // 15)
    shown = {
        which.value: [Caption("", which).is_shown(width, at_1080) for width in widths]
        for which in Captions
    }
    assert shown == {"auto": [True, False], "always": [True, True], "hover": [False, False]}
