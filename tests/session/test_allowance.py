import pytest

from vncwall.session.allowance import BURST_S, Allowance

S = 1_000_000_000


def allowance(rate: float) -> Allowance:
    one = Allowance()
    one.set_rate(rate, 0)
    return one


def test_without_a_limit_nothing_waits():
    one = Allowance()
    one.spend(1 << 30, 0)
    assert one.ready_ns(0) == 0
    assert one.chunk == 0


def test_a_debt_is_paid_at_the_rate():
    one = allowance(1000)
    one.spend(500, 0)
    assert one.ready_ns(0) == pytest.approx(0.5 * S, abs=2)
    assert one.ready_ns(int(0.4 * S)) == pytest.approx(0.5 * S, abs=2)
    assert one.ready_ns(S) == S


@pytest.mark.parametrize("rate", [1000, 32_000, 1_000_000])
def test_over_ten_seconds_no_more_is_read_than_the_rate_and_a_burst(rate):
    """A reader that takes a chunk whenever it may."""
    one, now, reads = allowance(rate), 60 * S, []
    while now < 100 * S:
        reads.append((now, one.chunk))
        one.spend(one.chunk, now)
        now = max(one.ready_ns(now), now + 1)
    for start, _ in reads[:: max(1, len(reads) // 50)]:
        taken = sum(count for time, count in reads if start <= time < start + 10 * S)
        assert taken <= 10 * rate + BURST_S * rate + one.chunk
    assert sum(count for _, count in reads) >= 40 * rate


def test_idle_time_earns_one_burst_only():
    one = allowance(1000)
    one.ready_ns(3600 * S)
    one.spend(int(1000 * BURST_S) + 100, 3600 * S)
    assert one.ready_ns(3600 * S) == pytest.approx(3600.1 * S, abs=1000)


def test_a_larger_share_pays_the_debt_faster():
    one = allowance(1000)
    one.spend(10_000, 0)
    one.set_rate(100_000, 0)
    assert one.ready_ns(0) == pytest.approx(0.1 * S, abs=2)
    one.set_rate(0, 0)
    assert one.ready_ns(0) == 0


def test_a_new_limit_does_not_begin_with_a_burst():
    one = Allowance()
    one.spend(1 << 20, 0)
    one.set_rate(1000, 3600 * S)
    one.spend(1, 3600 * S)
    assert one.ready_ns(3600 * S) > 3600 * S


def test_what_the_kernel_may_hold_is_less_than_a_second_of_the_rate():
    assert allowance(32_000).buffer < 32_000
    assert allowance(10).buffer >= 4096
    assert allowance(1e12).buffer <= 1 << 20
