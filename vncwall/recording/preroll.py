"""The last minutes of a session, as its server sent them, in memory.

A ring of stretches. Each begins with what a player must be shown to understand what follows: the
start of the connection, or an `opening` in its middle. An opening costs a compressed picture, so
one is made only when the last stretch is half as long as what is kept, and what came in it is worth
a quarter of an opening: a still desktop has one picture for ever and costs nothing. The oldest
stretch goes as a whole, when the next one reaches far enough back or when it is too much.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from vncwall.geometry import Size
from vncwall.recording.opening import opening, server_init
from vncwall.rfb.connection import Connection
from vncwall.rfb.events import Connected
from vncwall.rfb.options import PictureOptions
from vncwall.rfb.pixel_format import PixelFormat

_BLOCK_BYTES = 120
"""What a block takes besides its data."""
_STRETCHES = 2
"""A stretch is this part of the time that is kept, while much changes."""
_WORTH = 4
"""An opening pays when what came since the last one is this part of it."""


@dataclass(slots=True)
class _Stretch:
    """A part of one connection that can be understood by itself."""

    beginning: bytes
    start_ns: int
    size: Size
    goes_on: bool
    """What follows here followed the stretch before without a gap."""
    opening_bytes: int
    """0: it begins with the connection."""
    blocks: list[tuple[int, bytes]] = field(default_factory=list)
    bytes: int = 0

    @property
    def memory(self) -> int:
        return len(self.beginning) + self.bytes + _BLOCK_BYTES * len(self.blocks)


@dataclass(frozen=True, slots=True)
class Take:
    """A part of one connection to be saved."""

    beginning: bytes
    start_ns: int
    """Monotonic; the first picture is of this moment."""
    end_ns: int
    size: Size
    blocks: tuple[tuple[int, bytes], ...]
    """Times and data of what followed; times before `start_ns` count as it."""


class Preroll:
    """Keeps what a session is sent; nothing before it is told of a connection."""

    def __init__(self, length_s: float, limit_bytes: int) -> None:
        """Begin with nothing.

        Args:
            length_s: how far back it is to reach.
            limit_bytes: most memory; then it reaches less far.
        """
        self._length_ns = int(length_s * 1e9)
        self._limit_bytes = limit_bytes
        self._stretches: deque[_Stretch] = deque()
        self._format: PixelFormat | None = None
        self._is_open = False  # what comes goes on with the last stretch
        self.openings = 0
        """How many were made, for those who want to know what it costs."""

    @property
    def memory(self) -> int:
        """Bytes that it takes."""
        return sum(one.memory for one in self._stretches)

    def connected(
        self, event: Connected, *, picture: PictureOptions, data: bytes, time_ns: int
    ) -> None:
        """Begin with a connection; `data` is what came behind ServerInit."""
        size = event.size
        head = server_init(event.name, size.width, size.height, picture.pixel_format)
        self._format = picture.pixel_format
        self._begin(head + data, size, time_ns, goes_on=False)

    def bytes_received(self, data: bytes, *, connection: Connection | None, time_ns: int) -> None:
        """Keep what came and is about to be decoded."""
        if not self._is_open:
            return
        if connection is not None and connection.picture.pixel_format != self._format:
            self._is_open = False  # until there is an opening in the new format
            return
        last = self._stretches[-1]
        last.blocks.append((time_ns, data))
        last.bytes += len(data)

    def bytes_handled(self, connection: Connection | None, time_ns: int) -> None:
        """Make an opening where one is due and possible, and let go of what is too old or much."""
        if connection is not None and self._is_due(connection, time_ns):
            self._open(connection, time_ns)
        self._trim(time_ns)

    def disconnected(self) -> None:
        """Take note that the connection is lost."""
        self._is_open = False
        self._format = None

    def takes(self, last_s: float, now_ns: int) -> Iterator[Take]:
        """Yield what is kept of the last `last_s` seconds, 0 being all: a take a connection."""
        earliest_ns = max(now_ns - int(last_s * 1e9), 0) if last_s else 0
        runs: list[list[_Stretch]] = []
        for stretch in self._stretches:
            if stretch.goes_on and runs:
                runs[-1].append(stretch)
            else:
                runs.append([stretch])
        for number, run in enumerate(runs):
            while len(run) > 1 and run[1].start_ns <= earliest_ns:
                run.pop(0)
            is_last = number == len(runs) - 1
            blocks = tuple(block for stretch in run for block in stretch.blocks)
            ended_ns = blocks[-1][0] if blocks else run[0].start_ns
            end_ns = now_ns if is_last and self._is_open else ended_ns
            if end_ns <= earliest_ns and not is_last:
                continue
            start_ns = max(earliest_ns, run[0].start_ns)
            yield Take(run[0].beginning, start_ns, max(end_ns, start_ns), run[0].size, blocks)

    def _is_due(self, connection: Connection, time_ns: int) -> bool:
        if not self._is_open:
            return True
        last = self._stretches[-1]
        if connection.framebuffer.size != last.size:
            return True  # each take has one size
        if last.bytes + len(last.blocks) * _BLOCK_BYTES >= self._limit_bytes // (2 * _STRETCHES):
            return True
        is_long = time_ns - last.start_ns >= self._length_ns // _STRETCHES
        return is_long and last.bytes >= last.opening_bytes // _WORTH

    def _open(self, connection: Connection, time_ns: int) -> None:
        point = connection.resume_point()
        beginning = opening(point) if point is not None else None
        if point is None or beginning is None or not point.framebuffer.damage.serial:
            return
        self.openings += 1
        size = point.framebuffer.size
        goes_on = self._is_open and bool(self._stretches) and self._stretches[-1].size == size
        self._format = point.pixel_format
        self._begin(beginning, size, time_ns, goes_on=goes_on, opening_bytes=len(beginning))

    def _begin(
        self,
        beginning: bytes,
        size: Size,
        time_ns: int,
        *,
        goes_on: bool,
        opening_bytes: int = 0,
    ) -> None:
        self._stretches.append(_Stretch(beginning, time_ns, size, goes_on, opening_bytes))
        self._is_open = True

    def _trim(self, now_ns: int) -> None:
        stretches = self._stretches
        while len(stretches) > 1 and stretches[1].start_ns <= now_ns - self._length_ns:
            stretches.popleft()
        while stretches and self.memory > self._limit_bytes:
            # Even the only one: more than is allowed came without a place to begin anew.
            stretches.popleft()
        if not stretches:
            self._is_open = False
        elif stretches[0].goes_on:
            stretches[0].goes_on = False
