"""What this machine lacks, said once for all sessions of a worker that miss it."""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__)


class Complaint:
    """One kind of want: logged when the first session meets it, and when the last one is over it.

    The tiles say it of themselves as long as it lasts; the log must not be filled with it.
    """

    def __init__(self, relief: str) -> None:
        """Begin without complaint; `relief` is what is logged at the end of one."""
        self._relief = relief
        self._sessions: set[int] = set()

    def raised(self, session: int, sentence: str) -> None:
        """A session meets it."""
        if not self._sessions:
            logger.error("%s; tiles that miss it say so and recover by themselves", sentence)
        self._sessions.add(session)

    def settled(self, session: int) -> None:
        """A session does not meet it any more, or is gone."""
        if session in self._sessions:
            self._sessions.discard(session)
            if not self._sessions:
                logger.info("%s", self._relief)


class Complaints:
    """All that the sessions of one worker share.

    Attributes:
        memory: no room in shared memory.
        files: no file descriptor left.
    """

    def __init__(self) -> None:
        self.memory = Complaint("there is room in shared memory again")
        self.files = Complaint("there are file descriptors again")
