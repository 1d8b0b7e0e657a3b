"""Snapshots: a whole picture or a cause, from scripted servers."""

from __future__ import annotations

import asyncio
import io
import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from vncwall.app import snapshot
from vncwall.clock import Appointment
from vncwall.errors import SettingsError, TransportError
from vncwall.rfb.pixel_format import CANONICAL
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.states import EXIT_CODES, Reason
from vncwall.transport.base import ByteStream

TAKEN_AT_NS = 1_741_000_000_000_000_000  # 2025-03-03 11:06:40 UTC
WIDTH, HEIGHT = 6, 4
PIXELS = np.arange(WIDTH * HEIGHT, dtype=np.uint32).reshape(HEIGHT, WIDTH) * 0x010203


class FixedClock:
    """Time that stands still."""

    def monotonic_ns(self) -> int:
        return 0

    def wall_ns(self) -> int:
        return TAKEN_AT_NS

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("a snapshot never sleeps")

    def call_at(self, time_ns: int, call: Callable[[], None]) -> Appointment:
        raise AssertionError("a snapshot waits for nothing")


@dataclass
class Script(ByteStream):
    """Says its parts one after the other, then the end, or nothing more when `hangs`."""

    parts: Sequence[bytes]
    hangs: bool = False

    def __post_init__(self) -> None:
        self.sent = bytearray()
        self.is_closed = False
        self._next = 0

    async def read(self) -> bytes:
        if self._next < len(self.parts):
            self._next += 1
            return self.parts[self._next - 1]
        if self.hangs:
            await asyncio.Event().wait()
        return b""

    def limit_reading(self, chunk: int, *, buffer: int) -> None:
        raise AssertionError("a snapshot has no budget")

    def write(self, data: bytes) -> None:
        self.sent += data

    @property
    def unsent(self) -> int:
        return 0

    async def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_closed = True


def handshake(name: str = "desk") -> bytes:
    """Version 3.8, security None, ServerInit of the small desktop."""
    title = name.encode()
    return (
        b"RFB 003.008\n\x01\x01\0\0\0\0"
        + struct.pack(">HH", WIDTH, HEIGHT)
        + CANONICAL.pack()
        + struct.pack(">I", len(title))
        + title
    )


def update(*rows: tuple[int, int]) -> bytes:
    """A FramebufferUpdate of Raw rectangles that hold the rows first .. end - 1."""
    message = struct.pack(">BxH", 0, len(rows))
    for first, end in rows:
        message += struct.pack(">HHHHi", 0, first, WIDTH, end - first, 0)
        message += PIXELS[first:end].astype("<u4").tobytes()
    return message


def host(name: str = "pc1") -> HostSettings:
    return HostSettings(name=name, address=HostAddress(name, 5900))


def take(
    folder: Path, *answers: Script | Exception, timeout_s: float = 5.0
) -> tuple[int, list[dict[str, Any]]]:
    """Run the command on as many hosts as answers; return exit code and reports."""
    waiting = dict(zip((f"pc{n}" for n in range(1, 9)), answers, strict=False))

    async def connect(address: HostAddress, timeout_s: float) -> ByteStream:
        answer = waiting[address.host]
        if isinstance(answer, Exception):
            raise answer
        return answer

    out = io.StringIO()
    code = snapshot.run(
        [host(name) for name in waiting],
        folder=folder,
        as_json=True,
        timeout_s=timeout_s,
        out=out,
        clock=FixedClock(),
        connect=connect,
    )
    return code, json.loads(out.getvalue())


def test_picture_is_written_and_reported(tmp_path: Path) -> None:
    script = Script([handshake(), update((0, HEIGHT))])
    code, (report,) = take(tmp_path / "new", script)
    path = tmp_path / "new" / "pc1-20250303T110640Z.png"
    image = np.asarray(Image.open(path))
    words = image.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    assert np.array_equal(words, PIXELS)
    assert code == 0
    assert script.is_closed
    assert report == {
        "ok": True,
        "host": "pc1",
        "address": "pc1:0",
        "reason": "",
        "detail": "",
        "file": str(path),
        "version": "3.8",
        "security": "NONE",
        "name": "desk",
        "width": WIDTH,
        "height": HEIGHT,
        "pixel_format": str(CANONICAL),
        "encodings": ["RAW"],
        "pseudo_encodings": [],
        "screens": [],
        "look": "",
        "seconds": 0.0,
        "received_bytes": len(b"".join(script.parts)),
        "warnings": [],
    }


def test_picture_that_comes_in_parts_is_waited_for(tmp_path: Path) -> None:
    script = Script([handshake(), update((0, 1)), update((3, 4)), update((1, 3))])
    code, (report,) = take(tmp_path, script)
    assert code == 0
    requests = [
        struct.unpack(">BBHHHH", script.sent[at : at + 10])
        for at in range(len(script.sent) - 9)
        if script.sent[at : at + 6] in (b"\x03\0\0\0\0" + bytes([n]) for n in range(HEIGHT))
    ]
    assert requests == [(3, 0, 0, 0, 6, 4), (3, 0, 0, 1, 6, 3), (3, 0, 0, 1, 6, 2)]
    assert Path(report["file"]).exists()


