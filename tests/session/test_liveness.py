import pytest

from vncwall.session.liveness import Due, Liveness

S = 1_000_000_000


def test_silence_is_probed_after_two_seconds():
    liveness = Liveness(15.0, 0)
    assert liveness.due(2 * S - 1) is Due.NOTHING
    assert liveness.due(2 * S) is Due.PROBE
    assert liveness.next_ns(0) == 2 * S


def test_a_short_stall_time_probes_earlier():
    liveness = Liveness(3.0, 0)
    assert liveness.due(S - 1) is Due.NOTHING
    assert liveness.due(S) is Due.PROBE


def test_an_answer_starts_the_count_anew():
    liveness = Liveness(15.0, 0)
    liveness.probed(2 * S)
    liveness.heard(3 * S)
    assert liveness.due(5 * S - 1) is Due.NOTHING
    assert liveness.due(5 * S) is Due.PROBE


@pytest.mark.parametrize(
    ("now_s", "due"),
    [(3, Due.NOTHING), (14, Due.NOTHING), (15, Due.STALLED), (59, Due.STALLED), (60, Due.GIVE_UP)],
)
def test_an_unanswered_probe_is_a_stall_and_in_the_end_a_loss(now_s, due):
    liveness = Liveness(15.0, 0)
    liveness.probed(2 * S)
    assert liveness.due(now_s * S) is due


def test_a_late_probe_is_given_its_time():
    """A process that slept itself must not blame the server."""
    liveness = Liveness(15.0, 0)
    liveness.probed(100 * S)
    assert liveness.due(101 * S) is Due.NOTHING
    assert liveness.due(102 * S) is Due.GIVE_UP


def test_the_next_look_is_when_the_verdict_changes():
    liveness = Liveness(15.0, 0)
    liveness.probed(2 * S)
    assert liveness.next_ns(2 * S) == 15 * S
    assert liveness.next_ns(15 * S) == 60 * S
