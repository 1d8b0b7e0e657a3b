import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vncwall.fleet.protocol import (
    ClientReady,
    ContinuousUpdatesSet,
    CutTextReceived,
    DesktopSizeRequested,
    EncodingsSet,
    KeyPressed,
    PixelFormatSet,
    PointerMoved,
    ServerIdentity,
    ServerProtocol,
    UpdateRequested,
    vnc_auth_response,
)
from vncwall.geometry import Rect, Size
from vncwall.rfb.events import Screen
from vncwall.rfb.pixel_format import RGB565

CHALLENGE = bytes(range(16))
SERVER_INIT = (
    bytes.fromhex("0280 01e0 20 18 00 01 00ff 00ff 00ff 10 08 00 000000 00000004") + b"desk"
)


def server(password: str | None = None) -> ServerProtocol:
    identity = ServerIdentity("desk", Size(640, 480), password)
    return ServerProtocol(lambda: identity, entropy=lambda size: CHALLENGE[:size])


def talk(protocol: ServerProtocol, *pieces: bytes) -> list[bytes]:
    answers = [protocol.data_to_send()]
    for piece in pieces:
        protocol.receive_data(piece)
        answers.append(protocol.data_to_send())
    return answers


def opened() -> ServerProtocol:
    protocol = server()
    talk(protocol, b"RFB 003.008\n", b"\1", b"\1")
    protocol.events()
    return protocol


def test_version_3_8_without_password() -> None:
    protocol = server()
    assert talk(protocol, b"RFB 003.008\n", b"\1", b"\1") == [
        b"RFB 003.008\n",
        b"\1\1",
        bytes(4),
        SERVER_INIT,
    ]
    assert protocol.events() == [ClientReady(shared=True)]


def test_version_3_7_has_no_result_without_password() -> None:
    answers = talk(server(), b"RFB 003.007\n", b"\1", b"\0")
    assert answers == [b"RFB 003.008\n", b"\1\1", b"", SERVER_INIT]


@pytest.mark.parametrize("version", [b"RFB 003.003\n", b"RFB 003.005\n"])
def test_version_3_3_is_told_the_security_type(version: bytes) -> None:
    answers = talk(server(), version, b"\1")
    assert answers == [b"RFB 003.008\n", struct.pack(">I", 1), SERVER_INIT]


def test_the_des_answer_is_that_of_other_programs() -> None:
    # Computed with another implementation of DES.
    expected = bytes.fromhex("adcd997f8e16fee575e973f93c2b62b4")
    assert vnc_auth_response("secret12", CHALLENGE) == expected
    assert vnc_auth_response("COW", bytes(8)) == vnc_auth_response("COW\0\0\0", bytes(8))
    assert vnc_auth_response("12345678", CHALLENGE) == vnc_auth_response("123456789", CHALLENGE)
    assert vnc_auth_response("12345678", CHALLENGE) != vnc_auth_response("12345679", CHALLENGE)


@pytest.mark.parametrize(("minor", "result"), [(8, bytes(4)), (7, bytes(4)), (3, bytes(4))])
def test_the_right_password_opens(minor: int, result: bytes) -> None:
    protocol = server("secret12")
    choice = [] if minor == 3 else [b"\2"]
    response = vnc_auth_response("secret12", CHALLENGE)
    answers = talk(protocol, b"RFB 003.%03d\n" % minor, *choice, response, b"\1")
    assert answers[-3].endswith(CHALLENGE)
    assert answers[-2:] == [result, SERVER_INIT]


@pytest.mark.parametrize(
    ("minor", "answer"),
    [(8, b"\0\0\0\1\0\0\0\x15Authentication failed"), (7, b"\0\0\0\1"), (3, b"\0\0\0\1")],
)
def test_a_wrong_password_closes_with_a_reason_where_the_version_has_one(
    minor: int, answer: bytes
) -> None:
    protocol = server("secret12")
    choice = [] if minor == 3 else [b"\2"]
    answers = talk(protocol, b"RFB 003.%03d\n" % minor, *choice, bytes(16))
    assert answers[-1] == answer
    assert (protocol.is_closing, protocol.close_reason) == (True, "wrong password")


MESSAGES = [
    (b"\0\0\0\0" + RGB565.pack(), PixelFormatSet(RGB565)),
    (b"\2\0\0\3" + struct.pack(">iii", 7, -239, 1), EncodingsSet((7, -239, 1))),
    (b"\3\1" + struct.pack(">HHHH", 1, 2, 3, 4), UpdateRequested(True, Rect(1, 2, 3, 4))),
    (b"\4\1\0\0\0\0\xff\x0d", KeyPressed(0xFF0D, True)),
    (b"\5\5\1\2\0\3", PointerMoved(0x102, 3, 5)),
    (b"\6\0\0\0\0\0\0\3h\xe9!", CutTextReceived("hé!")),
    (b"\x96\1" + struct.pack(">HHHH", 0, 0, 9, 9), ContinuousUpdatesSet(True, Rect(0, 0, 9, 9))),
    (
        b"\xfb\0\2\x80\1\xe0\1\0" + struct.pack(">IHHHHI", 7, 0, 0, 640, 480, 0),
        DesktopSizeRequested(Size(640, 480), (Screen(7, Rect(0, 0, 640, 480)),)),
    ),
]


@given(st.data())
def test_messages_are_understood_at_any_split(data: st.DataObject) -> None:
    protocol = opened()
    stream = b"".join(message for message, _ in MESSAGES)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    events = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        protocol.receive_data(stream[start:end])
        events += protocol.events()
    assert events == [event for _, event in MESSAGES]
    assert not protocol.is_closing


def test_a_fence_is_answered_without_its_request_bit_and_unknown_bits() -> None:
    protocol = opened()
    protocol.receive_data(b"\xf8\0\0\0" + struct.pack(">IB", 0x80000107, 3) + b"abc")
    assert protocol.data_to_send() == b"\xf8\0\0\0" + struct.pack(">IB", 7, 3) + b"abc"


@pytest.mark.parametrize(
    "message",
    [
        b"\x63",
        b"\6\0\0\0\xff\xff\xff\xff",
        b"\xf8\0\0\0\x80\0\0\0\xff",
    ],
)
def test_a_broken_message_closes_the_connection(message: bytes) -> None:
    protocol = opened()
    protocol.receive_data(message)
    assert protocol.is_closing
    protocol.receive_data(b"\4\1\0\0\0\0\0\x41")
    assert protocol.events() == []


@pytest.mark.parametrize("first", [b"GET / HTTP/1.1\r\n", b"RFB 004.001\n", b"RFB 003.abc\n"])
def test_what_is_no_rfb_client_is_turned_away(first: bytes) -> None:
    protocol = server()
    talk(protocol, first)
    assert protocol.is_closing


def test_a_security_type_that_was_not_offered_closes() -> None:
    protocol = server("secret12")
    talk(protocol, b"RFB 003.008\n", b"\1")
    assert protocol.close_reason == "security type 1 was not offered"


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    protocol = opened()
    protocol.receive_data(data)
    protocol.events()
