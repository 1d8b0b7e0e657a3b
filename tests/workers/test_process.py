import logging
import multiprocessing
import os
from pathlib import Path

from vncwall.ipc.endpoint import Endpoint
from vncwall.ipc.messages import LogLine
from vncwall.workers.process import NoticeHandler, resident_bytes, show_name, stats


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


def test_tools_see_a_process_under_its_name():
    before = Path("/proc/self/comm").read_text()
    try:
        show_name("vncwall-sessions-0")
        assert Path("/proc/self/comm").read_text() == "vncwall-session\n"
    finally:
        show_name(before.strip())
