"""Proof that recordings are what was recorded: chains, hashes, and the audit log of deletions.

What is proved: no segment was changed, none was removed or added between others, none changed its
place, and the log of what was done to them is whole. What cannot be proved from the folder alone:
that the newest end of everything was not cut off, by somebody who can write all files, and that
not all of it was made anew. For that, keep an `Anchor` somewhere else: what has once been in an
anchor cannot vanish unnoticed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from vncwall.errors import VNCWallError
from vncwall.recording.audit import Action, AuditEntry, AuditError, AuditLog
from vncwall.recording.chain import manifests, read_end
from vncwall.recording.manifest import (
    Manifest,
    ManifestError,
    read_manifest,
    segment_of,
    sha256_of,
)
from vncwall.recording.removals import deleted_manifests
from vncwall.recording.stores import NotThere, Store, StoreError

_ANCHOR_FORMAT = 1
_UNDELETED = (
    "the audit log says that it was deleted, but it is there; the next start of a recorder, or "
    "vncwall recordings rebuild, finishes that"
)


class Proof(StrEnum):
    """How bad a finding is."""

    BROKEN = "broken"
    """It is not as it was recorded."""
    OPEN = "open"
    """It can be neither proved nor disproved."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not proved."""

    proof: Proof
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The newest ends of everything, to be kept where nobody can change it."""

    audit_entry: int = 0
    audit_sha256: str = ""
    hosts: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By the host's folder: number and SHA-256 of its newest manifest."""

    def to_text(self) -> str:
        """Return it as JSON."""
        return json.dumps({"vncwall_anchor": _ANCHOR_FORMAT, **asdict(self)}, indent=1) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Anchor:
        """Read JSON.

        Raises:
            AnchorError: it is no anchor.
        """
        try:
            values: dict[str, Any] = json.loads(text)
            if values["vncwall_anchor"] != _ANCHOR_FORMAT:
                raise AnchorError(f"has format {values['vncwall_anchor']!r}, not {_ANCHOR_FORMAT}")
            hosts = {
                str(name): (int(number), str(digest))
                for name, (number, digest) in values["hosts"].items()
            }
            return cls(int(values["audit_entry"]), str(values["audit_sha256"]), hosts)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise AnchorError(f"is no anchor of vncwall: {error!r}") from None


class AnchorError(VNCWallError):
    """A file is no anchor."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and what is not proved."""

    segments: int
    size_bytes: int
    deletions: int
    """Segments that are gone, and whose deletion is in the log."""
    findings: tuple[Finding, ...]
    anchor: Anchor
    """Of now."""

    @property
    def is_proved(self) -> bool:
        """Whether nothing was changed, as far as can be known."""
        return not any(one.proof is Proof.BROKEN for one in self.findings)


