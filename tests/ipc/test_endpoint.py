import logging
import multiprocessing
import threading

import pytest

from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.endpoint import MAX_QUEUED_LOG_LINES, Endpoint
from vncwall.ipc.messages import (
    ClientCutText,
    FramePublished,
    KeyEvent,
    LogLine,
    ServerCutText,
    SessionAlive,
    WorkerStats,
)


@pytest.fixture
def ends():
    ours, theirs = multiprocessing.get_context("spawn").Pipe(duplex=True)
    yield ours, theirs
    ours.close()
    theirs.close()


@pytest.fixture
def pair(ends):
    return Endpoint(ends[0]), Endpoint(ends[1])


def fill(endpoint: Endpoint) -> None:
    """Send until the pipe takes no more."""
    while not endpoint.has_unsent:
        endpoint.send(ServerCutText(0, "x" * 50_000))


def drain(reader: Endpoint, writer: Endpoint) -> list:
    messages = []
    while writer.has_unsent or not messages:
        messages += reader.receive()
        writer.flush()
    return messages + reader.receive()


def test_messages_arrive_in_order(pair):
    left, right = pair
    sent = [KeyEvent(1, keysym, keysym % 2 == 0) for keysym in range(100)]
    for message in sent:
        left.send(message)
    assert right.poll(5.0) == sent


def test_a_plain_connection_understands_an_endpoint(ends):
    endpoint, plain = Endpoint(ends[0]), ends[1]
    endpoint.send(KeyEvent(1, 97, True))
    assert plain.recv() == KeyEvent(1, 97, True)
    plain.send(SessionAlive(1, 5))
    assert endpoint.poll(5.0) == [SessionAlive(1, 5)]


def test_a_message_larger_than_the_pipe_arrives_in_pieces(pair):
    left, right = pair
    message = ClientCutText(1, "clipboard " * 200_000)
    left.send(message)
    assert left.has_unsent
    assert drain(right, left) == [message]


def test_sending_to_a_stopped_reader_never_waits(pair):
    left, _ = pair
    fill(left)
    for number in range(1000):
        left.send(KeyEvent(number, 1, True))
    assert left.has_unsent


def test_a_newer_frame_replaces_an_older_one_that_waits(pair):
    left, right = pair
    fill(left)
    preview = FramebufferKind.PREVIEW
    for serial in range(500):
        left.send(FramePublished(3, preview, 1, serial, 0))
        left.send(FramePublished(4, preview, 1, serial, 0))
        left.send(SessionAlive(3, serial))
        left.send(WorkerStats("w", 1, serial, 0, 0))
    received = drain(right, left)
    assert [message for message in received if not isinstance(message, ServerCutText)] == [
        FramePublished(3, preview, 1, 499, 0),
        FramePublished(4, preview, 1, 499, 0),
        SessionAlive(3, 499),
        WorkerStats("w", 1, 499, 0, 0),
    ]


def test_a_replaced_frame_keeps_behind_what_was_sent_meanwhile(pair):
    """A frame of a new segment must not overtake the notice that announces the segment."""
    left, right = pair
    fill(left)
    left.send(FramePublished(3, FramebufferKind.FULL, 1, 1, 0))
    left.send(KeyEvent(3, 1, True))
    left.send(FramePublished(3, FramebufferKind.FULL, 2, 1, 0))
    assert drain(right, left)[-2:] == [
        KeyEvent(3, 1, True),
        FramePublished(3, FramebufferKind.FULL, 2, 1, 0),
    ]


def test_a_flood_of_log_lines_is_bounded(pair):
    left, right = pair
    fill(left)
    for number in range(3 * MAX_QUEUED_LOG_LINES):
        left.send(LogLine("x", logging.INFO, str(number)))
    lines = [message for message in drain(right, left) if isinstance(message, LogLine)]
    assert len(lines) == MAX_QUEUED_LOG_LINES
    left.send(LogLine("x", logging.INFO, "again"))
    assert right.poll(5.0) == [LogLine("x", logging.INFO, "again")]


def test_what_was_sent_before_the_end_is_still_received(ends):
    left, right = Endpoint(ends[0]), Endpoint(ends[1])
    left.send(KeyEvent(1, 2, True))
    left.close()
    assert right.receive() == [KeyEvent(1, 2, True)]
    assert right.receive() == []
    assert right.is_closed


def test_sending_to_a_closed_pipe_keeps_what_can_still_be_read(ends):
    left, right = Endpoint(ends[0]), Endpoint(ends[1])
    left.send(SessionAlive(1, 2))
    left.close()
    right.send(KeyEvent(1, 1, True))
    assert not right.has_unsent
    assert right.receive() == [SessionAlive(1, 2)]


def test_a_stream_out_of_step_closes_the_endpoint(ends):
    endpoint = Endpoint(ends[0])
    ends[1]._send(b"\xff\xff\xff\x00 and so on")
    assert endpoint.poll(5.0) == []
    assert endpoint.is_closed


def test_poll_waits_for_a_message(pair):
    left, right = pair
    timer = threading.Timer(0.02, left.send, [SessionAlive(1, 1)])
    timer.start()
    assert right.poll(5.0) == [SessionAlive(1, 1)]
    assert right.poll(0.0) == []
    timer.join()


def test_what_is_queued_goes_with_what_is_sent(pair):
    left, right = pair
    left.queue(SessionAlive(3, 1))
    assert right.receive() == []
    left.queue(KeyEvent(1, 97, True))
    left.queue(SessionAlive(3, 2))
    left.send(KeyEvent(1, 97, False))
    assert right.poll(5.0) == [KeyEvent(1, 97, True), SessionAlive(3, 2), KeyEvent(1, 97, False)]
