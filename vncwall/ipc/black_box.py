"""What a session worker notes for those who ask after its death: what it was doing just then.

A server's bytes can end the process that decodes them (a defect in a library, no memory left) or
keep it busy for ever. The sessions that share the process did nothing, so the supervisor must know
which one it was. Before a session's bytes are decoded the worker writes the session's number into
a word of shared memory, and afterwards takes it back: two stores for each read from the network.
Shared memory survives a process that ends in any way.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from multiprocessing import shared_memory

from vncwall.clock import Clock
from vncwall.ipc.shared_framebuffer import attach, create, unlink

_NOTE = struct.Struct("=qq")  # session + 1, or 0; since when
_NOBODY = _NOTE.pack(0, 0)
_MISSES = 20
"""Looked for no more often: a recorder has no box, nor has a worker without shared memory."""


@dataclass(frozen=True, slots=True)
class Note:
    """What stood in a black box."""

    session: int
    since_ns: int
    """When the work on it began."""


class BlackBoxWriter:
    """The worker's side. Creates the memory; `close` unlinks it.

    Raises:
        OSError: on construction, when there is no shared memory.
    """

    def __init__(self, run: str, clock: Clock) -> None:
        self._memory = create(box_name(run), _NOTE.size)
        self._clock = clock
        self.end()

    def begin(self, session: int) -> None:
        """The bytes of `session` are about to be decoded."""
        _NOTE.pack_into(self._buffer, 0, session + 1, self._clock.monotonic_ns())

    def end(self) -> None:
        """It is over, and the process lives."""
        self._buffer[: _NOTE.size] = _NOBODY

    def close(self) -> None:
        """Unmap and unlink."""
        self._memory.close()
        unlink(self._memory.name)

    @property
    def _buffer(self) -> memoryview:
        buffer = self._memory.buf
        assert buffer is not None
        return buffer


class BlackBoxReader:
    """The supervisor's side; the box may not be there yet, or not any more."""

    def __init__(self, run: str) -> None:
        self._name = box_name(run)
        self._memory: shared_memory.SharedMemory | None = None
        self._misses = 0

    def read(self) -> Note | None:
        """Return what the worker is doing, or did last; None: nothing of a session's."""
        if self._memory is None:
            if self._misses >= _MISSES:
                return None
            try:
                self._memory = attach(self._name)
            except (OSError, ValueError):  # ValueError: created, and still empty
                self._misses += 1
                return None
        session, since_ns = _NOTE.unpack_from(self._memory.buf or _NOBODY)
        return Note(session - 1, since_ns) if session > 0 else None

    def close(self) -> None:
        """Unmap."""
        if self._memory is not None:
            self._memory.close()
            self._memory = None


def box_name(run: str) -> str:
    """Return the name of a run's black box; it begins as all names of the run do."""
    return f"vw{run}-box"
