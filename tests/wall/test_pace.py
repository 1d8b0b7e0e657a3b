from dataclasses import replace

import pytest

from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, PictureSettings
from vncwall.wall.pace import QUICK_S, REST_S, USED_NS, Pace

HOST = HostSettings("lab", HostAddress("lab", 5901))


def every(interval_s: float) -> HostSettings:
    return replace(HOST, tile=PictureSettings(update_interval=interval_s))


def test_a_wall_that_nobody_touches_turns_more_seldom():
    pace = Pace([HOST], now_ns=0)
    assert pace.rest_s(USED_NS) == REST_S
    pace.touched(USED_NS)
    assert pace.rest_s(USED_NS + 1) == QUICK_S
    assert pace.rest_s(2 * USED_NS) == REST_S


@pytest.mark.parametrize(
    ("interval_s", "rest_s"),
    [(1.0, REST_S), (0.2, REST_S), (0.1, 0.05), (0.03, QUICK_S), (0.0, QUICK_S)],
)
def test_tiles_that_are_asked_for_often_are_shown_as_often(interval_s, rest_s):
    assert Pace([HOST, every(interval_s)], now_ns=0).rest_s(USED_NS) == pytest.approx(rest_s)


def test_other_hosts_have_another_pace():
    pace = Pace([every(0.0)], now_ns=0)
    pace.follow([HOST])
    assert pace.rest_s(USED_NS) == REST_S
    pace.follow([])
    assert pace.rest_s(USED_NS) == REST_S
