import asyncio

import pytest

from vncwall.session.gate import Gate, Ticket


def promising(gate: Gate, count: int = 1) -> list[Ticket]:
    return [gate.ticket(is_promising=True) for _ in range(count)]


def doubtful(gate: Gate, count: int = 1) -> list[Ticket]:
    return [gate.ticket(is_promising=False) for _ in range(count)]


def inside(tickets: list[Ticket]) -> list[bool]:
    return [ticket.is_inside for ticket in tickets]


async def test_no_more_than_the_limit_are_inside_and_the_first_to_come_follows():
    gate = Gate(2)
    tickets = promising(gate, 4)
    assert inside(tickets) == [True, True, False, False]
    tickets[1].leave()
    assert inside(tickets) == [True, False, True, False]
    assert gate.inside == 2


async def test_hosts_that_failed_leave_half_of_the_places_to_the_others():
    gate = Gate(8)
    dead = doubtful(gate, 200)
    assert sum(inside(dead)) == 4
    live = promising(gate, 5)
    assert inside(live) == [True] * 4 + [False]
    live[0].leave()
    assert live[4].is_inside
    for ticket in live:
        ticket.leave()
    assert sum(inside(dead)) == 4


async def test_a_promising_host_goes_before_all_that_failed():
    gate = Gate(1)
    first, late, asked = promising(gate) + doubtful(gate) + promising(gate)
    first.leave()
    assert (late.is_inside, asked.is_inside) == (False, True)
    asked.leave()
    assert late.is_inside


async def test_a_host_that_a_person_asks_for_goes_before_those_that_failed():
    gate = Gate(2)
    dead = doubtful(gate, 3)
    assert inside(dead) == [True, False, False]
    dead[2].hurry()
    assert inside(dead) == [True, False, True]
    dead[2].hurry()
    dead[0].leave()
    dead[2].leave()
    assert inside(dead) == [False, True, False]
    assert gate.inside == 1


@pytest.mark.parametrize("kind", [promising, doubtful])
async def test_a_session_that_ends_while_it_waits_is_not_waited_for(kind):
    gate = Gate(1)
    first, gone, last = kind(gate, 3)
    gone.leave()
    first.leave()
    first.leave()
    assert inside([first, gone, last]) == [False, False, True]
    assert gate.inside == 1


async def test_a_turn_is_waited_for():
    gate = Gate(1)
    first, second = promising(gate, 2)
    await first.turn()
    waiting = asyncio.create_task(second.turn())
    await asyncio.sleep(0)
    assert not waiting.done()
    first.leave()
    await waiting


async def test_there_is_always_one_place():
    assert promising(Gate(0))[0].is_inside
    assert doubtful(Gate(1))[0].is_inside
