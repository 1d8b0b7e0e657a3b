import logging
import multiprocessing
import os

from vncwall.ipc.endpoint import Endpoint
from vncwall.ipc.messages import LogLine
from vncwall.workers.process import NoticeHandler, resident_bytes, stats


def test_a_record_comes_up_as_a_log_line_with_its_traceback():
    ours, theirs = multiprocessing.Pipe()
    handler = NoticeHandler(Endpoint(theirs))
    handler.setFormatter(logging.Formatter("%(message)s"))
    log = logging.getLogger("test.child")
    log.propagate = False
    log.addHandler(handler)
    try:
        raise ValueError("inside")
    except ValueError:
        log.exception("it is %s", "broken")
    finally:
        log.removeHandler(handler)
    (line,) = Endpoint(ours).poll(5)
    assert isinstance(line, LogLine)
    assert (line.logger, line.level) == ("test.child", logging.ERROR)
    assert line.message.startswith("it is broken\nTraceback")
    assert line.message.endswith("ValueError: inside")


def test_a_heartbeat_says_what_the_process_costs():
    beat = stats("worker", sessions=3)
    assert (beat.worker, beat.pid, beat.sessions) == ("worker", os.getpid(), 3)
    assert beat.cpu_s > 0
    assert resident_bytes() > 1 << 20
