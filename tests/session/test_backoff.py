from random import Random

import pytest

from vncwall.session.backoff import Backoff


def test_delays_lie_between_half_of_a_doubling_bound_and_the_bound():
    backoff = Backoff(Random(1), first_s=1.0, longest_s=60.0)
    for bound in (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0):
        assert bound / 2 <= backoff.next_delay_s() <= bound


def test_a_seed_gives_the_same_delays():
    first, second = Backoff(Random(7)), Backoff(Random(7))
    assert [first.next_delay_s() for _ in range(9)] == [second.next_delay_s() for _ in range(9)]


def test_sessions_that_fall_together_do_not_return_together():
    delays = {Backoff(Random(seed)).next_delay_s() for seed in range(64)}
    assert len(delays) == 64
    assert max(delays) - min(delays) > 0.3


def test_reset_begins_with_the_first_bound():
    backoff = Backoff(Random(1), first_s=1.0)
    for _ in range(6):
        backoff.next_delay_s()
    backoff.reset()
    assert backoff.next_delay_s() <= 1.0


@pytest.mark.parametrize("seed", range(5))
def test_no_delay_is_longer_than_the_cap(seed):
    backoff = Backoff(Random(seed), longest_s=10.0)
    assert max(backoff.next_delay_s() for _ in range(50)) <= 10.0
