"""The chain of a host's manifests: each holds the SHA-256 of the one before.

Where the chain ends stands in ``HOST/chain.json``, written after each manifest. It saves reading
all manifests to add one, and names the newest one even if somebody removes it. A program that dies
between the two leaves a manifest behind the end that is written down: it is found the next time,
because its folder is younger than ``chain.json``.

Several programs may record one host: the host's folder is locked while a link is added.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from vncwall.ipc.segment import SegmentFacts
from vncwall.recording.locks import locked
from vncwall.recording.manifest import (
    SUFFIX,
    Manifest,
    ManifestError,
    manifest_path,
    read_manifest,
    sha256_of,
    write_manifest,
    write_whole,
)

HEAD = "chain.json"
_MAX_HEAD_BYTES = 4096
_MARGIN_NS = 2_000_000_000
"""How exact the time of a folder is, at worst."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Link:
    """The end of a chain: its newest manifest."""

    sequence: int = 0
    """0: there is none yet."""
    sha256: str = ""
    file: str = ""
    """The segment, relative to the host's folder."""


class Chain:
    """The manifests of one host folder. One thread at a time; other programs may work on it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: Link | None = None

    def add(self, segment: Path, facts: SegmentFacts, *, audit: tuple[int, str]) -> Manifest:
        """Write the manifest of a finished segment, unless it has one; return it.

        Args:
            segment: the file, below the folder of this chain.
            facts: what its writer tells.
            audit: number and SHA-256 of the newest entry of the audit log.

        Raises:
            OSError: the segment cannot be read, or the disk refuses.
            ManifestError: there is a manifest that cannot be read.
        """
        sha256 = sha256_of(segment)  # outside the lock: it takes as long as the file is large
        path = manifest_path(segment)
        with locked(self._folder):
            if path.exists():
                return read_manifest(path)[0]
            end = self.end()
            manifest = Manifest.of(
                facts,
                size_bytes=segment.stat().st_size,
                sha256=sha256,
                sequence=end.sequence + 1,
                previous=end.sha256,
                audit=audit,
            )
            digest = write_manifest(path, manifest)
            file = segment.relative_to(self._folder).as_posix()
            self._known = Link(manifest.sequence, digest, file)
            write_end(self._folder, self._known)
        return manifest

    def end(self) -> Link:
        """Return the newest link, also when it is not written down, or what is, is lost."""
        written = read_end(self._folder)
        if written is None:
            if any(self._folder.glob(f"*/*{SUFFIX}")):
                logger.warning("%s is missing or damaged: all manifests are read", self._folder)
            return _newest(self._links(manifests(self._folder)))
        if written == self._known:
            return written
        return _newest([written, *self._links(self._younger())])

    def _younger(self) -> Iterator[Path]:
        """Yield the manifests that may have been written after the end was written down."""
        since_ns = (self._folder / HEAD).stat().st_mtime_ns - _MARGIN_NS
        for day in self._folder.iterdir():
            if day.is_dir() and day.stat().st_mtime_ns >= since_ns:
                for path in day.glob(f"*{SUFFIX}"):
                    if path.stat().st_mtime_ns >= since_ns:
                        yield path

    def _links(self, paths: Iterable[Path]) -> Iterator[Link]:
        for path in paths:
            try:
                manifest, digest = read_manifest(path)
            except (OSError, ManifestError) as error:
                logger.warning("not in the chain: %s", error)
                continue
            file = (path.parent / manifest.file).relative_to(self._folder).as_posix()
            yield Link(manifest.sequence, digest, file)


def manifests(folder: Path) -> Iterator[Path]:
    """Yield the manifests of a host folder, by name, which is nearly by time."""
    for path in sorted(folder.glob(f"*/*{SUFFIX}")):
        if not path.name.startswith("."):
            yield path


def read_end(folder: Path) -> Link | None:
    """Return the end of a chain as it is written down; None: it is not, or not legibly."""
    try:
        with (folder / HEAD).open("rb") as file:
            values = json.loads(file.read(_MAX_HEAD_BYTES))
        link = Link(values["sequence"], values["sha256"], values["file"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    is_sound = (
        isinstance(link.sequence, int)
        and isinstance(link.sha256, str)
        and isinstance(link.file, str)
    )
    return link if is_sound else None


def write_end(folder: Path, link: Link) -> None:
    """Write down where a chain ends.

    Raises:
        OSError: the disk refuses.
    """
    write_whole(folder / HEAD, (json.dumps(asdict(link), indent=1) + "\n").encode())


def _newest(links: Iterable[Link]) -> Link:
    return max(links, key=lambda link: link.sequence, default=Link())
