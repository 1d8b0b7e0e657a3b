import asyncio
import socket
import time

import pytest

from vncwall.errors import TransportError
from vncwall.settings.address import HostAddress
from vncwall.states import Reason
from vncwall.transport import stream as stream_module
from vncwall.transport.stream import HIGH_WATER, broken
from vncwall.transport.tcp import open_tcp


class Peer:
    """The other end of one connection on loopback."""

    def __init__(self) -> None:
        self.reader: asyncio.StreamReader
        self.writer: asyncio.StreamWriter
        self._met = asyncio.Event()

    async def _accept(self, reader, writer) -> None:
        self.reader, self.writer = reader, writer
        self._met.set()

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.stream = await open_tcp(HostAddress("127.0.0.1", port), timeout_s=5)
        await self._met.wait()
        return self

    async def __aexit__(self, *_):
        await self.stream.close()
        self.writer.transport.abort()
        self._server.close()


async def read_exactly(stream, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        data += await stream.read()
    return bytes(data)


async def test_bytes_go_both_ways():
    async with Peer() as peer:
        peer.stream.write(b"to the server")
        assert await peer.reader.readexactly(13) == b"to the server"
        peer.writer.write(b"to the client")
        assert await peer.stream.read() == b"to the client"


async def test_megabytes_arrive_whole_and_in_order():
    data = bytes(range(256)) * 20_000
    async with Peer() as peer:
        peer.writer.write(data)
        assert await read_exactly(peer.stream, len(data)) == data


async def test_a_reader_that_is_busy_holds_the_server_back():
    async with Peer() as peer:
        peer.writer.write(bytes(12 << 20))
        await peer.stream.read()
        for _ in range(300):
            await asyncio.sleep(0)
        stream = peer.stream
        assert isinstance(stream, stream_module.SocketStream)
        assert len(stream._pending) < HIGH_WATER + stream_module.RECEIVE_SIZE
        assert len(await read_exactly(stream, 8 << 20)) >= 8 << 20


async def test_the_end_comes_after_the_last_bytes():
    async with Peer() as peer:
        peer.writer.write(b"goodbye")
        peer.writer.close()
        assert await read_exactly(peer.stream, 7) == b"goodbye"
        assert await peer.stream.read() == b""
        assert await peer.stream.read() == b""


async def test_a_reset_is_an_error_of_the_transport():
    async with Peer() as peer:
        waiting = asyncio.create_task(peer.stream.read())
        await asyncio.sleep(0)
        peer.writer.transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET,
            socket.SO_LINGER,
            b"\1\0\0\0\0\0\0\0",
        )
        peer.writer.transport.abort()
        with pytest.raises(TransportError) as caught:
            await waiting
        assert caught.value.reason is Reason.DISCONNECTED


async def test_abort_wakes_the_reader():
    async with Peer() as peer:
        waiting = asyncio.create_task(peer.stream.read())
        await asyncio.sleep(0)
        peer.stream.abort()
        assert await waiting == b""


async def test_what_is_queued_is_sent_before_the_close():
    async with Peer() as peer:
        peer.stream.write(b"key up")
        await peer.stream.close()
        await peer.stream.close()
        assert await peer.reader.read() == b"key up"
        peer.stream.write(b"nobody hears this")


async def test_a_cancelled_read_loses_nothing():
    async with Peer() as peer:
        waiting = asyncio.create_task(peer.stream.read())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        peer.writer.write(b"still there")
        assert await peer.stream.read() == b"still there"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TimeoutError(110, "Connection timed out"), Reason.UNREACHABLE),
        (ConnectionResetError(104, "reset"), Reason.DISCONNECTED),
        (OSError(5, "i/o"), Reason.DISCONNECTED),
    ],
)
def test_a_broken_connection_has_its_word(error, reason):
    assert broken(error).reason is reason


@pytest.mark.skipif(stream_module._TCP_INFO is None, reason="only Linux tells")
async def test_bytes_that_waited_for_us_are_known_to_have_waited():
    async with Peer() as peer:
        peer.writer.write(bytes(4096))
        assert len(await peer.stream.read()) == 4096
        assert peer.stream.waited_ns < 10_000_000
        reading = asyncio.ensure_future(peer.stream.read())
        await asyncio.sleep(0)
        peer.writer.write(bytes(4096))
        time.sleep(0.05)  # this process is busy with something else
        await reading
        assert peer.stream.waited_ns >= 30_000_000


async def test_small_reads_cost_no_question_and_say_nothing():
    async with Peer() as peer:
        for _ in range(2):
            peer.writer.write(b"RFB 003.008\n")
            await peer.stream.read()
            assert peer.stream.waited_ns == 0
            peer.writer.write(bytes(4096))
            await peer.stream.read()


async def test_a_limited_stream_takes_no_more_than_is_read():
    async with Peer() as peer:
        peer.stream.limit_reading(1000, buffer=4096)
        peer.writer.write(bytes(4 << 20))
        sizes = [len(await peer.stream.read()) for _ in range(20)]
        assert max(sizes) <= 1000
        for _ in range(300):
            await asyncio.sleep(0)
        stream = peer.stream
        assert isinstance(stream, stream_module.SocketStream)
        assert len(stream._pending) <= 1000


async def test_a_stream_whose_limit_is_lifted_reads_on_at_full_speed():
    data = bytes(range(256)) * 20_000
    async with Peer() as peer:
        peer.stream.limit_reading(1000, buffer=4096)
        peer.writer.write(data)
        first = await peer.stream.read()
        peer.stream.limit_reading(0, buffer=0)
        async with asyncio.timeout(5):
            assert first + await read_exactly(peer.stream, len(data) - len(first)) == data


async def test_a_cancellation_that_comes_with_the_end_is_not_forgotten():
    async with Peer() as peer:
        closing = asyncio.create_task(peer.stream.close())
        await asyncio.sleep(0)  # it waits now
        peer.stream.connection_lost(None)
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
