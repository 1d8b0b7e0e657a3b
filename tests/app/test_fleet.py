import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from vncwall.app import fleet
from vncwall.errors import VNCWallError
from vncwall.recording.fbs import HANDSHAKE, FbsError, FbsWriter
from vncwall.rfb.pixel_format import CANONICAL


def started(call: str) -> subprocess.Popen[str]:
    program = f"from vncwall.app import fleet; raise SystemExit(fleet.serve({call}))"
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)


def first_lines(process: subprocess.Popen[str], count: int) -> list[str]:
    assert process.stdout
    return [process.stdout.readline().rstrip() for _ in range(count)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_what_it_serves_and_ends_cleanly(number: signal.Signals) -> None:
    process = started("port=0, hosts=6")
    lines = first_lines(process, 8)
    assert lines[0].split() == ["address", "name", "size", "kind", "special"]
    assert lines[6].split()[1:] == [
        "finance-11", "1600x900", "sheet", "password", "wall-8ch",
    ]  # fmt: skip
    assert lines[7] == "6 desktops; Ctrl-C ends them"
    process.send_signal(number)
    assert process.wait(10) == 0


def test_a_recording_is_served_on_the_port(tmp_path: Path) -> None:
    path = tmp_path / "desk.fbs"
    with FbsWriter(path) as writer:
        writer.write(HANDSHAKE + b"\0\x40\0\x30" + CANONICAL.pack() + b"\0\0\0\4desk", 0)
        writer.write(b"\2", 2500)
    process = started(f"port=0, replay={str(path)!r}")
    (line,) = first_lines(process, 1)
    assert line.endswith("desk.fbs: desk, 64x48, 2.5 s")
    port = int(line.split()[0].split(":")[-1])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
        assert sock.recv(12) == b"RFB 003.008\n"
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


def test_a_taken_port_is_an_error_with_the_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(VNCWallError, match=f"cannot serve on port {port} and those after it"):
            fleet.serve(port=port, hosts=1)


def test_a_missing_or_broken_recording_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(VNCWallError, match=r"none\.fbs: No such file"):
        fleet.serve(port=0, replay=tmp_path / "none.fbs")
    (tmp_path / "bad.fbs").write_bytes(b"RIFF")
    with pytest.raises(FbsError, match=r"bad\.fbs: at byte 0"):
        fleet.serve(port=0, replay=tmp_path / "bad.fbs")
