"""Reads text off pictures by the program tesseract: one at a time, in a process of its own."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress

logger = logging.getLogger(__name__)

PROGRAM = "tesseract"
TIMEOUT_S = 20.0
"""Longest time for one picture."""
MOST_TEXT = 1 << 16
"""Characters of a text that are looked at."""
REMEDY = "install tesseract-ocr (Debian, Ubuntu: apt install tesseract-ocr)"


def is_installed() -> bool:
    """Whether the program is there."""
    return shutil.which(PROGRAM) is not None


def languages() -> set[str]:
    """Return the languages that the program knows; none when it does not say."""
    try:
        listed = subprocess.run(
            (PROGRAM, "--list-langs"),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return set()
    return set(listed.stdout.split("\n")[1:]) - {"", "osd"}


class TextReader:
    """Reads one picture at a time for all sessions of a process; others wait their turn.

    Args:
        program: for tests.
        timeout_s: for tests.
    """

    def __init__(
        self, program: Sequence[str] = (PROGRAM,), *, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._program = tuple(program)
        self._timeout_s = timeout_s
        self._task: asyncio.Task[None] | None = None
        self._has_complained = False

    @property
    def is_busy(self) -> bool:
        """Whether a picture is being read."""
        return self._task is not None and not self._task.done()

    def read(self, image: bytes, arguments: Sequence[str], tell: Callable[[str], None]) -> bool:
        """Begin to read; `tell` gets the text. Return False when another is being read."""
        if self.is_busy:
            return False
        self._task = asyncio.get_running_loop().create_task(self._read(image, arguments, tell))
        return True

    async def close(self) -> None:
        """Give up what is being read."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _read(
        self, image: bytes, arguments: Sequence[str], tell: Callable[[str], None]
    ) -> None:
        command = (*self._program, "stdin", "stdout", *arguments)
        # One thread and the lowest priority: pictures and input go before.
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=environment,
                preexec_fn=_give_way if os.name == "posix" else None,
            )
        except OSError as error:
            self._complain(f"{self._program[0]}: {error.strerror}; {REMEDY}")
            return
        try:
            out, complaint = await asyncio.wait_for(process.communicate(image), self._timeout_s)
        except TimeoutError:
            self._complain(f"{self._program[0]} took longer than {self._timeout_s:g} s")
            return
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode:
            said = complaint.decode("utf-8", "replace").strip().splitlines()
            self._complain(f"{self._program[0]}: {said[0] if said else process.returncode}")
            return
        self._has_complained = False
        tell(out[: 4 * MOST_TEXT].decode("utf-8", "replace")[:MOST_TEXT])

    def _complain(self, sentence: str) -> None:
        """Say it once; what rules look for is not known meanwhile."""
        if not self._has_complained:
            self._has_complained = True
            logger.error("text on desktops cannot be read: %s", sentence)


def _give_way() -> None:
    os.nice(10)
