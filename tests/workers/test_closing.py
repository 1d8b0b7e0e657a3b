"""The order of the end; real processes that will not end are in test_supervisor.py."""

from __future__ import annotations

import os

import pytest

from vncwall.clock import SystemClock
from vncwall.ipc.messages import FinishRecordings, Shutdown
from vncwall.scheduling.restarts import RestartBudget
from vncwall.workers import closing
from vncwall.workers.closing import Closing
from vncwall.workers.crew import Crew
from vncwall.workers.pool import Post


class Handle:
    """A process that ends at the first of the things it is told which are in `obeys`."""

    def __init__(self, name: str, obeys: str, events: list[str]) -> None:
        self.name, self.obeys, self.events = name, obeys, events
        self.is_ending = self.is_over = False
        self.farewell = ""
        self.endpoint = self
        self.read, self.write = os.pipe()

    def hear(self) -> None:
        """Be read; what was said with the end is heard then."""
        if self.farewell and self.name == "one":
            self.events.append(f"{self.name} {self.farewell}")
            self.farewell = ""

    @property
    def is_alive(self) -> bool:
        """Ends between a look at what it says and this look at whether it lives."""
        if self.is_ending and not self.is_over:
            self.is_over, self.farewell = True, "says farewell"
        return not self.is_over

    def _tell(self, what: str) -> None:
        self.events.append(f"{self.name} {what}")
        if self.obeys == what:
            self.is_ending = True
            os.write(self.write, b".")

    def send(self, message: object) -> None:
        self._tell({FinishRecordings(): "finish", Shutdown(): "shutdown"}[message])  # type: ignore[index]

    def terminate(self) -> None:
        self._tell("terminate")

    def kill(self) -> None:
        self._tell("kill")

    def flush(self) -> bool:
        return True

    def silence_s(self) -> float:
        return 100.0

    def descriptors(self) -> tuple[int, ...]:
        return (self.read,)

    def bury(self) -> None:
        self.events.append(f"{self.name} buried")
        os.close(self.read)
        os.close(self.write)


def end(monkeypatch: pytest.MonkeyPatch, **obeys: str) -> list[str]:
    """Close a crew of those; return what happened."""
    for name in ("CLOSE_S", "CLOSE_RECORDER_S", "TERMINATE_S"):
        monkeypatch.setattr(closing, name, 0.01)
    monkeypatch.setattr(closing.WorkerHandle, "terminate", Handle.terminate)
    monkeypatch.setattr(closing.WorkerHandle, "kill", Handle.kill)
    events: list[str] = []
    crew = Crew(SystemClock(), lambda *_: None, lambda *_: None)
    for name, what in obeys.items():
        post = Post(name, lambda *_: None, RestartBudget())
        post.handle = Handle(name, what, events)  # type: ignore[assignment]
        if name == "recorder":
            crew.recorder = post
        else:
            crew.sessions.append(post)
    Closing(crew, SystemClock(), lambda handle: handle.hear()).run()  # type: ignore[attr-defined]
    assert list(crew.handles()) == []
    return events


def test_the_recorder_ends_its_files_first_and_itself_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert end(monkeypatch, one="shutdown", recorder="shutdown") == [
        "recorder finish",
        "one shutdown",
        "one says farewell",
        "recorder shutdown",
        "one buried",
        "recorder buried",
    ]


def test_who_does_not_end_is_terminated_then_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert end(monkeypatch, two="terminate", three="kill", four="shutdown") == [
        "four shutdown",
        "three shutdown",
        "two shutdown",
        "two terminate",
        "three terminate",
        "three kill",
        "two buried",
        "three buried",
        "four buried",
    ]
