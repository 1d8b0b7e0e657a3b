"""Programs that are run and web addresses that are told, on this machine alone."""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from vncwall.alerting.checks import CHECKS
from vncwall.alerting.errands import Errands, Programs, Webhooks
from vncwall.settings.alert import PICTURE_KINDS


def until(condition: Callable[[], bool], timeout_s: float = 10.0) -> bool:
    """Wait for what a thread does."""
    end = time.monotonic() + timeout_s
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def test_every_kind_that_is_about_pixels_has_a_check() -> None:
    assert tuple(CHECKS) == PICTURE_KINDS


class Inbox(BaseHTTPRequestHandler):
    """Answers with the codes it was given, then with 200; keeps what it was told."""

    codes: list[int]
    told: list[tuple[str, dict[str, object]]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.told.append((self.path, json.loads(body)))
        self.send_response(self.codes.pop(0) if self.codes else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Be quiet."""


@pytest.fixture
def inbox() -> Iterator[ThreadingHTTPServer]:
    Inbox.codes, Inbox.told = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Inbox)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def url(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}/hook?token=secret12"


def test_a_web_address_is_told_in_json(inbox: ThreadingHTTPServer) -> None:
    webhooks = Webhooks()
    webhooks.tell(url(inbox), {"host": "Büro", "rule": "dark"})
    assert until(lambda: bool(Inbox.told))
    webhooks.close()
    assert Inbox.told == [("/hook?token=secret12", {"host": "Büro", "rule": "dark"})]


def test_it_is_told_again_while_it_has_trouble(inbox: ThreadingHTTPServer) -> None:
    Inbox.codes = [503, 429]
    webhooks = Webhooks(delays_s=(0.01, 0.01, 0.01))
    webhooks.tell(url(inbox), {"n": 1})
    assert until(lambda: len(Inbox.told) == 3)
    webhooks.close()
    assert len(Inbox.told) == 3


def test_one_that_does_not_want_to_know_is_not_told_again(
    inbox: ThreadingHTTPServer, caplog: pytest.LogCaptureFixture
) -> None:
    Inbox.codes = [403]
    webhooks = Webhooks(delays_s=(0.01,))
    webhooks.tell(url(inbox), {"n": 1})
    assert until(lambda: "answers 403" in caplog.text)
    webhooks.close()
    assert len(Inbox.told) == 1
    assert "secret12" not in caplog.text


def test_nobody_there_is_said_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    webhooks = Webhooks(delays_s=(0.01,))
    webhooks.tell("http://127.0.0.1:9/hook", {})
    assert until(lambda: "http://127.0.0.1:9 was not told of an alert" in caplog.text)
    webhooks.close()


def test_a_program_gets_its_arguments_as_they_are_and_the_facts(tmp_path: Path) -> None:
    result = tmp_path / "result"
    code = "import os, sys; open(sys.argv[1], 'w').write(sys.argv[2] + os.environ['VNCWALL_HOST'])"
    programs = Programs()
    programs.run(
        (sys.executable, "-c", code, str(result), "$(reboot) "), {"VNCWALL_HOST": "pc1"}, 20
    )
    assert until(lambda: result.exists() and result.read_text() == "$(reboot) pc1")
    programs.close()


def test_what_a_program_prints_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    programs = Programs()
    with caplog.at_level(logging.INFO):
        programs.run((sys.executable, "-c", "print('no paper'); raise SystemExit(3)"), {}, 20)
        assert until(lambda: "ended with 3: no paper" in caplog.text)
    programs.close()


def test_a_program_that_takes_too_long_is_ended_with_all_it_has_begun(
    caplog: pytest.LogCaptureFixture,
) -> None:
    programs = Programs()
    programs.run(("sh", "-c", "sleep 60 & sleep 60"), {}, 0.05)
    assert until(lambda: "was ended: it took longer" in caplog.text)
    programs.close()


def test_a_program_that_is_not_there_is_said_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    programs = Programs()
    programs.run(("/no/such/program",), {}, 1)
    assert until(lambda: "/no/such/program cannot be run for an alert: No such" in caplog.text)
    programs.close()


def test_closing_ends_programs_that_still_run() -> None:
    programs = Programs()
    programs.run(("sleep", "60"), {}, 60)
    assert until(lambda: bool(programs._running))
    programs.close()
    assert until(lambda: not programs._running)


def test_a_storm_is_dropped_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    gate = threading.Event()
    errands = Errands("errands", 1, most=2)
    assert errands.put(gate.wait)
    assert until(lambda: errands._queue.empty())
    assert [errands.put(gate.wait) for _ in range(4)] == [True, True, False, False]
    gate.set()
    errands.close()
    assert caplog.text.count("are dropped") == 1
    assert not errands.put(gate.wait)
