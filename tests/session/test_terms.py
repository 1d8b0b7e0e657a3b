from dataclasses import replace

import pytest

from vncwall.geometry import Rect, Size
from vncwall.rfb.constants import Encoding
from vncwall.session.terms import STRIP_S, TYPICAL_DENSITY, Terms
from vncwall.settings.address import HostAddress
from vncwall.settings.model import EncodingName, HostSettings, PixelFormatName

S = 1_000_000_000
HOST = HostSettings("lab", HostAddress("lab", 5901))
DESKTOP = Size(1920, 1080)
TIGHT = {int(Encoding.TIGHT)}


def terms(host: HostSettings = HOST, *, budget: float = 0.0) -> Terms:
    one = Terms(host, 0)
    one.wishes.is_watched = True
    one.allowance.set_rate(budget, 0)
    one.resized(DESKTOP)
    one.decide(0)
    return one


def band(one: Terms, start_ns: int, *, size: int, rate: float, rows: int = 64) -> int:
    """Have one band come over a line of `rate` bytes a second."""
    one.meter.asked(start_ns)
    one.meter.received(1000, start_ns)
    end_ns = start_ns + int((size - 1000) / rate * S)
    for part in range(1, 11):
        one.meter.received((size - 1000) // 10, start_ns + (end_ns - start_ns) * part // 10)
    one.updated([Rect(0, 0, 1920, rows)], TIGHT, end_ns, is_whole=True)
    return end_ns


def slow_bands(one: Terms) -> int:
    """Have two bands come over 256 kbit/s: one alone may be of a busy moment."""
    now = band(one, S, size=16_000, rate=32_000)
    assert not one.decide(now)
    return band(one, now + S // 10, size=16_000, rate=32_000)


def test_the_first_bands_of_a_slow_line_make_the_rest_coarse():
    one = terms()
    assert one.choice.picture == HOST.tile
    now = slow_bands(one)
    assert one.decide(now)
    assert one.choice.picture.pixel_format is PixelFormatName.BGR233
    assert not one.decide(now)


def test_the_first_band_of_a_fast_line_changes_nothing():
    one = terms()
    assert not one.decide(band(one, S, size=16_000, rate=50e6))
    assert one.choice.picture == HOST.tile


def test_nothing_adapts_where_the_user_has_said_so():
    one = terms(replace(HOST, adapt=False))
    assert not one.decide(slow_bands(one))


def test_a_budget_counts_before_anything_was_measured():
    one = terms(budget=32_000)
    assert one.choice.picture.pixel_format is PixelFormatName.BGR233
    # Of the typical desktop, in these colours, a second's worth.
    assert one.band_pixels(0) == pytest.approx(32_000 / (TYPICAL_DENSITY * 0.45))


def test_bands_are_a_second_of_the_line():
    one = terms()
    assert one.band_pixels(0) == 0
    band(one, S, size=1920 * 64 // 8, rate=1e6)
    assert one.band_pixels(2 * S) == pytest.approx(8e6, rel=0.01)


def test_continuous_updates_are_for_control_without_limits():
    one = terms()
    assert not one.allows_continuous
    one.wishes.is_controlled = True
    one.decide(0)
    assert one.allows_continuous
    one.allowance.set_rate(1e9, 0)
    assert not one.allows_continuous


def test_a_session_that_was_made_to_wait_wants_more_than_its_share():
    one = terms(budget=4000)
    for second in range(1, 20):
        one.held(second * S)
        one.meter.received(4000, second * S)
        one.released(second * S + S // 2)
    assert one.wanted_kbit_s(20 * S) > 1.4 * 32, "it waits for a good part of the time"
    assert one.wanted_kbit_s(60 * S) < 2


def test_a_session_that_waited_once_for_a_moment_wants_what_it_uses():
    one = terms(budget=4000)
    one.held(9 * S)
    one.released(9 * S + S // 2)
    assert one.wanted_kbit_s(11 * S) < 2


def test_a_session_that_nobody_looks_at_wants_nothing():
    one = terms(budget=4000)
    one.held(S)
    one.wishes.is_watched = False
    assert one.wanted_kbit_s(S) == 0


def test_a_session_asked_for_less_wants_what_it_uses():
    one = terms()
    now = slow_bands(one)
    one.decide(now)
    for _second in range(20):
        now += S
        one.meter.received(1000, now)
    assert one.wanted_kbit_s(now) == pytest.approx(8, rel=0.1)


def test_only_a_tiles_changes_come_in_strips():
    one = terms(budget=4000)
    assert not one.wants_strips(S, has_them=False), "nothing is known of its changes"
    one.meter.received(16_000, S)
    one.meter.updated(S)
    assert one.wants_strips(S, has_them=False)
    one.decide(S)
    assert "large changes come in strips" in one.choice.why
    one.allowance.set_rate(8000, S)
    assert not one.wants_strips(S, has_them=False)
    assert one.wants_strips(S, has_them=True), "it is not given up for a little more"
    one.wishes.is_controlled = True
    assert not one.wants_strips(S, has_them=True)


def test_a_strip_is_what_the_line_carries_in_a_moment():
    one = terms(budget=4000)
    one.resized(Size(640, 480))
    one.meter.received(16_000, S)
    one.meter.updated(S)
    assert one.strip_rows(S) == pytest.approx(120 * STRIP_S)


@pytest.mark.parametrize(("budget", "after_s"), [(0.0, 2.0), (32_000.0, 0.5)])
def test_the_choice_is_looked_at_again_sooner_where_something_holds_it_back(budget, after_s):
    one = terms(budget=budget)
    assert not one.is_due(int(0.9 * after_s * S))
    assert one.is_due(int(after_s * S))
    one.decide(3 * S)
    assert not one.is_due(3 * S)


def test_the_choice_is_looked_at_again_after_every_part_of_a_screen():
    one = terms()
    assert one.is_due(band(one, S // 2, size=16_000, rate=32_000))


def film(one: Terms, start_ns: int, *, size: int, received: set[int], seconds: int) -> int:
    """Have a film run that takes `size` bytes a second, half with few colours; return the time."""
    now = start_ns
    for _second in range(seconds):
        now += S
        coarse = one.choice.picture.pixel_format is PixelFormatName.BGR233
        for part in range(10):
            one.meter.received(size // (20 if coarse else 10), now + part * S // 12)
        one.updated([Rect(0, 0, 640, 360)], received, now + S, is_whole=False)
        one.decide(now)
    return now


def test_a_server_that_ignores_quality_loses_colours_instead():
    one = terms()
    now = film(one, S, size=150_000, received=TIGHT, seconds=40)
    assert "saves nothing" in one.choice.why
    assert one.choice.picture.pixel_format is not PixelFormatName.RGB888
    assert now


def test_pixels_that_were_moved_are_no_proof_against_quality():
    one = terms()
    film(one, S, size=150_000, received={*TIGHT, int(Encoding.COPYRECT)}, seconds=40)
    assert "saves nothing" not in one.choice.why


def test_a_busy_process_is_spared_where_the_line_has_room():
    one = terms()
    one.is_busy = True
    now = S
    for second in range(40):
        now += S
        # A fast line, screens whose pixels are cheap in ZRLE alone.
        is_zrle = one.choice.picture.encoding is EncodingName.ZRLE
        one.meter.asked(now)
        one.meter.received(8_000, now + S // 1000)
        one.meter.cpu_ns += 10_000_000 if is_zrle else 30_000_000
        one.updated([Rect(0, 0, 1920, 1080)], TIGHT, now + S // 500, is_whole=second < 4)
        one.decide(now + S // 2)
    assert one.choice.picture.encoding is EncodingName.ZRLE
    assert one.choice.why.endswith("the processor is busy, and zrle takes 67% less of it")
    one.is_busy = False
    one.decide(now + S)
    assert one.choice.picture.encoding is EncodingName.AUTO
