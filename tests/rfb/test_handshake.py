"""Every version and outcome of the handshake: events out, bytes out, byte for byte."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import ScriptedServer
from vncwall.geometry import Size
from vncwall.rfb.connection import ConnectionState
from vncwall.rfb.errors import (
    AuthenticationFailed,
    ConnectionLost,
    CredentialsMissing,
    LimitExceeded,
    LocalProtocolError,
    NoCommonSecurityType,
    RFBError,
    ServerRefused,
    UnsupportedVersion,
)
from vncwall.rfb.events import Connected, ConnectionFailed, Event, SecurityChosen
from vncwall.rfb.handshake import agreed_version
from vncwall.rfb.options import ConnectionOptions, Credentials, Limits
from vncwall.rfb.pixel_format import CANONICAL, PixelFormat
from vncwall.rfb.questions import CredentialsNeeded

SECRET = ConnectionOptions(credentials=Credentials(password="secret12"))
CHALLENGE = bytes(range(16))
ANSWER = bytes.fromhex("adcd997f8e16fee575e973f93c2b62b4")  # by openssl enc -des-ecb
INIT = wire.server_init(64, 48)


def failure(events: list[Event]) -> RFBError:
    """Return the error of the last event, which is a failure."""
    assert isinstance(events[-1], ConnectionFailed)
    return events[-1].error


def connected(version: str, security_type: int, position: int) -> Connected:
    """What the connection says after `INIT`."""
    return Connected(version, security_type, Size(64, 48), CANONICAL, "desk", position)


def test_version_3_8_without_password() -> None:
    server = ScriptedServer()
    assert server.sends(wire.BANNER_38) == []
    server.expects(b"RFB 003.008\n")
    assert server.sends(b"\1\1") == [SecurityChosen(1)]
    server.expects(b"\1")
    assert server.sends(wire.OK) == []
    server.expects(b"\1")  # ClientInit: shared
    assert server.sends(INIT) == [connected("003.008", 1, 12 + 2 + 4 + len(INIT))]
    assert server.receives().startswith(wire.set_pixel_format(wire.RGB888))


def test_version_3_7_without_password_has_no_security_result() -> None:
    server = ScriptedServer()
    server.sends(wire.BANNER_37)
    server.expects(b"RFB 003.007\n")
    assert server.sends(b"\1\1") == [SecurityChosen(1)]
    server.expects(b"\1\1")  # the type and ClientInit at once
    assert server.sends(INIT) == [connected("003.007", 1, 12 + 2 + len(INIT))]


def test_version_3_3_without_password_has_no_choice_and_no_result() -> None:
    server = ScriptedServer()
    server.sends(wire.BANNER_33)
    server.expects(b"RFB 003.003\n")
    assert server.sends(b"\0\0\0\1") == [SecurityChosen(1)]
    server.expects(b"\1")
    assert server.sends(INIT) == [connected("003.003", 1, 12 + 4 + len(INIT))]


@pytest.mark.parametrize("banner", [wire.BANNER_37, wire.BANNER_38])
def test_vnc_authentication(banner: bytes) -> None:
    server = ScriptedServer(SECRET)
    server.sends(banner)
    server.expects(banner)
    assert server.sends(b"\1\2") == [SecurityChosen(2)]
    server.expects(b"\2")
    assert server.sends(CHALLENGE) == []
    server.expects(ANSWER)
    server.sends(wire.OK)
    server.expects(b"\1")
    assert isinstance(server.sends(INIT)[0], Connected)


def test_vnc_authentication_in_3_3() -> None:
    server = ScriptedServer(SECRET)
    assert server.sends(wire.BANNER_33, b"\0\0\0\2", CHALLENGE) == [SecurityChosen(2)]
    server.expects(b"RFB 003.003\n", ANSWER)
    server.sends(wire.OK, INIT)
    assert server.connection.state is ConnectionState.OPEN


def test_a_password_longer_than_eight_characters_is_warned_about() -> None:
    server = ScriptedServer(ConnectionOptions(credentials=Credentials(password="secret123")))
    [chosen] = server.sends(wire.BANNER_38, b"\1\2")
    assert chosen == SecurityChosen(2, "only the first 8 characters of the password count")
    server.expects(b"RFB 003.008\n\2")
    server.sends(CHALLENGE)
    server.expects(ANSWER)


def test_wrong_password_in_3_8_brings_the_reason() -> None:
    server = ScriptedServer(SECRET)
    server.sends(wire.BANNER_38, b"\1\2", CHALLENGE)
    error = failure(server.sends(wire.FAILED, wire.text("password check failed!")))
    assert isinstance(error, AuthenticationFailed)
    assert error.reason == "password check failed!"
    assert server.connection.state is ConnectionState.FAILED


@pytest.mark.parametrize(
    "start", [wire.BANNER_37 + b"\1\2", wire.BANNER_33 + b"\0\0\0\2"], ids=["3.7", "3.3"]
)
def test_wrong_password_before_3_8_fails_without_waiting_for_a_reason(start: bytes) -> None:
    error = failure(ScriptedServer(SECRET).sends(start, CHALLENGE, wire.FAILED))
    assert isinstance(error, AuthenticationFailed)
    assert error.reason == ""


@pytest.mark.parametrize("rest", [b"", b"\0\0", b"\0\0\0\x09half"])
def test_wrong_password_and_a_stream_that_ends_in_the_reason(rest: bytes) -> None:
    server = ScriptedServer(SECRET)
    server.sends(wire.BANNER_38, b"\1\2", CHALLENGE, wire.FAILED, rest)
    assert isinstance(failure(server.closes()), AuthenticationFailed)


def test_too_many_attempts_is_a_refusal_not_a_wrong_password() -> None:
    server = ScriptedServer(SECRET)
    error = failure(server.sends(wire.BANNER_37, b"\1\2", CHALLENGE, b"\0\0\0\2"))
    assert isinstance(error, ServerRefused)
    assert error.reason == "too many authentication failures"


def test_failure_without_authentication_is_a_refusal() -> None:
    error = failure(
        ScriptedServer().sends(wire.BANNER_38, b"\1\1", wire.FAILED, wire.text("viewer limit"))
    )
    assert isinstance(error, ServerRefused)
    assert error.reason == "viewer limit"


@pytest.mark.parametrize(
    "refusal",
    [wire.BANNER_38 + b"\0", wire.BANNER_37 + b"\0", wire.BANNER_33 + bytes(4)],
    ids=["3.8", "3.7", "3.3"],
)
def test_zero_security_types_are_a_refusal_with_reason(refusal: bytes) -> None:
    error = failure(ScriptedServer().sends(refusal, wire.text("Too many security failures")))
    assert isinstance(error, ServerRefused)
    assert error.reason == "Too many security failures"


def test_an_endless_reason_is_cut() -> None:
    server = ScriptedServer(ConnectionOptions(limits=Limits(reason_bytes=3)))
    error = failure(server.sends(wire.BANNER_38, b"\0", b"\xff\xff\xff\xff", b"Too many"))
    assert isinstance(error, ServerRefused)
    assert error.reason == "Too"


def test_unsupported_security_types_are_named() -> None:
    error = failure(ScriptedServer(SECRET).sends(wire.BANNER_38, b"\3\x14\x21\x63"))
    assert isinstance(error, NoCommonSecurityType)
    assert error.offered == (20, 33, 99)
    assert str(error) == "the server offers only SASL, type 33, type 99: not supported"


def test_an_unsupported_type_in_3_3_is_named() -> None:
    error = failure(ScriptedServer(SECRET).sends(wire.BANNER_33, b"\xff\xff\xff\xfa"))
    assert isinstance(error, NoCommonSecurityType)
    assert error.offered == (0xFFFFFFFA,)


def test_with_a_password_the_stronger_type_is_chosen() -> None:
    server = ScriptedServer(SECRET)
    assert server.sends(wire.BANNER_38, b"\2\1\2") == [SecurityChosen(2)]


def test_without_a_password_none_is_chosen_where_offered() -> None:
    server = ScriptedServer()
    assert server.sends(wire.BANNER_38, b"\2\2\1") == [SecurityChosen(1)]


def test_an_empty_password_is_a_password() -> None:
    server = ScriptedServer(ConnectionOptions(credentials=Credentials(password="")))
    server.sends(wire.BANNER_38, b"\1\2", CHALLENGE)
    server.expects(b"RFB 003.008\n\2", bytes.fromhex("491e890de9ace932838a49792f2213f3"))  # openssl


def test_a_missing_password_fails_before_anything_is_tried() -> None:
    server = ScriptedServer()
    error = failure(server.sends(wire.BANNER_38, b"\1\2"))
    assert isinstance(error, CredentialsMissing)
    assert error.security_type == 2
    server.expects()


def test_a_missing_password_is_asked_for_when_someone_can_answer() -> None:
    server = ScriptedServer(ConnectionOptions(interactive=True))
    assert server.sends(wire.BANNER_38, b"\1\2") == [CredentialsNeeded(2, username=False)]
    assert server.sends(CHALLENGE) == []  # the conversation stands still
    server.expects(b"RFB 003.008\n")
    server.connection.answer(Credentials(password="secret12"))
    assert server.connection.events() == [SecurityChosen(2)]
    server.expects(b"\2", ANSWER)


def test_a_declined_question_ends_the_connection() -> None:
    server = ScriptedServer(ConnectionOptions(interactive=True))
    server.sends(wire.BANNER_38, b"\1\2")
    server.connection.answer(None)
    assert isinstance(failure(server.connection.events()), CredentialsMissing)


def test_an_answer_without_a_question_is_our_mistake() -> None:
    with pytest.raises(LocalProtocolError, match="without a question"):
        ScriptedServer().connection.answer(None)


@pytest.mark.parametrize(
    ("banner", "version"),
    [
        (b"RFB 003.003\n", (3, 3)),
        (b"RFB 003.004\n", (3, 3)),
        (b"RFB 003.005\n", (3, 3)),
        (b"RFB 003.006\n", (3, 3)),
        (b"RFB 003.007\n", (3, 7)),
        (b"RFB 003.008\n", (3, 8)),
        (b"RFB 003.009\n", (3, 8)),
        (b"RFB 003.014\n", (3, 3)),
        (b"RFB 003.016\n", (3, 3)),
        (b"RFB 003.130\n", (3, 8)),
        (b"RFB 003.889\n", (3, 8)),
        (b"RFB 004.000\n", (3, 8)),
        (b"RFB 004.001\n", (3, 8)),
        (b"RFB 005.000\n", (3, 8)),
    ],
)
def test_odd_versions_are_answered_with_a_published_one(
    banner: bytes, version: tuple[int, int]
) -> None:
    assert agreed_version(banner) == version


def test_a_lower_version_can_be_demanded() -> None:
    assert agreed_version(wire.BANNER_38, (3, 7)) == (3, 7)
    assert agreed_version(wire.BANNER_33, (3, 7)) == (3, 3)


@pytest.mark.parametrize(
    ("greeting", "text"),
    [
        (b"RFB 003.002\n", "too old"),
        (b"RFB 000.000\n", "repeater"),
        (b"RFB 3.8\r\n\r\n\r\n", "not an RFB server"),
        (b"SSH-2.0-OpenSSH_9.2p1\r\n", "not an RFB server"),
        (b"HTTP/1.1 400 Bad Request\r\n", "not an RFB server"),
        (b"220\n", "not an RFB server: it sent b'220"),
        (b"\0", "not an RFB server"),
    ],
)
def test_other_greetings_are_refused_at_their_first_bytes(greeting: bytes, text: str) -> None:
    error = failure(ScriptedServer().sends(greeting))
    assert isinstance(error, UnsupportedVersion)
    assert text in str(error)


@pytest.mark.parametrize(
    ("init", "field"),
    [
        (wire.server_init(20000, 100), "ServerInit width"),
        (wire.server_init(100, 20000), "ServerInit height"),
        (wire.server_init(16000, 16000), "ServerInit pixels"),
        (wire.server_init(10, 10)[:20] + b"\xff\xff\xff\xff", "ServerInit name-length"),
    ],
)
def test_sizes_above_the_limits_fail_before_anything_is_allocated(init: bytes, field: str) -> None:
    server = ScriptedServer()
    error = failure(server.sends(wire.BANNER_38, b"\1\1", wire.OK, init))
    assert isinstance(error, LimitExceeded)
    assert error.field == field
    assert server.connection.framebuffer.size == Size(0, 0)


def test_any_non_zero_flag_of_the_pixel_format_is_true() -> None:
    odd = bytes.fromhex("20 20 00 ff 00ff 00ff 00ff 00 08 10 000000")  # as libvncserver sends it
    server = ScriptedServer()
    events = server.sends(
        wire.BANNER_38, b"\1\1", wire.OK, wire.server_init(8, 8, pixel_format=odd)
    )
    assert isinstance(events[-1], Connected)
    assert events[-1].server_pixel_format == PixelFormat(
        32, 32, False, True, 255, 255, 255, 0, 8, 16
    )


@pytest.mark.parametrize(
    ("name", "text"), [("büro".encode(), "büro"), ("büro".encode("latin-1"), "büro"), (b"", "")]
)
def test_the_name_is_utf_8_or_latin_1(name: bytes, text: str) -> None:
    server = ScriptedServer()
    init = wire.server_init(8, 8, "")[:20] + wire.text(name)
    server.sends(wire.BANNER_38, b"\1\1", wire.OK, init)
    assert server.connection.name == text


def test_a_desktop_without_pixels_can_be_connected_to() -> None:
    server = ScriptedServer()
    server.opens(0, 0)
    assert server.connection.framebuffer.size == Size(0, 0)
    assert server.connection.request_update()


@pytest.mark.parametrize(
    "piece", [wire.BANNER_38, wire.BANNER_38 + b"\1", wire.BANNER_38 + b"\1\1" + wire.OK]
)
def test_the_end_of_the_stream_in_the_handshake_is_a_loss(piece: bytes) -> None:
    server = ScriptedServer()
    server.sends(piece)
    assert isinstance(failure(server.closes()), ConnectionLost)


def test_the_fingerprint_holds_what_the_server_showed() -> None:
    server = ScriptedServer(SECRET)
    server.sends(b"RFB 003.889\n", b"\3\x1e\2\1", CHALLENGE, wire.OK, INIT)
    fingerprint = server.connection.fingerprint
    assert fingerprint.version == "003.889"
    assert fingerprint.security_types == (30, 2, 1)
    assert (fingerprint.name, fingerprint.size) == ("desk", Size(64, 48))
    assert fingerprint.pixel_format == CANONICAL


def test_messages_that_follow_server_init_at_once_are_read() -> None:
    server = ScriptedServer()
    events = server.sends(wire.BANNER_38, b"\1\1", wire.OK, INIT, wire.BELL)
    assert [type(event).__name__ for event in events] == ["SecurityChosen", "Connected", "Bell"]