def verify(
    folder: Path,
    *,
    host: str = "",
    anchor: Anchor | None = None,
    stores: dict[str, Store] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Verification:
    """Read all manifests and files, and compare.

    Args:
        folder: of all recordings.
        host: folder of the only host to look at; "": all.
        anchor: what was the newest end at an earlier time.
        stores: by name; moved segments are read there. One that is not here leaves them open.
        progress: told how many bytes more were read.

    Raises:
        OSError: the folder cannot be read.
    """
    check = _Check(folder, stores or {}, progress)
    check.read_log(anchor)
    names = sorted(one.name for one in folder.iterdir() if one.is_dir() and one.name[:1] != ".")
    if host:
        names = [name for name in names if name == host]
    elif anchor is not None:
        names = sorted({*names, *anchor.hosts})
    for name in names:
        check.read_host(name, anchor)
    return check.result()


@dataclass(slots=True)
class _Removal:
    """A run of deleted neighbours, as the log says."""

    first: int
    last: int
    previous: str
    manifest: str


class _Check:
    """One verification: collects findings."""

    def __init__(
        self,
        folder: Path,
        stores: dict[str, Store],
        progress: Callable[[int], None] | None,
    ) -> None:
        self._folder = folder
        self._stores = stores
        self._progress = progress
        self._findings: list[Finding] = []
        self._removals: dict[str, list[_Removal]] = {}
        self._moved: dict[str, tuple[str, str]] = {}
        self._deleted: set[str] = set()  # manifests, as the log says
        self._entries: list[str] = []  # SHA-256 of each entry of the log
        self._ends: dict[str, tuple[int, str]] = {}
        self._segments = self._bytes = self._deletions = 0

    def result(self) -> Verification:
        newest = (len(self._entries), self._entries[-1] if self._entries else "")
        return Verification(
            self._segments,
            self._bytes,
            self._deletions,
            tuple(self._findings),
            Anchor(*newest, hosts=self._ends),
        )

    # --- the log

    def read_log(self, anchor: Anchor | None) -> None:
        log = AuditLog(self._folder)
        previous = ""
        try:
            for entry in log.entries():
                expected = len(self._entries) + 1
                if entry.number != expected:
                    self._broken(log.path.name, f"entry {entry.number} is where {expected} belongs")
                if entry.previous != previous:
                    self._broken(
                        log.path.name,
                        f"entry {entry.number} does not follow the line before it: that was "
                        "changed, or lines between them were removed",
                    )
                previous = entry.sha256
                self._entries.append(entry.sha256)
                self._take(entry)
        except AuditError as error:
            self._broken(log.path.name, str(error))
        if anchor is not None and anchor.audit_entry:
            self._compare_entry(
                log.path.name, anchor.audit_entry, anchor.audit_sha256, "the anchor"
            )

    def _take(self, entry: AuditEntry) -> None:
        match entry.action:
            case Action.DELETE:
                self._deleted.update(deleted_manifests(entry))
                runs = entry.values.get("removed")
                for run in runs if isinstance(runs, list) else ():
                    self._take_removal(run)
            case Action.MOVE:
                manifest, store = entry.values.get("manifest"), entry.values.get("store")
                self._moved[str(manifest)] = (str(store or ""), str(entry.values.get("url", "")))
            case _:
                pass

    def _take_removal(self, run: object) -> None:
        match run:
            case {
                "host": str(host),
                "first": int(first),
                "last": int(last),
                "previous": str(previous),
                "manifest": str(manifest),
            }:
                self._removals.setdefault(host, []).append(
                    _Removal(first, last, previous, manifest)
                )
                self._deletions += last - first + 1
            case _:
                pass  # a file without a manifest

    def _compare_entry(self, path: str, number: int, digest: str, who: str) -> None:
        if number > len(self._entries):
            self._broken(
                path,
                f"{who} knows entry {number} of the audit log, which ends at {len(self._entries)}: "
                "its end was cut off",
            )
        elif self._entries[number - 1] != digest:
            self._broken(path, f"{who} knows another entry {number} of the audit log")

    # --- a host

    def read_host(self, name: str, anchor: Anchor | None) -> None:
        links: list[tuple[int, str, str, str]] = []  # sequence, before, digest, path
        for path in manifests(self._folder / name):
            if found := self._read_segment(path):
                manifest, digest = found
                relative = path.relative_to(self._folder).as_posix()
                links.append((manifest.sequence, manifest.previous, digest, relative))
                if manifest.audit_entry:
                    self._compare_entry(
                        relative, manifest.audit_entry, manifest.audit_sha256, "the manifest"
                    )
        links.sort()
        removals: list[_Removal] = []
        for one in sorted(self._removals.get(name, ()), key=lambda one: (one.first, -one.last)):
            if not removals or one.last > removals[-1].last:  # else logged again, after a crash
                removals.append(one)
        left = [
            link for link in links if not any(one.first <= link[0] <= one.last for one in removals)
        ]
        self._compare_undeleted([link for link in links if link not in left], removals)
        known = {digest for _, _, digest, _ in links}
        self._follow(name, left, removals)
        self._compare_ends(name, anchor, known, removals)

    def _read_segment(self, path: Path) -> tuple[Manifest, str] | None:
        relative = path.relative_to(self._folder).as_posix()
        try:
            manifest, digest = read_manifest(path)
        except (OSError, ManifestError) as error:
            self._broken(relative, f"the manifest cannot be read: {error}")
            return None
        segment = segment_of(path)
        shown = segment.relative_to(self._folder).as_posix()
        self._segments += 1
        try:
            content = sha256_of(segment)
            self._count(manifest.size_bytes)
        except FileNotFoundError:
            if digest in self._deleted:
                return manifest, digest  # its manifest is left: `_compare_undeleted` tells
            store, url = self._moved.get(digest, ("", ""))
            if not store:
                self._broken(shown, "the file is gone, and the audit log does not say why")
                return manifest, digest
            stored = self._stored(shown, store, url, manifest)
            if stored is None:
                return manifest, digest
            content = stored
        except OSError as error:
            self._broken(shown, f"the file cannot be read: {error}")
            return manifest, digest
        if content != manifest.sha256:
            self._broken(shown, "the file is not what was recorded: its SHA-256 differs")
        return manifest, digest

    def _stored(self, shown: str, store: str, url: str, manifest: Manifest) -> str | None:
        if store not in self._stores:
            self._open(shown, f"not looked at: it is in the store {store} ({url})")
            return None
        try:
            content = self._stores[store].sha256_of(url)
        except NotThere as error:
            self._broken(shown, str(error))
            return None
        except StoreError as error:
            self._open(shown, f"not looked at: {error}")
            return None
        self._count(manifest.size_bytes)
        return content

    def _compare_undeleted(
        self, links: list[tuple[int, str, str, str]], removals: list[_Removal]
    ) -> None:
        """Look at what is there though the log says that it was deleted: a crash leaves such.

        What the last one of a deleted run leads back to is genuine. Anything else cannot be told
        from what somebody put there.
        """
        sound = {one.manifest for one in removals} | self._deleted
        for _, before, digest, _ in reversed(links):
            if digest in sound:
                sound.add(before)
        for _, _, digest, path in links:
            if digest in sound:
                self._open(path, _UNDELETED)
            else:
                self._broken(path, "it is in the place of a deleted one, and does not lead to it")

    def _follow(
        self, name: str, links: list[tuple[int, str, str, str]], removals: list[_Removal]
    ) -> None:
        """Go along the chain, over what was deleted."""
        sequence, digest = 0, ""
        steps = [(one.first, one.last, one.previous, one.manifest, "") for one in removals]
        steps += [(number, number, before, after, path) for number, before, after, path in links]
        for first, last, before, after, path in sorted(steps):
            shown = path or f"{name}/ (deleted {first} to {last})"
            if first <= sequence:
                self._broken(shown, f"there are two segments number {first}: one was put there")
                continue
            if first != sequence + 1:
                gone = str(sequence + 1)
                if first > sequence + 2:
                    gone += f" to {first - 1}"
                self._broken(
                    shown, f"before it segment {gone} is gone, and the audit log does not say why"
                )
            elif before != digest:
                self._broken(shown, "it does not follow the one before it: one of them was changed")
            sequence, digest = last, after
        self._ends[name] = (sequence, digest)

    def _compare_ends(
        self, name: str, anchor: Anchor | None, known: set[str], removals: list[_Removal]
    ) -> None:
        sequence, digest = self._ends[name]
        written = read_end(self._folder / name)
        if written is None:
            if sequence:
                self._open(name, "chain.json is gone; the newest end cannot be compared with it")
        elif written.sequence > sequence:
            self._broken(name, _cut(sequence, written.sequence, "chain.json"))
        elif written.sequence == sequence and written.sha256 != digest:
            self._broken(name, f"chain.json knows another segment number {sequence}")
        if not sequence and written is None:
            self._ends.pop(name)
        if anchor is None or name not in anchor.hosts:
            return
        number, earlier = anchor.hosts[name]
        if number > sequence:
            self._broken(name, _cut(sequence, number, "the anchor"))
        elif earlier not in known and not any(one.first <= number <= one.last for one in removals):
            self._broken(name, f"the anchor knows another segment number {number}")

    def _count(self, size_bytes: int) -> None:
        self._bytes += size_bytes
        if self._progress is not None:
            self._progress(size_bytes)

    def _broken(self, path: str, text: str) -> None:
        self._findings.append(Finding(Proof.BROKEN, path, text))

    def _open(self, path: str, text: str) -> None:
        self._findings.append(Finding(Proof.OPEN, path, text))


def _cut(sequence: int, expected: int, who: str) -> str:
    return f"{who} knows segment {expected}, but the chain ends at {sequence}: its end was cut off"
