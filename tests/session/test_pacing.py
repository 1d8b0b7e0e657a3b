from vncwall.session.pacing import UpdatePacer

S = 1_000_000_000


def watched(interval_s: float) -> UpdatePacer:
    pacer = UpdatePacer(interval_s)
    pacer.set_watched(is_watched=True)
    return pacer


def test_nothing_is_asked_while_nobody_watches():
    assert UpdatePacer(1.0).due_ns(5 * S) is None


def test_the_first_request_is_due_at_once():
    assert watched(1.0).due_ns(5 * S) == 5 * S


def test_nothing_is_asked_while_a_request_is_open():
    pacer = watched(1.0)
    pacer.asked(5 * S)
    assert pacer.due_ns(100 * S) is None


def test_requests_are_an_interval_apart():
    pacer = watched(1.0)
    pacer.asked(5 * S)
    pacer.answered()
    assert pacer.due_ns(5 * S + 10) == 6 * S


def test_an_answer_that_took_longer_than_the_interval_makes_the_next_request_due_at_once():
    pacer = watched(1.0)
    pacer.asked(5 * S)
    pacer.answered()
    assert pacer.due_ns(9 * S) == 9 * S


def test_interval_zero_asks_as_soon_as_the_answer_is_there():
    pacer = watched(0.0)
    pacer.asked(5 * S)
    pacer.answered()
    assert pacer.due_ns(5 * S + 1) == 5 * S + 1


def test_a_new_interval_is_not_held_up_by_the_old_one():
    pacer = watched(60.0)
    pacer.asked(5 * S)
    pacer.answered()
    pacer.set_interval(0.0)
    assert pacer.due_ns(6 * S) == 6 * S


def test_who_looks_again_waits_for_no_interval():
    pacer = watched(60.0)
    pacer.asked(5 * S)
    pacer.answered()
    pacer.set_watched(is_watched=False)
    assert pacer.due_ns(6 * S) is None
    pacer.set_watched(is_watched=True)
    assert pacer.due_ns(6 * S) == 6 * S


def test_a_new_connection_owes_nothing():
    pacer = watched(60.0)
    pacer.asked(5 * S)
    pacer.restart()
    assert pacer.due_ns(6 * S) == 6 * S


def test_held_back_it_asks_no_more_often_whatever_the_interval():
    pacer = watched(1.0)
    pacer.asked(5 * S)
    pacer.answered()
    pacer.hold_back(4.0)
    assert pacer.due_ns(6 * S) == 9 * S
    pacer.hold_back(0.5)
    assert pacer.due_ns(5 * S) == 6 * S
    pacer.hold_back(0.0)
    assert pacer.due_ns(5 * S) == 6 * S


def test_held_back_the_first_request_is_still_due_at_once():
    pacer = UpdatePacer(1.0)
    pacer.hold_back(10.0)
    pacer.set_watched(is_watched=True)
    assert pacer.due_ns(5 * S) == 5 * S


def test_held_back_a_sign_of_life_says_nothing_of_the_picture_unless_an_answer_is_owed():
    pacer = watched(1.0)
    assert pacer.keeps_up
    pacer.hold_back(10.0)
    assert not pacer.keeps_up
    pacer.asked(5 * S)
    assert pacer.keeps_up
    pacer.answered()
    assert not pacer.keeps_up
    assert not UpdatePacer(1.0).keeps_up


def test_requests_of_many_sessions_leave_together_and_stay_an_interval_apart():
    times = []
    for start_ns in (5 * S + 1, 5 * S + 20_000_000, 5 * S + 249_000_000):
        pacer = watched(1.0)
        pacer.asked(start_ns)
        asked = []
        for _ in range(5):
            pacer.answered()
            due_ns = pacer.due_ns(start_ns)
            assert due_ns is not None
            pacer.asked(due_ns + 300_000)  # the process needs a moment to wake up
            asked.append(due_ns)
        times.append(asked)
    assert times == [[6 * S + 250_000_000 + n * S for n in range(5)]] * 3


def test_no_request_waits_long_for_others():
    pacer = watched(60.0)
    pacer.asked(5 * S + 1)
    pacer.answered()
    assert pacer.due_ns(6 * S) == 65 * S + 250_000_000


def test_who_asks_often_hardly_waits():
    pacer = watched(0.2)
    pacer.asked(5 * S + 1)
    pacer.answered()
    assert pacer.due_ns(5 * S) == 5 * S + 210_000_000


def test_after_a_late_request_the_interval_begins_anew():
    pacer = watched(1.0)
    pacer.asked(5 * S)
    pacer.answered()
    pacer.asked(6 * S + 700_000_000)
    pacer.answered()
    assert pacer.due_ns(7 * S) == 7 * S + 750_000_000
