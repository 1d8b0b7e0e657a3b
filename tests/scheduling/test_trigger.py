from __future__ import annotations

from vncwall.scheduling.trigger import Trigger
from vncwall.settings.schedule import Occasion

SECOND = 1_000_000_000
BOTH = (Occasion.BLACK, Occasion.BELL)


def test_it_is_on_while_something_lasts_and_lingers_after_it() -> None:
    trigger = Trigger(BOTH, 30.0)
    assert not trigger.is_on(0)
    trigger.begin(Occasion.BLACK)
    assert trigger.is_on(10**6 * SECOND)
    assert trigger.due_ns(0) is None, "nobody knows when it ends"
    trigger.happen(Occasion.BELL, 90 * SECOND)
    assert trigger.due_ns(95 * SECOND) is None, "what rang will be over, what lasts will not"
    trigger.end(Occasion.BLACK, 100 * SECOND)
    assert trigger.due_ns(100 * SECOND) == 130 * SECOND
    assert [trigger.is_on(at * SECOND) for at in (129, 130)] == [True, False]


def test_what_happens_again_prolongs_it() -> None:
    trigger = Trigger(BOTH, 30.0)
    trigger.happen(Occasion.BELL, 0)
    trigger.happen(Occasion.BELL, 20 * SECOND)
    assert [trigger.is_on(at * SECOND) for at in (49, 50)] == [True, False]
    assert trigger.last is Occasion.BELL


def test_what_it_does_not_follow_leaves_it_off() -> None:
    trigger = Trigger(BOTH, 30.0)
    trigger.begin(Occasion.FROZEN)
    trigger.happen(Occasion.CHANGE, 0)
    trigger.end(Occasion.BLACK, 0)
    assert not trigger.is_on(1)
    assert trigger.last is None
