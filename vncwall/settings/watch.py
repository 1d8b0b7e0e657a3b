"""Notices that the configuration was written anew, and reads it.

The files are looked at, not waited for: that works the same on every platform and file system, for
editors that write in place and for those that put another file in the place of the old one. What
has changed is read once it has rested for a moment, so a file is not read half-written.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vncwall.errors import InvalidConfiguration, SettingsError
from vncwall.settings.model import Settings

logger = logging.getLogger(__name__)

_NS = 1_000_000_000
LOOK_EVERY_S = 0.5
"""A change is read after it has been the same at two looks."""
ABSENT_LOOKS = 4
"""A file that is gone may be about to come back: an editor is at work. Then it is said."""

_Signature = tuple[tuple[int, int, int] | None, ...]


class Loaded(Protocol):
    """What is used of `loader.LoadedConfiguration`, whose module is slow to import."""

    @property
    def settings(self) -> Settings:
        """What was read."""

    @property
    def warnings(self) -> Sequence[str]:
        """What the user should know about it."""

    @property
    def files(self) -> Sequence[Path]:
        """Other files that were read for it."""


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
        files: other files whose change matters, until the next reading names others.
    """

    def __init__(
        self,
        path: Path,
        read: Callable[[], Loaded],
        *,
        files: Sequence[Path] = (),
    ) -> None:
        self.path = path
        self._read = read
        self._files = (path, *files)
        self._is_asked = False
        self._look_ns = 0
        self._known = self._seen = self._signature()
        self._same_looks = 0

    def ask(self) -> None:
        """Have it read with the next `poll`, whether it looks changed or not.

        Only sets a flag, so it may be called by a signal handler.
        """
        self._is_asked = True

    def poll(self, now_ns: int) -> Reading | None:
        """Look whether it has changed, as often as makes sense; None: nothing is new."""
        if self._is_asked:
            self._is_asked = False
            return self._again(self._signature())
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
        return self._again(signature)

    def _again(self, signature: _Signature) -> Reading:
        self._known = signature
        try:
            loaded = self._read()
        except SettingsError as error:
            logger.error("%s\nthe configuration of before goes on", error)
            problems = error.problems if isinstance(error, InvalidConfiguration) else (error,)
            more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
            return Reading(None, f"{problems[0]}{more}")
        for warning in loaded.warnings:
            logger.warning("%s", warning)
        files = (self.path, *loaded.files)
        if files != self._files:
            self._files = files
            # The files are others: what they look like is compared from now on.
            self._known = self._seen = (signature[0], *self._signature()[1:])
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
