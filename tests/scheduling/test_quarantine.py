from vncwall.scheduling.quarantine import Quarantine

S = 1_000_000_000
T0 = 100_000 * S
DAY = 86400


def test_a_session_is_held_longer_with_every_accusation():
    quarantine = Quarantine()
    now, holds = T0, []
    for _ in range(7):
        until = quarantine.accuse(3, now)
        holds.append((until - now) / S)
        now = until
        assert quarantine.begin_trials(now - 1) == []
        assert quarantine.begin_trials(now) == [3]
        assert quarantine.begin_trials(now) == []
    assert holds == [1, 4, 16, 64, 256, 600, 600]


def test_one_that_was_well_for_five_minutes_is_free_but_not_forgiven_for_a_day():
    quarantine = Quarantine()
    until = quarantine.accuse(3, T0)
    quarantine.begin_trials(until)
    assert quarantine.end_trials(until + 300 * S - 1) == []
    assert quarantine.end_trials(until + 300 * S) == [3]
    assert quarantine.end_trials(until + 301 * S) == []
    assert quarantine.next_ns() is None
    again = until + 400 * S
    assert quarantine.accuse(3, again) == again + 4 * S
    later = again + (DAY + 1) * S
    assert quarantine.accuse(3, later) == later + S


def test_few_are_tried_at_a_time_and_who_has_waited_longest_is_first():
    quarantine = Quarantine(trials=2)
    for session in (5, 4, 3):
        quarantine.accuse(session, T0 + (10 - session) * S)
    late = T0 + 100 * S
    assert quarantine.begin_trials(late) == [5, 4]
    quarantine.accuse(4, late)
    assert quarantine.begin_trials(late) == [3]


def test_a_person_can_have_it_tried_at_once():
    quarantine = Quarantine()
    quarantine.accuse(3, T0)
    quarantine.hurry(3, T0 + S)
    quarantine.hurry(4, T0 + S)
    assert quarantine.begin_trials(T0 + S) == [3]
    quarantine.hurry(3, T0 + S)
    assert quarantine.begin_trials(T0 + S) == []


def test_once_is_chance_and_twice_within_ten_minutes_is_not():
    quarantine = Quarantine()
    assert not quarantine.suspects_again(3, T0)
    assert not quarantine.suspects_again(4, T0)
    assert quarantine.suspects_again(3, T0 + 599 * S)
    assert not quarantine.suspects_again(4, T0 + 600 * S)


def test_it_says_when_to_look_again():
    quarantine = Quarantine()
    assert quarantine.next_ns() is None
    assert quarantine.accuse(3, T0) == quarantine.next_ns()
    quarantine.begin_trials(T0 + 5 * S)
    assert quarantine.next_ns() == T0 + 305 * S
    quarantine.forget(3)
    assert quarantine.next_ns() is None
    assert quarantine.begin_trials(T0 + 500 * S) == []
