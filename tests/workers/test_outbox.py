from __future__ import annotations

import asyncio
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest

from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.endpoint import Endpoint
from vncwall.ipc.messages import Bell, FramePublished, Notice, ServerCutText, SessionAlive
from vncwall.workers.outbox import NoticeOutbox


@pytest.fixture
def pipe() -> Iterator[tuple[Endpoint, Connection]]:
    ours, theirs = Pipe(duplex=True)
    endpoint = Endpoint(ours)
    yield endpoint, theirs
    endpoint.close()
    theirs.close()


def received(theirs: Connection) -> list[Notice]:
    found = []
    while theirs.poll(0):
        found.append(theirs.recv())
    return found


def preview(session: int, serial: int) -> FramePublished:
    return FramePublished(session, FramebufferKind.PREVIEW, 1, serial, 7)


async def test_what_can_wait_is_gathered_and_the_newest_of_its_kind_is_sent(
    pipe: tuple[Endpoint, Connection],
) -> None:
    endpoint, theirs = pipe
    sender = NoticeOutbox(endpoint, asyncio.get_running_loop())
    for notice in (preview(1, 1), SessionAlive(2, 5), preview(1, 2)):
        sender.send(notice)
    assert received(theirs) == []
    while not (found := received(theirs)):
        await asyncio.sleep(0)
    assert found == [SessionAlive(2, 5), preview(1, 2)]


@pytest.mark.parametrize(
    "urgent", [Bell(1), FramePublished(1, FramebufferKind.FULL, 1, 1, 7)], ids=str
)
async def test_what_cannot_wait_goes_at_once_and_takes_along_what_has_gathered(
    urgent: Notice, pipe: tuple[Endpoint, Connection]
) -> None:
    endpoint, theirs = pipe
    sender = NoticeOutbox(endpoint, asyncio.get_running_loop())
    sender.send(preview(3, 1))
    sender.send(urgent)
    assert received(theirs) == [preview(3, 1), urgent]
    sender.close()


async def test_closing_sends_what_has_gathered(pipe: tuple[Endpoint, Connection]) -> None:
    endpoint, theirs = pipe
    sender = NoticeOutbox(endpoint, asyncio.get_running_loop())
    sender.send(preview(3, 1))
    sender.close()
    assert received(theirs) == [preview(3, 1)]


async def test_a_full_pipe_is_written_to_when_it_has_room_again(
    pipe: tuple[Endpoint, Connection],
) -> None:
    endpoint, theirs = pipe
    sender = NoticeOutbox(endpoint, asyncio.get_running_loop())
    texts = [ServerCutText(1, f"{number:06}" * 500) for number in range(400)]
    for notice in texts:
        sender.send(notice)
    assert endpoint.has_unsent
    found: list[Notice] = []
    while len(found) < len(texts):
        found += received(theirs)
        await asyncio.sleep(0)
    assert found == texts
    assert not endpoint.has_unsent
    sender.close()
