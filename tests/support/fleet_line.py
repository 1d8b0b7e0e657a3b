"""A demo desktop behind a line of some speed, in memory: its own clock, no socket."""

from __future__ import annotations

from tests.support.fake_clock import FakeClock
from tests.support.fleet_pair import NOON
from vncwall.errors import TransportError
from vncwall.fleet.client import Client
from vncwall.fleet.desktops.base import Desktop
from vncwall.fleet.protocol import ServerIdentity, ServerProtocol
from vncwall.geometry import Rect, Size
from vncwall.rfb.constants import DesktopSizeReason, DesktopSizeStatus
from vncwall.rfb.events import Screen
from vncwall.states import Reason
from vncwall.transport.base import ByteStream

_NS = 1_000_000_000


class FleetLine(ByteStream):
    """Serves the desktop; what comes back takes `latency_s` and its bytes' time on the line."""

    def __init__(
        self,
        desktop: Desktop,
        clock: FakeClock,
        *,
        kbit_s: float = 10_000.0,
        latency_s: float = 0.01,
        chunk: int = 1 << 14,
    ) -> None:
        self.desktop = desktop
        self.clock = clock
        self.kbit_s = kbit_s
        self.is_closed = False
        self._latency_s = latency_s
        self._chunk = chunk
        self._ready = bytearray()
        self._is_waiting = True
        self._protocol = ServerProtocol(
            lambda: ServerIdentity(desktop.name, desktop.size, None),
            entropy=lambda size: bytes(range(size)),
        )
        self._client = Client(
            self._protocol,
            lambda: desktop,
            resize=lambda client, event: DesktopSizeStatus.PROHIBITED,
        )

    async def read(self) -> bytes:
        if not self.kbit_s:
            raise TransportError(Reason.DISCONNECTED, "the line is cut")
        if not self._ready:
            self._serve()
            self._ready += self._protocol.data_to_send()
            assert self._ready, "the client waits for something that never comes"
            self.clock.now_ns += int(self._latency_s * _NS)
        data = bytes(self._ready[: self._chunk])
        del self._ready[: self._chunk]
        self.clock.now_ns += int(len(data) * 8 / self.kbit_s / 1000 * _NS)
        return data

    def write(self, data: bytes) -> None:
        self._protocol.receive_data(data)
        for event in self._protocol.events():
            self._client.handle(event)

    @property
    def unsent(self) -> int:
        return 0

    def limit_reading(self, chunk: int, *, buffer: int) -> None:
        raise AssertionError("a sweep has no budget")

    async def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_closed = True

    def resize(self, size: Size) -> None:
        """Give the desktop another size."""
        self.desktop.resize(size, (Screen(0, Rect(0, 0, size.width, size.height)),))
        self._client.desktop_resized(DesktopSizeReason.SERVER)

    def _serve(self) -> None:
        if self._protocol.is_open and self._client.is_waiting:
            self._client.add_changes(self.desktop.advance(NOON + self.clock.now_ns / _NS))
            self._client.take_update()
