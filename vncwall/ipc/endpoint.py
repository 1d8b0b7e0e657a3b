"""One end of the pipe between the main process and a child.

A pipe carries pickled messages, each behind its length, as `multiprocessing.Connection` writes
them; so the other end may be a plain Connection. What is added here: nobody ever waits for the
other side. `send` queues what the pipe does not take, and among the queued messages a newer one
replaces an older one that it makes worthless (a later frame, a later heartbeat), so a reader
that is slow or stopped costs a bounded queue and no worker's time. No asyncio: the wall imports
this.
"""

from __future__ import annotations

import os
import pickle
import struct
from collections import OrderedDict
from collections.abc import Hashable
from multiprocessing.connection import Connection, wait

from vncwall.ipc.messages import (
    Command,
    FramePublished,
    LogLine,
    Notice,
    SessionAlive,
    SessionStats,
    WorkerStats,
)

Message = Command | Notice

_LENGTH = struct.Struct("!i")
_READ_SIZE = 1 << 16
"""Nearly all reads are short; memory for a long one is fetched from the system each time."""
_WRITE_SIZE = 1 << 12
"""Messages are joined up to this for one write. What is joined is not replaced any more by newer
ones, so it is little."""
_RETRY_S = 0.05
MAX_MESSAGE = 64 << 20
"""A longer one (no message of ours comes near) means that the stream is out of step."""
MAX_QUEUED_LOG_LINES = 1000
"""Log lines beyond these are dropped while the other side does not read."""


class Endpoint:
    """Sends and receives messages over one duplex pipe, without ever blocking.

    Attributes:
        is_closed: the other side is gone: nothing can be sent, what had come was received.
    """

    def __init__(self, connection: Connection) -> None:
        """Take over `connection`; its file descriptor becomes non-blocking."""
        self._connection = connection
        self._fd = connection.fileno()
        os.set_blocking(self._fd, False)
        self._queue: OrderedDict[Hashable, Message] = OrderedDict()
        self._unsent = memoryview(b"")
        self._received = bytearray()
        self._count = 0
        self._log_lines = 0
        self._is_broken = False  # for writing; what was sent to us may still be read
        self.is_closed = False

    def fileno(self) -> int:
        """Return the descriptor to wait on: readable when messages have come."""
        return self._fd

    @property
    def has_unsent(self) -> bool:
        """Whether messages wait for the pipe to take them; call `flush` when it is writable."""
        return bool(self._queue) or len(self._unsent) > 0

    def send(self, message: Message) -> None:
        """Send, or queue until the other side reads. A message to a closed pipe is dropped."""
        self.queue(message)
        self.flush()

    def queue(self, message: Message) -> None:
        """Have it sent with the next message or `flush`, whichever comes first."""
        if self._is_broken:
            return
        key = worthless_after(message)
        if key is None:
            self._count += 1
            key = self._count
        if isinstance(message, LogLine):
            if self._log_lines >= MAX_QUEUED_LOG_LINES:
                return
            self._log_lines += 1
        self._queue.pop(key, None)
        self._queue[key] = message

    def flush(self) -> bool:
        """Write what the pipe takes; return whether nothing is left."""
        while not self._is_broken:
            if not len(self._unsent):
                if not self._queue:
                    return True
                self._unsent = memoryview(self._packed())
            try:
                self._unsent = self._unsent[os.write(self._fd, self._unsent) :]
            except BlockingIOError:
                return False
            except OSError:  # the other process ended
                self._drop_unsent()
        return True

    def _packed(self) -> bytearray:
        """Take the oldest queued messages, as many as one write should hold."""
        packed = bytearray()
        while self._queue and len(packed) < _WRITE_SIZE:
            _, message = self._queue.popitem(last=False)
            if isinstance(message, LogLine):
                self._log_lines -= 1
            data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
            packed += _LENGTH.pack(len(data))
            packed += data
        return packed

    def receive(self) -> list[Message]:
        """Return the messages that have come, oldest first; sets `is_closed` at the end."""
        while not self.is_closed:
            try:
                data = os.read(self._fd, _READ_SIZE)
            except BlockingIOError:
                break
            except OSError:
                data = b""
            if not data:
                self.is_closed = True
                self._drop_unsent()
                break
            self._received += data
            if len(data) < _READ_SIZE:
                break
        return self._unpack()

    def poll(self, timeout_s: float | None) -> list[Message]:
        """Wait until messages come or `timeout_s` is over (None: for ever); return them."""
        if not self.is_closed:
            if not self.flush():
                timeout_s = _RETRY_S if timeout_s is None else min(timeout_s, _RETRY_S)
            wait([self._fd], timeout_s)
        return self.receive()

    def close(self) -> None:
        """Close this end; messages that were not sent are lost."""
        self.is_closed = True
        self._drop_unsent()
        self._connection.close()

    def _drop_unsent(self) -> None:
        self._is_broken = True
        self._queue.clear()
        self._unsent = memoryview(b"")

    def _unpack(self) -> list[Message]:
        messages: list[Message] = []
        buffer, at = self._received, 0
        while len(buffer) - at >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(buffer, at)
            if not 0 <= length <= MAX_MESSAGE:
                self.is_closed = True
                self._drop_unsent()
                buffer.clear()
                return messages
            begin = at + _LENGTH.size
            if len(buffer) - begin < length:
                break
            at = begin + length
            messages.append(pickle.loads(memoryview(buffer)[begin:at]))
        del buffer[:at]
        return messages


def worthless_after(message: Message) -> Hashable | None:
    """Return what a later message must have in common to replace this one; None: nothing may.

    >>> worthless_after(SessionAlive(3, 17)) == worthless_after(SessionAlive(3, 18))
    True
    """
    match message:
        case FramePublished():
            return FramePublished, message.session, message.kind
        case SessionAlive() | SessionStats():
            return type(message), message.session
        case WorkerStats():
            return WorkerStats, message.worker
        case _:
            return None
