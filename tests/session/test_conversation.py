"""What one connection does by itself; tests of the whole are in test_session.py."""

import asyncio
import logging
from dataclasses import replace

from tests.support import wire
from tests.support.fake_clock import FakeClock, settle
from tests.support.fake_stream import FakeStream
from tests.support.secure_line import Side
from tests.support.secure_servers import SERVERS
from vncwall.security import SecurityMethod
from vncwall.session.conversation import Conversation
from vncwall.session.failures import Failure
from vncwall.session.pacing import UpdatePacer
from vncwall.session.terms import Terms
from vncwall.session.trust import Trust
from vncwall.session.turns import Turns
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.states import Reason

HOST = HostSettings("lab", HostAddress("lab", 5901))
HELLO = (wire.BANNER_38, b"\1\1", wire.OK, wire.server_init(8, 6))


class Nobody:
    def __getattr__(self, name):
        return lambda *args, **named: None


def conversation(stream: FakeStream, host=HOST, observer=None) -> Conversation:
    return Conversation(
        stream,
        host,
        Terms(host, 0),
        pacer=UpdatePacer(1.0),
        observer=observer or Nobody(),
        clock=FakeClock(),
        log=logging.LoggerAdapter(logging.getLogger("test")),
        become=lambda state, failure: None,
        turns=Turns(),
        trust=Trust(FakeClock()),
        deadline_ns=10**15,
    )


async def test_the_core_is_shown_once_the_handshake_is_over():
    stream = FakeStream()
    held = conversation(stream)
    task = asyncio.create_task(held.run())
    await settle()
    assert held.connection is None
    stream.receives(*HELLO)
    await settle()
    assert held.connection is not None
    held.end(Failure(Reason.NONE, "on request"))
    assert await task == Failure(Reason.NONE, "on request")
    await held.close()


async def test_the_first_failure_is_the_one_that_is_told():
    stream = FakeStream()
    held = conversation(stream)
    held.end(Failure(Reason.TIMED_OUT, "first"))
    held.end(Failure(Reason.NONE, "second"))
    assert await held.run() == Failure(Reason.TIMED_OUT, "first")
    await held.close()


class Listener(Nobody):
    """Keeps what a recorder of the wire would get."""

    def __init__(self):
        self.heard = b""

    def connected(self, event, *, picture, data):
        self.heard = data

    def bytes_received(self, data, *, time_ns):
        self.heard += data


async def test_what_is_recorded_of_an_encrypted_desktop_is_what_its_server_said():
    stream, listener = FakeStream(), Listener()
    side = Side()
    picture = wire.update(wire.raw(0, 0, 8, 6))
    host = replace(HOST, password="secret12", security=(SecurityMethod.TLS_VNC,))
    held = conversation(stream, host, listener)
    task = asyncio.create_task(held.run())
    script = SERVERS["vencrypt-tls-vnc"][1](side)
    for _ in range(20):
        if not side.seen:
            next(script, None)
        side.takes(stream.takes())
        if side.out:
            stream.receives(side.out)
            side.out = b""
        await settle()
    assert held.connection is not None
    assert held.login == "tls-vnc"
    listener.heard = b""
    side.write(picture)
    side.write(wire.BELL)
    for byte in side.out:
        stream.receives(bytes([byte]))
    await settle()
    assert listener.heard == picture + wire.BELL
    assert (held.connection.framebuffer.pixels[:, :, :3] == (1, 2, 3)).all()
    held.end(Failure(Reason.NONE, "on request"))
    await task
    await held.close()
