"""How many connections a worker opens at a time, and who goes first.

A connection is being opened from the first packet until the handshake is over. Hundreds at once
fill the tables of switches and firewalls and make each other late; so there is a limit, and so it
matters who waits for whom: a dead machine holds its place until its timeout, a live one for some
milliseconds. Hosts that have failed therefore leave half of the places to the others.
"""

from __future__ import annotations

import asyncio
from collections import deque


class Gate:
    """Lets a number of connections be opened at a time. Used within one asyncio loop.

    Rules:

    1. Never more than `places` are inside.
    2. Of these at most half, and one at least, belong to hosts that failed the last time.
    3. A host that has been live, was never tried or is asked for by a person goes before those.
    4. Else who came first goes first.
    """

    def __init__(self, places: int) -> None:
        self.places = max(1, places)
        self._inside = 0
        self._doubtful_inside = 0
        self._promising: deque[Ticket] = deque()
        self._doubtful: deque[Ticket] = deque()

    @property
    def inside(self) -> int:
        """Number of connections that are being opened now."""
        return self._inside

    def ticket(self, *, is_promising: bool) -> Ticket:
        """Join the queue; wait for the ticket's `turn`, and let it `leave` in any case."""
        ticket = Ticket(self, is_promising=is_promising)
        self._queue_of(ticket).append(ticket)
        self._admit()
        return ticket

    def promote(self, ticket: Ticket) -> None:
        """Put one that waits among those that go first."""
        if not ticket.is_inside and not ticket.is_promising and ticket in self._doubtful:
            self._doubtful.remove(ticket)
            ticket.is_promising = True
            self._promising.append(ticket)
            self._admit()

    def leave(self, ticket: Ticket) -> None:
        """Free the place of a ticket, or take it out of the queue."""
        if ticket.is_inside:
            ticket.is_inside = False
            self._inside -= 1
            self._doubtful_inside -= not ticket.is_promising
        elif ticket in (queue := self._queue_of(ticket)):
            queue.remove(ticket)
        self._admit()

    def _queue_of(self, ticket: Ticket) -> deque[Ticket]:
        return self._promising if ticket.is_promising else self._doubtful

    def _admit(self) -> None:
        while self._inside < self.places:
            if self._promising:
                ticket = self._promising.popleft()
            elif self._doubtful and self._doubtful_inside < max(1, self.places // 2):
                ticket = self._doubtful.popleft()
                self._doubtful_inside += 1
            else:
                return
            self._inside += 1
            ticket.is_inside = True
            ticket.admitted.set()


class Ticket:
    """One connection's place in the queue, then its place inside.

    Attributes:
        is_promising: whether it goes before hosts that failed the last time.
        is_inside: whether it has a place.
        admitted: set when its turn has come.
    """

    __slots__ = ("_gate", "admitted", "is_inside", "is_promising")

    def __init__(self, gate: Gate, *, is_promising: bool) -> None:
        self._gate = gate
        self.is_promising = is_promising
        self.is_inside = False
        self.admitted = asyncio.Event()

    async def turn(self) -> None:
        """Wait for a place."""
        await self.admitted.wait()

    def hurry(self) -> None:
        """A person asks for it: do not wait behind those that failed."""
        self._gate.promote(self)

    def leave(self) -> None:
        """The connection is open, or has failed, or is not wanted any more. Idempotent."""
        self._gate.leave(self)
