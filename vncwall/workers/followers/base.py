"""What goes along with the supervisor: sees all that is said, and may say something itself.

A follower is how a decision about the whole fleet comes into the program without the supervisor
knowing of it: budgets, admission, questions from outside. It runs in the main process, in the
loop of the window, so each call must be short and must never wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vncwall.ipc.messages import Command, Notice, SetRecording
from vncwall.workers.roster import Entry


class Follower:
    """Base with the behaviour of one that does nothing: override what is needed."""

    def entering(self, entry: Entry) -> None:
        """Complete what a new session is to be told, before its worker hears of it."""

    def objection(self, command: SetRecording) -> str:
        """Return why a recording must not begin; "": nothing is against it."""
        return ""

    def sent(self, command: Command) -> None:
        """See a command that was just carried out, whoever sent it."""

    def noticed(self, notice: Notice) -> None:
        """See a notice from a child process, whether or not the wall is to see it."""

    def waits(self, until_ns: int) -> None:
        """Learn that the main process now waits, until then or for news."""

    def tick(self, now_ns: int) -> Iterable[Command | Notice]:
        """Return what to do now: commands are carried out, notices reach the caller of `poll`.

        Called at each poll, so several times a second, after all notices have been seen.
        """
        return ()

    def descriptors(self) -> Sequence[int]:
        """Return files to wait on: when one is readable, `tick` is called at once."""
        return ()

    def close(self) -> None:
        """Free what it holds: the processes are about to end. Only notices are still seen."""

    def ended(self) -> None:
        """See that all processes have ended; nothing is called afterwards."""
