"""What the server still owes: the tracker against the ways of real servers."""

from __future__ import annotations

from vncwall.geometry import Rect
from vncwall.rfb.requests import RequestTracker

WHOLE = Rect(0, 0, 100, 100)
WITNESS = Rect(64, 64, 1, 1)
ELSEWHERE = [Rect(0, 0, 10, 10)]


def tracker(*, incremental: bool = False) -> RequestTracker:
    """Return a tracker with one request sent."""
    requests = RequestTracker()
    if incremental:
        requests.sent_incremental()
    else:
        requests.sent_full(WHOLE, WITNESS)
    return requests


def update(
    requests: RequestTracker, damage: list[Rect], *, rectangles: int, is_forgetful: bool = True
) -> Rect | None:
    """Let an update come."""
    return requests.update_received(damage, rectangles=rectangles, is_forgetful=is_forgetful)


def test_nothing_sent_is_settled() -> None:
    assert RequestTracker().is_settled


def test_any_update_answers_an_incremental_request() -> None:
    requests = tracker(incremental=True)
    assert requests.is_outstanding
    assert update(requests, ELSEWHERE, rectangles=1) is None
    assert requests.is_settled


def test_pseudo_rectangles_alone_answer_an_incremental_request() -> None:
    requests = tracker(incremental=True)
    assert update(requests, [], rectangles=0) is None
    assert requests.is_settled


def test_a_full_request_is_settled_by_an_update_with_its_witness() -> None:
    requests = tracker()
    update(requests, [WHOLE], rectangles=1)
    assert requests.is_settled


def test_an_update_on_its_way_ends_the_wait_but_does_not_settle_a_full_request() -> None:
    requests = tracker()
    update(requests, ELSEWHERE, rectangles=1)
    assert not requests.is_outstanding
    assert requests.is_awaiting_witness
    update(requests, [Rect(60, 60, 8, 8)], rectangles=1)
    assert requests.is_settled


def test_a_witness_is_given_up_after_some_updates() -> None:
    requests = tracker()
    for _ in range(3):
        update(requests, ELSEWHERE, rectangles=1)
        assert not requests.is_settled
    update(requests, ELSEWHERE, rectangles=1)
    assert requests.is_settled


def test_a_full_request_answered_without_pixels_is_asked_again_once() -> None:
    requests = tracker()
    assert update(requests, [], rectangles=0) == WHOLE
    assert requests.is_outstanding
    assert update(requests, [], rectangles=0) is None
    assert not requests.is_outstanding


def test_a_server_that_sends_the_pixels_by_itself_is_not_asked_again() -> None:
    requests = tracker()
    assert update(requests, [], rectangles=0, is_forgetful=False) is None
    assert requests.is_outstanding
    update(requests, [WHOLE], rectangles=1, is_forgetful=False)
    assert requests.is_settled


def test_a_server_that_was_taken_for_one_can_be_probed() -> None:
    requests = tracker()
    assert requests.is_full_unanswered
    update(requests, [], rectangles=0, is_forgetful=False)
    assert not requests.is_full_unanswered
    requests.sent_full(Rect(0, 0, 1, 1), Rect(0, 0, 1, 1))
    update(requests, [], rectangles=0, is_forgetful=False)
    assert requests.is_outstanding
    update(requests, [], rectangles=0, is_forgetful=False)
    assert not requests.is_outstanding


def test_a_resize_needs_a_new_proof() -> None:
    requests = tracker()
    update(requests, [WHOLE], rectangles=1)
    assert requests.is_settled
    requests.sent_full(WHOLE, WITNESS)
    update(requests, ELSEWHERE, rectangles=1)
    requests.resized()
    assert not requests.is_outstanding
    assert not requests.is_awaiting_witness
    assert not requests.is_settled
    requests.sent_full(WHOLE, WITNESS)
    update(requests, [WHOLE], rectangles=1)
    assert requests.is_settled


def test_a_resize_with_nothing_open_changes_nothing() -> None:
    requests = RequestTracker()
    requests.resized()
    assert requests.is_settled


def test_a_probe_does_not_stand_in_the_way_of_a_picture() -> None:
    requests = RequestTracker()
    requests.sent_full(Rect(0, 0, 1, 1), Rect(0, 0, 1, 1))
    assert requests.is_awaiting_witness
    assert not requests.is_awaiting_picture
    requests.sent_full(WHOLE, WITNESS)
    assert requests.is_awaiting_picture


def test_a_full_request_that_is_asked_again_stays_outstanding() -> None:
    requests = tracker()
    update(requests, [], rectangles=0)
    assert requests.is_outstanding
    assert requests.is_awaiting_picture
    update(requests, [WHOLE], rectangles=1)
    assert requests.is_settled


def test_pixels_on_their_way_do_not_hide_that_a_full_request_was_answered_by_nothing() -> None:
    # TigerVNC forgets a full request that it answers with ExtendedDesktopSize alone. Here the
    # answer to an older request comes before that.
    requests = tracker(incremental=True)
    requests.sent_full(WITNESS, WITNESS)
    assert update(requests, ELSEWHERE, rectangles=1) is None
    assert update(requests, [], rectangles=0) == WITNESS
    assert requests.is_outstanding
    assert update(requests, [WITNESS], rectangles=1) is None
    assert not requests.is_awaiting_witness


def test_two_full_requests_at_once_leave_a_doubt_that_a_third_settles() -> None:
    requests = tracker()
    requests.sent_full(Rect(0, 0, 1, 1), Rect(0, 0, 1, 1))
    update(requests, [WHOLE], rectangles=1)
    assert not requests.is_awaiting_witness
    assert not requests.is_settled
    requests.sent_full(WITNESS, WITNESS)
    update(requests, [Rect(0, 0, 1, 1)], rectangles=1)
    assert not requests.is_settled
    update(requests, [WITNESS], rectangles=1)
    assert requests.is_settled


def test_a_full_request_beside_an_incremental_one_proves_nothing() -> None:
    requests = tracker(incremental=True)
    requests.sent_full(WITNESS, WITNESS)
    update(requests, [WHOLE], rectangles=1)  # was the incremental one's answer, or both
    assert not requests.is_outstanding
    assert not requests.is_settled
    other = Rect(3, 3, 1, 1)
    requests.sent_full(other, other)
    update(requests, [WITNESS], rectangles=1)
    assert not requests.is_settled
    update(requests, [other], rectangles=1)
    assert requests.is_settled


def test_a_witness_that_is_forgotten_twice_is_not_waited_for() -> None:
    # TigerVNC does so when the pixels that were on their way cross with the full request.
    requests = tracker(incremental=True)
    requests.sent_full(WITNESS, WITNESS)
    assert requests.update_received(ELSEWHERE, rectangles=1, is_forgetful=True) is None
    assert requests.update_received([], rectangles=0, is_forgetful=True) == WITNESS
    assert requests.update_received([], rectangles=0, is_forgetful=True) is None
    assert not requests.is_awaiting_witness
    assert not requests.is_settled
