import pytest

from vncwall.session.state import TRANSITIONS, check
from vncwall.states import SessionState


def test_every_state_has_its_row():
    assert set(TRANSITIONS) == set(SessionState)


def test_every_state_but_the_first_can_be_reached_and_every_one_but_the_last_can_be_left():
    reachable = set().union(*TRANSITIONS.values())
    assert reachable == set(SessionState) - {SessionState.IDLE}
    assert [state for state, after in TRANSITIONS.items() if not after] == [SessionState.STOPPED]


def test_an_illegal_step_is_a_defect():
    check(SessionState.IDLE, SessionState.CONNECTING)
    with pytest.raises(AssertionError, match="CONNECTING -> LIVE"):
        check(SessionState.CONNECTING, SessionState.LIVE)
