"""The folder of recordings that a command works on, with a catalogue that is up to date."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from vncwall.clock import Clock, SystemClock
from vncwall.errors import SettingsError
from vncwall.recording.archive import Archive
from vncwall.recording.catalogue.catalogue import Catalogue
from vncwall.recording.catalogue.scan import refresh
from vncwall.recording.operator import operator
from vncwall.settings.keeping import KeepingSettings
from vncwall.settings.loader import load
from vncwall.settings.model import RecordingSettings


@dataclass(frozen=True, slots=True)
class RecordingsFolder:
    """Where recordings are, and how they are to be kept."""

    path: Path
    keeping: KeepingSettings = field(default_factory=KeepingSettings)
    clock: Clock = field(default_factory=SystemClock)
    note: Callable[[str], None] = lambda text: None
    """Told, for people, what is beside the result."""
    bars: TextIO = field(default_factory=lambda: sys.stderr)
    """Where progress is drawn, if it is a terminal."""

    @property
    def archive(self) -> Archive:
        """What changes recordings, in the name of the operator."""
        return Archive(self.path, clock=self.clock, who=operator())

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written there: a copy that was handed over, another's folder."""
        return not os.access(self.path, os.W_OK)

    @contextmanager
    def catalogue(self) -> Iterator[Catalogue]:
        """Open the catalogue, brought up to date with the folder; of a read-only one, a new one.

        Raises:
            SettingsError: there is no such folder.
            CatalogueError: it cannot be made.
        """
        if not self.path.is_dir():
            raise SettingsError(
                "--folder", "", f"there is no folder {self.path}; name it, or -c CONFIG"
            )
        with Catalogue(self.path, note=self.note, in_memory=self.is_read_only) as catalogue:
            words = "reading the folder" if catalogue.is_new else "looking for changes"
            with self.progress(words) as step:
                scan = refresh(catalogue, now_ns=self.clock.wall_ns(), progress=step)
            if scan.audit_error:
                self.note(f"{scan.audit_error}; vncwall recordings verify says more")
            yield catalogue

    @contextmanager
    def progress(
        self, words: str, *, of_bytes: bool = False
    ) -> Iterator[Callable[[int, int], None]]:
        """Yield what draws a bar of so many of so many; nothing where nobody watches."""
        console = Console(file=self.bars)
        if not console.is_terminal:
            yield lambda done, total: None
            return
        amount = DownloadColumn() if of_bytes else MofNCompleteColumn()
        columns = (TextColumn("{task.description}"), BarColumn(), amount, TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task(words, total=None)
            yield lambda done, total: progress.update(task, completed=done, total=total)


def named(
    folder: Path | None,
    config: Path | None,
    *,
    environment: Mapping[str, str],
    note: Callable[[str], None],
    keeping: KeepingSettings | None = None,
) -> RecordingsFolder:
    """Return the folder that arguments name.

    Args:
        folder: that was named; it goes before that of the configuration.
        config: a configuration; None: none was named.
        environment: for the configuration.
        note: told, for people, what is beside the result.
        keeping: limits that were said; they go before those of the configuration.

    Raises:
        SettingsError: the configuration has mistakes.
    """
    where, kept = Path(RecordingSettings().folder), KeepingSettings()
    if config is not None:
        settings = load(config, environment=environment).settings
        where, kept = Path(settings.recording.folder), settings.keeping
    if keeping is not None:
        kept = replace(keeping, stores=kept.stores)
    return RecordingsFolder(folder or where, kept, note=note)
