import pytest

from vncwall.session.meter import KEPT_NS, LinkMeter

MS = 1_000_000
S = 1000 * MS


def answer(meter: LinkMeter, start_ns: int, reads: list[tuple[int, int]], **named) -> int:
    """Ask at `start_ns` and read (milliseconds later, bytes); return when the last came."""
    meter.asked(start_ns)
    for late_ms, count in reads:
        meter.received(count, start_ns + late_ms * MS)
    end_ns = start_ns + reads[-1][0] * MS
    meter.updated(end_ns, **named)
    return end_ns


def test_bytes_and_updates_are_counted():
    meter = LinkMeter()
    meter.received(100, 0)
    meter.received(20, 1)
    assert meter.pending_bytes == 120
    meter.updated(1)
    assert (meter.bytes_received, meter.updates_received, meter.pending_bytes) == (120, 1, 0)


def slow(start_ms: int = 80) -> list[tuple[int, int]]:
    """Pieces of an answer over 256 kbit/s."""
    return [(start_ms + 50 * number, 1600) for number in range(12)]


def fast() -> list[tuple[int, int]]:
    return [(1 + number, 10_000) for number in range(12)]


def test_throughput_is_of_the_time_in_which_an_answer_came():
    meter = LinkMeter()
    answer(meter, 0, slow())
    assert meter.throughput(3600 * S) == pytest.approx(32_000)


def test_a_server_that_takes_its_time_once_does_not_make_the_line_slow():
    meter = LinkMeter()
    answer(meter, 0, fast())
    answer(meter, S, slow())
    assert meter.throughput(3 * S) == pytest.approx(10e6)


def test_a_line_that_has_become_slow_is_seen_when_the_old_samples_are_of_another_time():
    meter = LinkMeter()
    answer(meter, 0, fast())
    answer(meter, KEPT_NS + S, slow())
    assert meter.throughput(KEPT_NS + 4 * S) == pytest.approx(10e6), "one proves nothing"
    answer(meter, KEPT_NS + 5 * S, slow())
    assert meter.throughput(KEPT_NS + 8 * S) == pytest.approx(32_000)


def test_one_answer_that_looks_fast_among_others_does_not_make_the_line_fast():
    meter = LinkMeter()
    for second in range(5):
        answer(meter, 2 * second * S, fast() if second == 2 else slow())
    assert meter.throughput(12 * S) == pytest.approx(32_000)


def test_one_answer_is_not_enough_to_build_upon():
    meter = LinkMeter()
    answer(meter, 0, slow())
    assert not meter.is_sure
    answer(meter, 2 * S, slow())
    assert meter.is_sure
    meter.throughput(9 * KEPT_NS)
    assert meter.is_sure, "an idle line has not become another"


def test_a_long_answer_counts_before_it_is_whole():
    meter = LinkMeter()
    meter.asked(0)
    for late_ms, count in slow():
        meter.received(count, late_ms * MS)
    assert meter.throughput(S) == pytest.approx(32_000)


def test_an_answer_that_we_have_held_up_is_no_measure():
    meter = LinkMeter()
    meter.asked(0)
    meter.held()
    for late_ms, count in slow():
        meter.received(count, late_ms * MS)
    assert meter.throughput(S) == 0
    meter.updated(S)
    assert meter.throughput(S) == 0


def test_whether_the_next_may_be_large_is_told_by_the_last_answer():
    meter = LinkMeter()
    answer(meter, 0, [(300, 20_000)])
    assert meter.is_quick
    answer(meter, S, slow())
    assert not meter.is_quick


def test_the_round_trip_is_the_least_of_the_last_ones():
    meter = LinkMeter()
    for late_ms in (300, 82, 90, 400):
        answer(meter, late_ms * S, [(late_ms, 100)])
    assert meter.round_trip_s == pytest.approx(0.082)


def test_changes_that_nobody_asked_for_are_no_round_trip():
    meter = LinkMeter()
    meter.received(100, S)
    meter.updated(S)
    assert meter.round_trip_s == 0


def test_the_density_is_that_of_large_updates_for_weight_one():
    meter = LinkMeter()
    answer(meter, 0, [(1, 6000)], pixels=100_000, weight=0.5)
    assert meter.density == pytest.approx(0.12)
    answer(meter, S, [(1, 6000)], pixels=100, weight=0.5)
    assert meter.density == pytest.approx(0.12)


def test_a_new_connection_keeps_what_was_learned_of_the_line():
    meter = LinkMeter()
    answer(meter, 0, slow())
    meter.asked(S)
    meter.begin()
    meter.received(100, 9 * S)
    assert meter.round_trip_s == pytest.approx(0.08)
    assert meter.throughput(9 * S) == pytest.approx(32_000)


def test_the_rate_includes_idle_time():
    meter = LinkMeter()
    for second in range(1, 30):
        meter.received(1000, second * S)
    assert meter.rate(30 * S) == pytest.approx(1000, rel=0.3)
    assert meter.rate(60 * S) == 0


def test_whole_screens_are_no_changes():
    meter = LinkMeter()
    for second in range(1, 30):
        meter.received(9000, second * S)
        meter.updated(second * S, pixels=100_000)
        meter.received(100, second * S)
        meter.updated(second * S)
    assert meter.change_rate(29 * S) == pytest.approx(100, rel=0.01)
    assert meter.rate(29 * S) == pytest.approx(9100, rel=0.01)


def test_the_strips_that_have_come_tell_what_the_rest_will_weigh():
    meter = LinkMeter()
    for number, passed in enumerate((0.15, 0.3), 1):
        meter.received(6000, number * S)
        meter.updated(number * S, is_part=True)
        meter.passing(passed)
    assert meter.change_bytes == pytest.approx(12_000 / 0.3)
    meter.received(18_000, 3 * S)
    meter.updated(3 * S, is_part=True)
    meter.passed(3 * S)
    assert meter.change_bytes == pytest.approx(30_000)


def test_the_first_rows_of_a_screen_tell_nothing_of_the_rest():
    meter = LinkMeter()
    meter.received(6000, S)
    meter.updated(S, is_part=True)
    meter.passing(0.1)
    assert meter.change_bytes == 0
