import pytest

from vncwall.session.thrift import CANDIDATES, ENOUGH_PIXELS, KEPT_S, TRIAL_S, Thrift
from vncwall.settings.model import EncodingName

S = 1_000_000_000
AUTO, ZRLE, HEXTILE = EncodingName.AUTO, *CANDIDATES


class Day:
    """A busy session that is asked every second, in encodings of known cost."""

    def __init__(self, **ns_a_pixel: float) -> None:
        self.thrift = Thrift()
        self.costs = {EncodingName(name): cost for name, cost in ns_a_pixel.items()}
        self.now = S
        self.asked = AUTO

    def spend(self, seconds: int, *, pixels: int = ENOUGH_PIXELS // 2) -> list[EncodingName]:
        seen = []
        for _ in range(seconds):
            self.now += S
            self.thrift.spent(self.asked, int(self.costs[self.asked] * pixels), pixels)
            self.asked = self.thrift.encoding(self.now, is_busy=True)
            seen.append(self.asked)
        return seen


def test_the_cheapest_is_found_and_kept():
    day = Day(auto=5.0, zrle=3.0, hextile=9.0)
    assert set(day.spend(10)) == {AUTO, ZRLE, HEXTILE}
    assert set(day.spend(30)) == {ZRLE}
    wanted = "the processor is busy, and zrle takes 40% less of it"
    assert day.thrift.sentence() == wanted


@pytest.mark.parametrize("zrle", [4.6, 6.0])
def test_what_is_hardly_cheaper_is_not_worth_a_change(zrle):
    day = Day(auto=5.0, zrle=zrle, hextile=9.0)
    day.spend(10)
    assert set(day.spend(30)) == {AUTO}
    assert day.thrift.sentence() == ""


def test_a_desktop_on_which_little_happens_is_left_alone():
    day = Day(auto=5.0, zrle=1.0, hextile=1.0)
    assert set(day.spend(int(2 * TRIAL_S), pixels=100)) == {AUTO}


def test_a_candidate_that_draws_too_little_to_be_judged_is_given_up():
    day = Day(auto=5.0, zrle=1.0, hextile=1.0)
    day.spend(3)
    assert day.asked is ZRLE
    day.spend(int(TRIAL_S) + 2, pixels=100)
    assert day.asked is AUTO


def test_without_need_the_settings_hold_and_what_was_found_is_remembered():
    day = Day(auto=5.0, zrle=3.0, hextile=9.0)
    day.spend(20)
    assert day.thrift.encoding(day.now, is_busy=False) is AUTO
    assert day.thrift.encoding(day.now + S, is_busy=True) is ZRLE


def test_another_time_it_is_measured_anew_and_another_server_too():
    day = Day(auto=5.0, zrle=3.0, hextile=9.0)
    day.spend(20)
    day.now += int(KEPT_S * S)
    assert day.spend(1) == [AUTO]
    day.spend(20)
    day.thrift.begin()
    assert day.thrift.encoding(day.now + S, is_busy=True) is AUTO
