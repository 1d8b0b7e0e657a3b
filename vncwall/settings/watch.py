"""Notices that the configuration was written anew, and reads it.

The files are looked at, not waited for: that works the same on every platform and file system, for
editors that write in place and for those that put another file in the place of the old one. What
has changed is read once it has rested for a moment, so a file is not read half-written.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vncwall.errors import InvalidConfiguration, SettingsError
from vncwall.settings.model import LoadedConfiguration, Settings

logger = logging.getLogger(__name__)

_NS = 1_000_000_000
LOOK_EVERY_S = 0.5
"""A change is read after it has been the same at two looks."""
ABSENT_LOOKS = 4
"""A file that is gone may be about to come back: an editor is at work. Then it is said."""

_Signature = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading the configuration again."""

    settings: Settings | None
    """None: it has mistakes, and what was read before goes on holding."""
    message: str = ""
    """What to tell the operator about mistakes, in one line."""


class ConfigurationWatch:
    """Watches one configuration file and the password files that it names.

    Args:
        path: the configuration.
        read: reads it, with the arguments of the command line on top, and raises
            `SettingsError` for its mistakes.
    """

    def __init__(self, path: Path, read: Callable[[], LoadedConfiguration]) -> None:
        self.path = path
        self._read = read
        self._files: tuple[Path, ...] = (path,)
        self._is_asked = False
        self._look_ns = 0
        self._known = self._seen = self._signature()
        self._same_looks = 0

    def read(self) -> LoadedConfiguration:
        """Read it now: what changes from here on is noticed.

        Raises:
            SettingsError: it has mistakes.
        """
        signature = self._signature()
        self._known = self._seen = signature
        loaded = self._read()
        files = (self.path, *loaded.files)
        if files != self._files:
            self._files = files
            self._known = self._seen = (signature[0], *self._signature()[1:])
        return loaded

    def ask(self) -> None:
        """Have it read with the next `poll`, whether it looks changed or not.

        Only sets a flag, so it may be called by a signal handler.
        """
        self._is_asked = True

    def poll(self, now_ns: int) -> Reading | None:
        """Look whether it has changed, as often as makes sense; None: nothing is new."""
        if self._is_asked:
            self._is_asked = False
            return self._again()
        if now_ns < self._look_ns:
            return None
        self._look_ns = now_ns + int(LOOK_EVERY_S * _NS)
        signature = self._signature()
        self._same_looks = self._same_looks + 1 if signature == self._seen else 0
        self._seen = signature
        if signature == self._known:
            return None
        if self._same_looks < (ABSENT_LOOKS if signature[0] is None else 1):
            return None
        return self._again()

    def _again(self) -> Reading:
        try:
            loaded = self.read()
        except SettingsError as error:
            logger.error("%s\nthe configuration of before goes on", error)
            problems = error.problems if isinstance(error, InvalidConfiguration) else (error,)
            more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
            return Reading(None, f"{problems[0]}{more}")
        for warning in loaded.warnings:
            logger.warning("%s", warning)
        return Reading(loaded.settings)

    def _signature(self) -> _Signature:
        return tuple(_stamp(file) for file in self._files)


def _stamp(file: Path) -> tuple[int, int, int] | None:
    """Return what changes when the file does; None: there is none that can be seen."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size
