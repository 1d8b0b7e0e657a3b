import asyncio
import struct
from pathlib import Path

import numpy as np
import pytest

from tests.support.fleet_pair import FleetPair
from vncwall.fleet.desktops.idle import IdleDesktop
from vncwall.fleet.replay import Recording, ReplayServer, find_server_init, load_recording
from vncwall.geometry import Size
from vncwall.recording.fbs import HANDSHAKE, FbsError, FbsWriter
from vncwall.rfb.connection import Connection
from vncwall.rfb.options import ConnectionOptions, Credentials, PictureOptions
from vncwall.rfb.pixel_format import CANONICAL, RGB565

INIT = struct.pack(">HH", 640, 480) + CANONICAL.pack() + b"\0\0\0\4desk"
TAIL = b"\0\0\0\0 what follows"


def recorded(path: Path, password: str | None = None) -> tuple[Path, FleetPair]:
    """Record a clock for some seconds, with the bytes cut anywhere."""
    options = ConnectionOptions(
        credentials=Credentials(password=password), picture=PictureOptions(jpeg_quality=7)
    )
    desktop = IdleDesktop("desk-9", Size(640, 480), 4)
    pair = FleetPair(desktop, options, password=password)
    marks = [(0, len(pair.wire))]
    for step in range(1, 4):
        pair.update(after_s=5.0)
        marks.append((step * 5000, len(pair.wire)))
    with FbsWriter(path) as writer:
        start = 0
        for time_ms, end in marks:
            for cut in range(start, end, 1000):
                writer.write(pair.wire[cut : min(end, cut + 1000)], time_ms)
            start = end
    return path, pair


async def watch(server: ReplayServer) -> Connection:
    """Connect, take everything that comes until it is silent or closed."""
    connection = Connection(ConnectionOptions(picture=PictureOptions(jpeg_quality=7)))
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    total = sum(len(chunk.data) for chunk in server.recording.chunks)
    base = 0
    while not base or connection.bytes_received < base + total:
        data = await asyncio.wait_for(reader.read(1 << 16), 10)
        if not data:
            break
        connection.receive_data(data)
        connection.events()
        if connection.state.name == "OPEN":
            if not base:
                name = server.recording.identity.name.encode()
                base = 12 + 2 + 4 + 24 + len(name)
            connection.request_update()
        writer.write(connection.data_to_send())
    writer.close()
    return connection


@pytest.mark.parametrize("password", [None, "secret12"])
async def test_a_replay_ends_in_the_recorded_picture_for_every_client(
    tmp_path: Path, password: str | None
) -> None:
    path, pair = recorded(tmp_path / "desk.fbs", password)
    server = ReplayServer(load_recording(path), speed=0)
    await server.open(0)
    for connection in await asyncio.gather(watch(server), watch(server)):
        assert connection.name == "desk-9"
        assert np.array_equal(connection.framebuffer.words, pair.connection.framebuffer.words)
    await server.close()


async def test_looping_ends_the_connection_after_the_last_byte(tmp_path: Path) -> None:
    path, pair = recorded(tmp_path / "desk.fbs")
    server = ReplayServer(load_recording(path), speed=0, loop=True)
    await server.open(0)
    for _ in range(2):
        connection = await watch(server)
        assert np.array_equal(connection.framebuffer.words, pair.connection.framebuffer.words)
    await server.close()


async def test_bytes_are_due_at_their_recorded_times(tmp_path: Path) -> None:
    path, _ = recorded(tmp_path / "desk.fbs")
    recording = load_recording(path)
    assert sorted({chunk.due_s for chunk in recording.chunks}) == [0.0, 5.0, 10.0, 15.0]
    assert recording.length_s == 15.0
    server = ReplayServer(recording, speed=100.0)
    await server.open(0)
    loop = asyncio.get_running_loop()
    start = loop.time()
    await watch(server)
    assert loop.time() - start >= 0.15
    await server.close()


def test_a_crash_cut_recording_is_served_as_far_as_it_goes(tmp_path: Path) -> None:
    path, _ = recorded(tmp_path / "desk.fbs")
    whole = load_recording(path)
    path.write_bytes(path.read_bytes()[:-3])
    assert load_recording(path).chunks == whole.chunks[:-1]


@pytest.mark.parametrize(
    "handshake",
    [
        HANDSHAKE,
        b"RFB 003.003\n\0\0\0\2" + bytes(range(16)) + bytes(4),
        b"RFB 003.007\n\1\1",
        b"RFB 003.008\n\1\1" + bytes(4),
        b"RFB 003.008\n\3\x13\1\2" + bytes(4),
        b"RFB 003.008\n\1\2" + bytes(range(16)) + bytes(4),
        b"RFB 003.008\n\2\2\x10" + bytes(range(16)) + bytes(4),
        b"RFB 003.889\n\2\x1e\1" + bytes(4),
        # A client that answered an offer of 3.8 with 3.3 is told the type in four bytes.
        b"RFB 003.008\n\0\0\0\1",
    ],
)
def test_server_init_is_found_behind_every_plain_handshake(handshake: bytes) -> None:
    found = find_server_init(handshake + INIT + TAIL)
    assert found is not None
    identity, end = found
    assert end == len(handshake + INIT)
    assert (identity.name, identity.size, identity.pixel_format) == (
        "desk",
        Size(640, 480),
        CANONICAL,
    )


@pytest.mark.parametrize(
    "stream",
    [
        b"",
        b"RFB 003.008\n",
        b"RFB 003.008\n\1\x13\0\2",
        b"HTTP/1.1 200 OK\r\n\r\n" + bytes(90),
        HANDSHAKE + INIT[:-1],
        HANDSHAKE + struct.pack(">HH", 0, 480) + RGB565.pack() + bytes(4),
        HANDSHAKE + struct.pack(">HH", 9, 9) + RGB565.pack() + b"\xff\xff\xff\xff",
        HANDSHAKE + bytes(60),
    ],
)
def test_without_a_server_init_the_file_is_refused_by_name(tmp_path: Path, stream: bytes) -> None:
    assert find_server_init(stream) is None
    path = tmp_path / "bad.fbs"
    with FbsWriter(path) as writer:
        writer.write(stream, 0)
    with pytest.raises(FbsError, match=r"bad\.fbs: at byte 12: no ServerInit"):
        load_recording(path)


def test_blocks_may_cut_server_init_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "cut.fbs"
    stream = HANDSHAKE + INIT + TAIL
    with FbsWriter(path) as writer:
        for index in range(len(stream)):
            writer.write(stream[index : index + 1], 1000 + index)
    recording = load_recording(path)
    assert isinstance(recording, Recording)
    assert b"".join(chunk.data for chunk in recording.chunks) == TAIL
    assert recording.chunks[0].due_s == pytest.approx(0.001)
