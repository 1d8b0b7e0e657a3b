"""What is to be known of a finished segment, in a file of its own beside it.

A manifest is written once, when its segment is finished, and never changed. It holds the SHA-256 of
the segment and that of the manifest before it, so the manifests of a host are a chain: none can be
changed, removed or put elsewhere without the next one telling (see `recording.chain`). It also
holds the newest entry of the audit log, so that the log cannot be shortened unnoticed either.

The form is JSON, one key a line. What a manifest is known by is the SHA-256 of its bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeGuard

from vncwall import __version__
from vncwall.errors import VNCWallError
from vncwall.ipc.segment import SegmentFacts, Span
from vncwall.recording.segments import sync_folder

FORMAT = 1
SUFFIX = ".json"
MAX_BYTES = 4 << 20
"""A day in one segment with control taken every second is less; more is no manifest."""

_TEMPORARY = ".new"
_LARGEST = 1 << 63
_DIGEST = frozenset("0123456789abcdef")


class ManifestError(VNCWallError):
    """A manifest cannot be read, or is none."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One segment, described when it was finished. Times are nanoseconds since the Unix epoch."""

    host: str
    group: str
    file: str
    """Name of the segment, in the same folder."""
    start_ns: int
    end_ns: int
    size_bytes: int
    format: str
    width: int
    height: int
    frames: int
    cause: str
    ended: str
    activity: tuple[int, ...]
    gaps: tuple[Span, ...]
    controlled: tuple[Span, ...]
    settings: str
    software: str
    sha256: str
    """Of the segment."""
    sequence: int
    """1 for the first segment of the host, and so on without a hole."""
    previous: str
    """SHA-256 of the manifest before; "": there was none."""
    audit_entry: int
    """Number of the newest entry of the audit log at that time; 0: it had none."""
    audit_sha256: str
    """Of that entry."""

    @classmethod
    def of(
        cls,
        facts: SegmentFacts,
        *,
        size_bytes: int,
        sha256: str,
        sequence: int,
        previous: str,
        audit: tuple[int, str],
    ) -> Manifest:
        """Return the manifest of a segment that its writer tells of."""
        return cls(
            host=facts.host,
            group=facts.group,
            file=Path(facts.path).name,
            start_ns=facts.start_ns,
            end_ns=facts.end_ns,
            size_bytes=size_bytes,
            format=facts.format,
            width=facts.width,
            height=facts.height,
            frames=facts.frames,
            cause=facts.cause,
            ended=str(facts.ended),
            activity=facts.activity,
            gaps=facts.gaps,
            controlled=facts.controlled,
            settings=facts.settings,
            software=f"vncwall {__version__}",
            sha256=sha256,
            sequence=sequence,
            previous=previous,
            audit_entry=audit[0],
            audit_sha256=audit[1],
        )

    def to_bytes(self) -> bytes:
        """Return the text of the file."""
        values: dict[str, Any] = {"vncwall_manifest": FORMAT}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in ("gaps", "controlled"):
                value = [[span.start_ns, span.end_ns, span.what] for span in value]
            values[field.name] = value
        lines = (f"{json.dumps(key)}: {_compact(value)}" for key, value in values.items())
        return ("{\n" + ",\n".join(lines) + "\n}\n").encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        """Read the text of a file; nothing in it is believed without a check.

        Raises:
            ManifestError: it is no manifest; the text says why.
        """
        try:
            values = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise ManifestError(f"is not JSON: {error}") from None
        if not isinstance(values, dict):
            raise ManifestError("is not a JSON object")
        if (version := values.pop("vncwall_manifest", None)) != FORMAT:
            raise ManifestError(f"has format {version!r}; this vncwall reads {FORMAT}")
        texts = {field.name for field in fields(cls) if field.type == "str"}
        numbers = {field.name for field in fields(cls) if field.type == "int"}
        read: dict[str, Any] = {}
        for field in fields(cls):
            name = field.name
            if name not in values:
                raise ManifestError(f"has no {name}")
            value = values[name]
            is_plain = _is_number(value) if name in numbers else isinstance(value, str)
            if name in texts | numbers and is_plain:
                read[name] = value
            elif name == "activity" and isinstance(value, list) and all(map(_is_percent, value)):
                read[name] = tuple(value)
            elif name in ("gaps", "controlled") and isinstance(value, list):
                read[name] = tuple(_span(name, item) for item in value)
            else:
                raise ManifestError(f"has a wrong {name}: {str(value)[:40]!r}")
        manifest = cls(**read)
        manifest._check()
        return manifest

    def _check(self) -> None:
        if self.end_ns < self.start_ns:
            raise ManifestError("ends before it starts")
        if self.sequence < 1:
            raise ManifestError(f"has sequence {self.sequence}; the first is 1")
        if not self.file or "/" in self.file or "\\" in self.file or self.file in (".", ".."):
            raise ManifestError(f"names {self.file[:80]!r}, which is not beside it")
        for digest in (self.sha256, self.previous, self.audit_sha256):
            if digest and (len(digest) != 64 or not _DIGEST.issuperset(digest)):
                raise ManifestError(f"has {digest[:80]!r} where a SHA-256 belongs")


def manifest_path(segment: Path) -> Path:
    """Return where the manifest of a segment is: ``140000.mkv`` has ``140000.mkv.json``."""
    return segment.with_name(segment.name + SUFFIX)


def segment_of(manifest: Path) -> Path:
    """Return the segment that a manifest is beside."""
    return manifest.with_name(manifest.name.removesuffix(SUFFIX))


def read_manifest(path: Path) -> tuple[Manifest, str]:
    """Return a manifest and the SHA-256 that it is known by.

    Raises:
        ManifestError: it is no manifest, or is of another file.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ManifestError(f"{path}: is longer than {MAX_BYTES >> 20} MB")
    try:
        manifest = Manifest.from_bytes(data)
    except ManifestError as error:
        raise ManifestError(f"{path}: {error}") from None
    if manifest.file != segment_of(path).name:
        raise ManifestError(f"{path}: is of {manifest.file}, whose name it does not have")
    return manifest, hashlib.sha256(data).hexdigest()


def write_manifest(path: Path, manifest: Manifest) -> str:
    """Write a manifest so that it is there whole or not at all; return its SHA-256.

    Raises:
        OSError: the disk refuses.
    """
    data = manifest.to_bytes()
    write_whole(path, data)
    return hashlib.sha256(data).hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Write a small file so that after a crash it has the old content or the new one.

    Raises:
        OSError: the disk refuses.
    """
    temporary = path.with_name(f".{path.name}{_TEMPORARY}")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, read in pieces.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST


def _is_percent(value: object) -> bool:
    return _is_number(value) and value <= 100


def _span(name: str, item: object) -> Span:
    match item:
        case [start, end, str(what)] if _is_number(start) and _is_number(end):
            return Span(start, end, what)
        case _:
            raise ManifestError(f"has a wrong item in {name}: {str(item)[:40]!r}")
