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


def test_a_session_that_nobody_watches_is_probed_more_seldom_and_as_surely_found_frozen():
    liveness = Liveness(15.0, 0, is_watched=False)
    assert liveness.due(10 * S - 1) is Due.NOTHING
    assert liveness.due(10 * S) is Due.PROBE
    liveness.probed(10 * S)
    assert liveness.due(15 * S - 1) is Due.NOTHING
    assert liveness.due(15 * S) is Due.STALLED
    assert liveness.due(60 * S) is Due.GIVE_UP


def test_a_probe_of_an_unwatched_session_has_its_time_though_the_stall_time_is_short():
    liveness = Liveness(3.0, 0, is_watched=False)
    liveness.probed(10 * S)
    assert liveness.due(11 * S - 1) is Due.NOTHING
    assert liveness.due(11 * S) is Due.STALLED


def test_who_begins_to_look_has_the_server_probed_at_once():
    liveness = Liveness(15.0, 0, is_watched=False)
    liveness.heard(S)
    liveness.set_watched(2 * S, is_watched=True)
    assert liveness.due(2 * S) is Due.PROBE
    assert liveness.next_ns(2 * S) == 2 * S
    liveness.probed(2 * S)
    assert liveness.due(2 * S) is Due.NOTHING
    liveness.set_watched(2 * S, is_watched=True)
    assert liveness.due(2 * S) is Due.NOTHING


def test_probes_of_many_sessions_leave_together():
    moments = {Liveness(9.0, S + offset).next_ns(S) for offset in (1, S // 100, S // 3)}
    assert moments == {3 * S + S // 2}