def test_only_requests_are_ever_sent(tmp_path: Path) -> None:
    """After the handshake: SetPixelFormat, SetEncodings, FramebufferUpdateRequest; no input."""
    script = Script([handshake(), update((0, HEIGHT))])
    take(tmp_path, script)
    rest = bytes(script.sent)[len(b"RFB 003.008\n") + 2 :]
    kinds = []
    while rest:
        kinds.append(rest[0])
        length = {0: 20, 2: 4 + 4 * int.from_bytes(rest[2:4], "big"), 3: 10}[rest[0]]
        rest = rest[length:]
    assert sorted(set(kinds)) == [0, 2, 3]


@pytest.mark.parametrize(
    ("answer", "reason", "detail"),
    [
        (TransportError(Reason.REFUSED, "nothing listens"), Reason.REFUSED, "nothing listens"),
        (Script([b"HTTP/1.1 400 Bad Request\r\n\r\n"]), Reason.PROTOCOL_ERROR, ""),
        (Script([b"RFB 003.008\n\x01\x02" + bytes(16)]), Reason.NEEDS_PASSWORD, ""),
        (Script([b"RFB 003.008\n\x01\x63"]), Reason.NOT_ALLOWED, "99"),
        (Script([handshake()]), Reason.DISCONNECTED, ""),
        (Script([handshake(), update((0, 1))]), Reason.DISCONNECTED, ""),
        (Script([b"RFB 003.008\n"], hangs=True), Reason.TIMED_OUT, "12 bytes of the handshake"),
        (Script([handshake()], hangs=True), Reason.TIMED_OUT, "no whole picture within"),
    ],
)
def test_failure_has_a_reason_and_its_exit_code(
    answer: Script | Exception, reason: Reason, detail: str, tmp_path: Path
) -> None:
    timeout_s = 0.02 if reason is Reason.TIMED_OUT else 5.0
    code, (report,) = take(tmp_path, answer, timeout_s=timeout_s)
    assert (code, report["ok"], report["reason"]) == (EXIT_CODES[reason], False, reason)
    assert detail in report["detail"]
    assert report["file"] is None
    assert list(tmp_path.iterdir()) == []


def test_server_that_never_sends_a_part_is_given_up(tmp_path: Path) -> None:
    script = Script([handshake(), *[update((0, 1))] * (snapshot.PARTS_LIMIT + 1)], hangs=True)
    code, (report,) = take(tmp_path, script)
    assert code == EXIT_CODES[Reason.DISCONNECTED]
    assert report["detail"] == f"{WIDTH * (HEIGHT - 1)} pixels were never sent in 50 updates"


def test_one_cause_gives_its_code_and_several_give_1(tmp_path: Path) -> None:
    refused = TransportError(Reason.REFUSED, "")
    good = Script([handshake(), update((0, HEIGHT))])
    assert take(tmp_path, refused, refused, good)[0] == EXIT_CODES[Reason.REFUSED]
    assert take(tmp_path, refused, TransportError(Reason.UNREACHABLE, ""))[0] == 1


def test_lines_for_people_name_the_file_or_the_cause(tmp_path: Path) -> None:
    async def connect(address: HostAddress, timeout_s: float) -> ByteStream:
        if address.host == "pc1":
            return Script([handshake(), update((0, HEIGHT))])
        raise TransportError(Reason.REFUSED, "nothing listens on port 5900")

    out = io.StringIO()
    snapshot.run(
        [host("pc1"), host("pc2")], folder=tmp_path, out=out, clock=FixedClock(), connect=connect
    )
    first, second = out.getvalue().splitlines()
    assert first.startswith(f"pc1: {tmp_path}/pc1-20250303T110640Z.png (6x4, RAW, ")
    assert second == "pc2: refused: nothing listens on port 5900"


def test_name_of_the_file_is_safe(tmp_path: Path) -> None:
    assert snapshot._file_name("../[::1]:2 x/y") == "1-2-x-y"
    assert snapshot._file_name("..") == "host"


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="--out: cannot make"):
        snapshot.run([], folder=tmp_path / "file" / "x", clock=FixedClock())


def test_a_picture_of_one_colour_is_called_what_the_tile_calls_it(tmp_path: Path) -> None:
    black = struct.pack(">BxHHHHHi", 0, 1, 0, 0, WIDTH, HEIGHT, 0) + bytes(4 * WIDTH * HEIGHT)
    code, (report,) = take(tmp_path, Script([handshake(), black]))
    assert (code, report["ok"], report["look"]) == (0, True, "black")
