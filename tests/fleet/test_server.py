import asyncio
import struct
from dataclasses import replace

import numpy as np
import pytest

from vncwall.fleet.hosts import Cycle, HostPlan
from vncwall.fleet.server import DesktopServer, Fleet
from vncwall.fleet.shared_bands import BAND_COLUMNS, BAND_ROWS
from vncwall.geometry import Rect, Size
from vncwall.rfb.connection import Connection
from vncwall.rfb.events import ConnectionFailed, DesktopResized, FramebufferUpdated, Screen
from vncwall.rfb.options import ConnectionOptions, PictureOptions

NOON = 1_790_000_400.0
PLAN = HostPlan("desk", "idle", Size(640, 480), 3)
OPTIONS = ConnectionOptions(picture=PictureOptions(jpeg_quality=None), view_only=False)


class Viewer:
    """Our client core on a socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connection = Connection(OPTIONS)
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, server: DesktopServer, port: int = 0) -> "Viewer":
        viewer = cls(*await asyncio.open_connection("127.0.0.1", port or server.port))
        await viewer.until(lambda: viewer.connection.state.name == "OPEN")
        return viewer

    async def until(self, is_done: object) -> list[object]:
        events: list[object] = []
        assert callable(is_done)
        while not is_done():
            data = await asyncio.wait_for(self.reader.read(1 << 18), 10)
            if not data:
                self.connection.receive_eof()
            self.connection.receive_data(data)
            events += self.connection.events()
            self.writer.write(self.connection.data_to_send())
            if not data:
                break
        return events

    async def update(self) -> list[object]:
        self.connection.request_update()
        self.writer.write(self.connection.data_to_send())
        return await self.until(lambda: not self.connection.is_update_outstanding)


async def opened(plan: HostPlan = PLAN, now: list[float] | None = None) -> DesktopServer:
    times = now or [NOON]
    server = DesktopServer(
        plan, started=asyncio.get_running_loop().time(), wall_time=lambda: times[0]
    )
    await server.open(0)
    return server


def same_picture(viewer: Viewer, server: DesktopServer) -> bool:
    mask = np.uint32(0xFFFFFF)
    real = server.desktop.words(server.desktop.rect) & mask
    return np.array_equal(viewer.connection.framebuffer.words & mask, real)


async def test_two_clients_see_the_desktop_and_each_others_hands() -> None:
    now = [NOON]
    server = await opened(now=now)
    first, second = await Viewer.to(server), await Viewer.to(server)
    for viewer in (first, second):
        await viewer.update()
        assert same_picture(viewer, server)
    first.connection.send_key_event(0x41, down=True)
    first.writer.write(first.connection.data_to_send())
    await first.update()
    await second.update()
    assert same_picture(first, server)
    assert same_picture(second, server)
    await server.close()


async def test_nothing_is_made_or_painted_before_a_client_asks() -> None:
    server = await opened()
    assert server._desktop is None
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    assert await reader.readexactly(12) == b"RFB 003.008\n"
    assert server._desktop is None
    writer.close()
    viewer = await Viewer.to(server)
    assert server._desktop is not None
    assert server._desktop._surface is None
    await viewer.update()
    await server.close()


async def test_the_last_client_takes_the_picture_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vncwall.fleet.server.RELEASE_AFTER_S", 0.0)
    server = await opened()
    viewer = await Viewer.to(server)
    await viewer.update()
    viewer.writer.close()
    await viewer.writer.wait_closed()
    while server.desktop._surface is not None:
        await asyncio.sleep(0)
    await server.close()


async def test_a_frozen_desktop_accepts_but_neither_greets_nor_answers_until_it_thaws() -> None:
    now = [NOON]
    server = await opened(now=now)
    viewer = await Viewer.to(server)
    await viewer.update()
    server._set_frozen(True)
    now[0] += 60
    viewer.connection.request_update()
    viewer.writer.write(viewer.connection.data_to_send())
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    for _ in range(50):
        await asyncio.sleep(0)
    assert viewer.reader._buffer == b""  # type: ignore[attr-defined]
    assert reader._buffer == b""  # type: ignore[attr-defined]
    server._set_frozen(False)
    assert await reader.readexactly(12) == b"RFB 003.008\n"
    writer.close()
    await viewer.until(lambda: not viewer.connection.is_update_outstanding)
    assert same_picture(viewer, server)
    await server.close()


async def test_a_desktop_that_is_away_refuses_and_returns_on_its_port() -> None:
    server = await opened()
    viewer = await Viewer.to(server)
    port = server.port
    await server._set_away(True)
    with pytest.raises(ConnectionError):
        await asyncio.open_connection("127.0.0.1", port)
    with pytest.raises(ConnectionError):
        await viewer.reader.read()
    await server._set_away(False)
    assert server.port == port
    await (await Viewer.to(server)).update()
    await server.close()


async def test_outage_and_freeze_follow_their_cycles() -> None:
    plan = replace(PLAN, outage=Cycle(0.05, 0.1, 10.0), freeze=Cycle(0.0, 0.02, 10.0))
    server = await opened(plan)
    seen = []
    for _ in range(400):
        state = (bool(server._listeners), server.is_frozen)
        if not seen or seen[-1] != state:
            seen.append(state)
        await asyncio.sleep(0.001)
    assert seen[-4:] == [(True, True), (True, False), (False, False), (True, False)]
    await server.close()


async def test_the_slow_line_slows_both_ways_and_loses_nothing() -> None:
    plan = replace(PLAN, rate_bits=8_000_000, latency_s=0.02)
    server = await opened(plan)
    loop = asyncio.get_running_loop()
    start = loop.time()
    viewer = await Viewer.to(server)
    await viewer.update()
    # Version, security and init: at least three round trips, and then the picture.
    assert loop.time() - start > 0.06
    assert same_picture(viewer, server)
    await server.close()


async def test_resizing_reaches_all_clients() -> None:
    server = await opened()
    first, second = await Viewer.to(server), await Viewer.to(server)
    await first.update()
    await second.update()
    screens = (Screen(1, Rect(0, 0, 800, 600)),)
    first.connection.set_desktop_size(Size(800, 600), screens)
    first.writer.write(first.connection.data_to_send())
    for viewer in (first, second):
        events = await viewer.update()
        assert DesktopResized(Size(800, 600), screens) in events
        await viewer.update()
        assert same_picture(viewer, server)
    await server.close()


async def test_resizing_is_refused_with_the_reason() -> None:
    server = await opened(replace(PLAN, is_resizable=False))
    viewer = await Viewer.to(server)
    await viewer.update()
    viewer.connection.set_desktop_size(Size(800, 600), [Screen(1, Rect(0, 0, 800, 600))])
    await viewer.update()
    assert server.desktop.size == Size(640, 480)
    await server.close()


async def test_garbage_closes_one_client_and_disturbs_no_other() -> None:
    server = await opened()
    viewer = await Viewer.to(server)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    assert await asyncio.wait_for(reader.read(), 10) == b"RFB 003.008\n"
    impossible = await Viewer.to(server)
    head = struct.pack(">BxxxBBBBHHHBBBxxx", 0, 24, 24, 0, 1, 255, 255, 255, 16, 8, 0)
    impossible.writer.write(head)
    events = await impossible.until(lambda: False)
    assert not [event for event in events if isinstance(event, FramebufferUpdated)]
    assert not isinstance(events[-1], ConnectionFailed)
    await viewer.update()
    assert same_picture(viewer, server)
    await server.close()


async def test_a_fleet_takes_all_ports_or_none() -> None:
    fleet = Fleet((PLAN, replace(PLAN, name="other")))
    await fleet.open()
    taken = fleet.servers[1].port
    second = Fleet((PLAN,))
    with pytest.raises(OSError, match="in use"):
        await second.open(taken)
    await fleet.close()
    await second.open(taken)
    await second.close()


async def test_copies_of_a_desktop_are_encoded_once_and_show_the_same() -> None:
    now = [NOON]
    server = await opened(replace(PLAN, copies=3), now)
    assert len(set(server.ports)) == 3
    viewers = [await Viewer.to(server, port) for port in server.ports]
    for viewer in viewers:
        await viewer.update()
    assert server.bands is not None
    once = server.bands.encoded
    assert once == -(-PLAN.size.height // BAND_ROWS) * -(-PLAN.size.width // BAND_COLUMNS)
    now[0] += 61
    for viewer in viewers:
        await viewer.update()
        assert same_picture(viewer, server)
    assert server.bands.encoded < 3 * once
    await server.close()


async def test_a_change_reaches_those_who_wait_when_another_client_asks() -> None:
    now = [NOON]
    server = await opened(replace(PLAN, copies=2), now)
    first, second = [await Viewer.to(server, port) for port in server.ports]
    await first.update()
    await second.update()
    first.connection.request_update()
    first.writer.write(first.connection.data_to_send())
    await asyncio.sleep(0)
    now[0] += 61
    await second.update()
    await first.until(lambda: not first.connection.is_update_outstanding)
    assert same_picture(first, server)
    await server.close()


async def test_a_fleet_numbers_the_ports_of_copies_in_order() -> None:
    fleet = Fleet((replace(PLAN, copies=2), replace(PLAN, name="other")))
    await fleet.open(45_200)
    assert [server.ports for server in fleet.servers] == [[45_200, 45_201], [45_202]]
    await fleet.close()
