import pytest

from vncwall.ipc.messages import RecordingChanged, RecordingState, SessionChanged
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.states import Reason, SessionState
from vncwall.wall.desktop import Desktop
from vncwall.wall.find import Find

NOW = 1_000_000_000_000


def refused(name: str = "Касса 3", group: str = "Shop") -> Desktop:
    host = HostSettings(name, HostAddress("till3.example", 5900), group=group)
    desktop = Desktop(7, host, now_ns=NOW)
    change = SessionChanged(7, SessionState.BACKING_OFF, Reason.REFUSED, "nothing listens", NOW)
    desktop.apply(change, now_ns=NOW)
    return desktop


@pytest.mark.parametrize(
    "text", ["", "  ", "касса", "КАССА 3", "shop", "till3", "refused", "unreach", "3 shop refused"]
)
def test_every_word_may_be_part_of_name_group_address_or_state(text: str) -> None:
    desktop = refused()
    assert Find(text).matches(desktop, desktop.status(NOW))


@pytest.mark.parametrize("text", ["касса 4", "live", "recording", "shop live", "re", "fused"])
def test_one_word_that_is_not_said_of_it_hides_a_desktop(text: str) -> None:
    desktop = refused()
    assert not Find(text).matches(desktop, desktop.status(NOW))


def test_recording_is_a_word_while_it_records() -> None:
    desktop = refused()
    desktop.apply(RecordingChanged(7, RecordingState.RECORDING, "a.mkv", ""), now_ns=NOW)
    assert Find("recording").matches(desktop, desktop.status(NOW))


def test_only_problems_hides_what_needs_no_eyes() -> None:
    trouble = refused()
    fresh = Desktop(8, trouble.host, now_ns=NOW)
    find = Find(only_problems=True)
    assert find.matches(trouble, trouble.status(NOW))
    assert not find.matches(fresh, fresh.status(NOW))


def test_an_empty_search_is_known_as_one() -> None:
    assert Find().is_empty
    assert Find("  ").is_empty
    assert not Find("a").is_empty
    assert not Find(only_problems=True).is_empty
