import struct

from vncwall.geometry import Size
from vncwall.recording.fbs import HANDSHAKE, read_blocks
from vncwall.rfb.events import Connected
from vncwall.rfb.options import PictureOptions
from vncwall.rfb.pixel_format import BGR233, CANONICAL
from vncwall.workers.wire import WireRecorder

EVENT = Connected("003.008", 1, Size(4, 3), CANONICAL, "desk", 99)
PICTURE = PictureOptions(pixel_format=BGR233)
SERVER_INIT = struct.pack(">HH", 4, 3) + BGR233.pack() + struct.pack(">I", 4) + b"desk"
MS = 1_000_000


def contents(path) -> list[tuple[int, bytes]]:
    return [(block.time_ms, block.data) for block in read_blocks(path)]


def test_a_file_begins_with_a_handshake_and_the_format_that_was_asked_for(tmp_path):
    path = tmp_path / "lab" / "one.fbs"
    wire = WireRecorder(str(path))
    wire.bytes_received(b"handshake with a password", time_ns=500 * MS)
    wire.connected(EVENT, picture=PICTURE, data=b"rest")
    wire.bytes_received(b"update", time_ns=750 * MS)
    wire.close()
    assert contents(path) == [(0, HANDSHAKE + SERVER_INIT + b"rest"), (250, b"update")]


def test_each_connection_has_a_file_of_its_own(tmp_path):
    path = tmp_path / "one.fbs"
    wire = WireRecorder(str(path))
    for text in (b"a", b"b", b"c"):
        wire.connected(EVENT, picture=PICTURE, data=text)
    wire.close()
    names = ("one.fbs", "one_2.fbs", "one_3.fbs")
    assert [contents(tmp_path / name)[0][1][-1:] for name in names] == [b"a", b"b", b"c"]


def test_a_file_that_exists_is_not_touched(tmp_path):
    path = tmp_path / "one.fbs"
    path.write_text("precious")
    wire = WireRecorder(str(path))
    wire.connected(EVENT, picture=PICTURE, data=b"")
    wire.close()
    assert path.read_text() == "precious"
    assert (tmp_path / "one_2.fbs").exists()


def test_a_folder_that_cannot_be_made_ends_the_recording_and_not_the_session(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    wire = WireRecorder(str(tmp_path / "file" / "one.fbs"))
    wire.connected(EVENT, picture=PICTURE, data=b"")
    wire.bytes_received(b"update", time_ns=1)
    assert not wire.is_writing
    assert "no wire recording" in caplog.text
