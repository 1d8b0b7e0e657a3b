"""What one connection does by itself; tests of the whole are in test_session.py."""

import asyncio
import logging

from tests.support import wire
from tests.support.fake_clock import FakeClock, settle
from tests.support.fake_stream import FakeStream
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


def conversation(stream: FakeStream) -> Conversation:
    return Conversation(
        stream,
        HOST,
        Terms(HOST, 0),
        pacer=UpdatePacer(1.0),
        observer=Nobody(),
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
