"""TLS in memory, against OpenSSL's other side."""

from __future__ import annotations

import pytest

from tests.support.secure_line import CERTIFICATES, Line, Script, Side
from tests.support.secure_servers import SERVERS, TRUSTED, certificate
from vncwall.rfb.channels.tls import TlsChannel, Trust
from vncwall.rfb.errors import CertificateRejected, ChannelBroken, KeyChanged, TlsFailed, UnknownKey
from vncwall.rfb.events import Connected, ConnectionFailed
from vncwall.rfb.link import Link
from vncwall.rfb.options import ConnectionOptions, Credentials, SecurityOptions
from vncwall.security import SecurityMethod

CA_FILE = str(CERTIFICATES / "ca.pem")


class Lines:
    """The two ends of a channel, without RFB."""

    def __init__(self, name: str | None, trust: Trust, **named: str) -> None:
        self.link, self.side = Link(ConnectionOptions()), Side()
        self.channel = TlsChannel(trust, **named)
        client, server = self.channel.handshake(self.link), self.side.start_tls(name)
        self.handshake(client, server)
        self.link.open_channel(self.channel)

    def handshake(self, *ends: Script) -> None:
        running = list(ends)
        while running:
            running = [end for end in running if next(end, self) is None]
            down, self.side.out = self.side.out, b""
            if down:
                self.link.reader.feed(down)
            if up := self.link.drain():
                self.side.takes(up)

    def to_client(self) -> bytes:
        down, self.side.out = self.side.out, b""
        return down


def test_both_directions_are_read() -> None:
    lines = Lines("own", Trust.FINGERPRINT)
    lines.link.write(b"to the server")
    lines.side.takes(lines.link.drain())
    assert lines.side.received == b"to the server"
    lines.side.write(b"to the client")
    assert lines.channel.decrypt(lines.to_client()) == b"to the client"


def test_what_comes_with_the_end_of_the_handshake_is_not_lost() -> None:
    lines = Lines("own", Trust.FINGERPRINT)
    lines.side.write(b"early")
    wire = lines.to_client()
    link = lines.link
    link.channel = None
    link.reader.feed(wire)  # it had come before the channel was open
    link.open_channel(lines.channel)
    assert link.reader.take(link.reader.available) == b"early"


def test_without_certificate_there_is_none_to_show() -> None:
    lines = Lines(None, Trust.NOBODY)
    assert lines.channel.certificate == b""
    assert lines.channel.words.startswith("TLSv1.2 ")


def test_the_certificate_is_the_servers() -> None:
    from vncwall.rfb.security.certificate import key_of

    assert key_of(Lines("own", Trust.FINGERPRINT).channel.certificate) == certificate("own")


def test_authorities_answer_for_the_right_name() -> None:
    Lines("signed", Trust.AUTHORITIES, server_name="lab.example", ca_file=CA_FILE)


@pytest.mark.parametrize(
    ("name", "server_name", "reason"),
    [
        ("signed", "hall.example", "Hostname mismatch"),
        ("own", "lab.example", "self-signed certificate"),
    ],
)
def test_authorities_do_not_answer_for_another(name: str, server_name: str, reason: str) -> None:
    with pytest.raises(CertificateRejected, match=reason):
        Lines(name, Trust.AUTHORITIES, server_name=server_name, ca_file=CA_FILE)


def test_a_file_without_authorities_is_named() -> None:
    with pytest.raises(TlsFailed, match=r"ca_file /nowhere\.pem: No such file"):
        TlsChannel(Trust.AUTHORITIES, ca_file="/nowhere.pem")


@pytest.mark.parametrize("name", ["", ".lab", "a" * 300, "lab..example"])
def test_authorities_are_not_asked_of_a_name_that_is_none(name: str) -> None:
    with pytest.raises(CertificateRejected, match="no certificate can be for"):
        TlsChannel(Trust.AUTHORITIES, server_name=name)


@pytest.mark.parametrize("name", ["fe80::1%eth0", "10.0.0.1", "lab_3", "bücher.example"])
def test_authorities_are_asked_of_every_other(name: str) -> None:
    TlsChannel(Trust.AUTHORITIES, server_name=name)


def test_what_is_no_tls_breaks_the_channel() -> None:
    lines = Lines("own", Trust.FINGERPRINT)
    lines.side.write(b"hello")
    wire = bytearray(lines.to_client())
    wire[-1] ^= 1
    with pytest.raises(ChannelBroken, match="TLS: "):
        lines.channel.decrypt(bytes(wire))


def test_a_server_that_speaks_no_tls_is_a_failure() -> None:
    link = Link(ConnectionOptions())
    link.reader.feed(b"HTTP/1.1 400 Bad Request\r\n")
    with pytest.raises(TlsFailed):
        list(TlsChannel(Trust.FINGERPRINT).handshake(link))


def logged_in(known: tuple, **named: object) -> object:
    """Return the event that ends a login by X509Vnc."""
    options = ConnectionOptions(
        credentials=Credentials("user", "secret12"),
        security=SecurityOptions(
            allowed=(SecurityMethod.X509_VNC,), known_keys=known, server_name="lab.example", **named
        ),
    )
    return Line(options, SERVERS["vencrypt-x509-vnc"][1]).run()[-1]


def test_only_a_known_certificate_is_let_through() -> None:
    assert isinstance(logged_in(TRUSTED), Connected)
    new = logged_in(())
    assert isinstance(new, ConnectionFailed)
    assert isinstance(new.error, UnknownKey)
    assert new.error.key == certificate("own")
    changed = logged_in((certificate("other"),))
    assert isinstance(changed, ConnectionFailed)
    assert isinstance(changed.error, KeyChanged)
    assert (changed.error.key, changed.error.known) == (
        certificate("own"),
        (certificate("other"),),
    )


def test_the_authorities_may_be_asked_instead() -> None:
    ended = logged_in((), asks_authorities=True, ca_file=str(CERTIFICATES / "own.pem"))
    assert isinstance(ended, Connected)
    ended = logged_in(TRUSTED, asks_authorities=True)
    assert isinstance(ended, ConnectionFailed)
    assert isinstance(ended.error, CertificateRejected)
