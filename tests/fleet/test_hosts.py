import pickle

import pytest

from vncwall.fleet.desktops import DESKTOPS
from vncwall.fleet.hosts import FIRST_HOSTS, PASSWORD, Cycle, plan_fleet
from vncwall.settings.address import HostAddress
from vncwall.settings.model import PixelFormatName


@pytest.mark.parametrize(
    ("elapsed", "is_on", "next_switch"),
    [(0, False, 25), (24.9, False, 25), (25, True, 35), (34.9, True, 35), (35, False, 65),
     (64, False, 65), (66, True, 75), (75.5, False, 105)],
)  # fmt: skip
def test_a_cycle_comes_back(elapsed: float, is_on: bool, next_switch: float) -> None:
    cycle = Cycle(first_s=25, lasts_s=10, every_s=40)
    assert cycle.is_on(elapsed) is is_on
    assert cycle.next_switch(elapsed) == pytest.approx(next_switch)


def test_the_first_sixteen_are_of_many_sizes_and_have_the_special_ones() -> None:
    assert len(FIRST_HOSTS) == 16
    assert len({host.kind for host in FIRST_HOSTS}) == 16
    sizes = {host.size for host in FIRST_HOSTS}
    assert len(sizes) >= 14
    assert min(size.area for size in sizes) == 800 * 600
    assert max(size.area for size in sizes) == 2560 * 1440
    assert [host.name for host in FIRST_HOSTS if host.size.height > host.size.width] == [
        "lobby-sign"
    ]
    assert [len(host.screens) for host in FIRST_HOSTS if host.screens] == [2]
    assert [host.name for host in FIRST_HOSTS if host.password] == ["finance-11"]
    assert [host.name for host in FIRST_HOSTS if host.outage] == ["lab-scope"]
    assert [host.name for host in FIRST_HOSTS if host.freeze] == ["classroom-07"]
    assert [(host.name, host.rate_bits) for host in FIRST_HOSTS if host.rate_bits] == [
        ("till-3", 256_000)
    ]
    assert len(PASSWORD) == 8


def test_a_large_fleet_repeats_kinds_with_other_names_and_seeds() -> None:
    plans = plan_fleet(256)
    assert plans[:16] == FIRST_HOSTS
    assert len({plan.name for plan in plans}) == 256
    assert len({plan.seed for plan in plans}) == 256
    assert {plan.kind for plan in plans} <= set(DESKTOPS)
    assert pickle.loads(pickle.dumps(plans)) == plans


def test_the_slow_host_is_reached_with_few_colours() -> None:
    (slow,) = [host for host in FIRST_HOSTS if host.rate_bits]
    settings = slow.settings(HostAddress("127.0.0.1", 5999))
    assert settings.tile.pixel_format is PixelFormatName.BGR233
    assert settings.tile.jpeg_quality is None
    assert (settings.name, settings.address.port) == ("till-3", 5999)
