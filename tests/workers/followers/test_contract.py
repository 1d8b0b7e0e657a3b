"""What every follower keeps to, and how the supervisor lets them take part."""

from __future__ import annotations

from collections.abc import Iterable

from tests.support.fake_clock import FakeClock
from vncwall.ipc.messages import Command, Notice, Reconnect
from vncwall.settings.model import RecordingSettings, Settings
from vncwall.workers.crew import Crew
from vncwall.workers.followers import make_followers
from vncwall.workers.followers.base import Follower
from vncwall.workers.roster import Roster
from vncwall.workers.supervisor import Supervisor


def _no_main(*_: object) -> None:
    raise AssertionError("no process is started")


def test_followers_of_an_empty_wall_have_nothing_to_do() -> None:
    crew = Crew(FakeClock(), _no_main, _no_main)
    for follower in make_followers(
        Settings(), Roster(RecordingSettings()), crew, FakeClock(), None
    ):
        assert [one for one in follower.tick(0) if isinstance(one, Command)] == []
        follower.close()


class Echo(Follower):
    """Says once what it was given."""

    def __init__(self, *messages: Command | Notice) -> None:
        self.messages = list(messages)
        self.heard: list[object] = []
        self.is_closed = False

    def sent(self, command: Command) -> None:
        self.heard.append(command)

    def tick(self, now_ns: int) -> Iterable[Command | Notice]:
        messages, self.messages = self.messages, []
        return messages

    def close(self) -> None:
        self.is_closed = True


class Word(Notice):
    """A notice of no meaning."""


def test_notices_of_a_follower_reach_the_caller_of_poll_and_it_is_closed_at_the_end() -> None:
    word = Word()
    follower = Echo(word, Reconnect(5))
    supervisor = Supervisor(Settings(), session_main=_no_main, recorder_main=_no_main)
    supervisor.follow(follower)
    assert list(supervisor.poll(0.0)) == [word]
    assert follower.heard == []  # there is no session 5
    supervisor.close()
    assert follower.is_closed
