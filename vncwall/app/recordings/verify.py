"""`vncwall recordings verify`: proof that recordings are what was recorded."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.recordings.table import counted
from vncwall.errors import SettingsError
from vncwall.ipc.desk_client import as_text
from vncwall.recording.catalogue.catalogue import Catalogue
from vncwall.recording.cleaning import open_stores
from vncwall.recording.segments import safe_name
from vncwall.recording.verification import Anchor, AnchorError, Proof, Verification, verify
from vncwall.settings.sizes import size_in_words

_FAILED = 1
_LIMITS = (
    "not proved by the folder alone: that its newest end was not cut off, and that not all of it "
    "was made anew.\n"
    "Keep the anchor (--write-anchor FILE) where nobody can change it, and compare: --anchor FILE"
)


def run(
    folder: RecordingsFolder,
    *,
    host: str = "",
    anchor: Path | None = None,
    write_anchor: Path | None = None,
    as_json: bool = False,
    out: TextIO | None = None,
) -> int:
    """Compare everything with its hashes; return 0 when nothing was changed, else 1.

    Args:
        folder: of the recordings.
        host: the only one to look at; "": all.
        anchor: file with an earlier end of everything.
        write_anchor: file for the present one.
        as_json: for programs.
        out: where to print.

    Raises:
        SettingsError: there is no such folder or host, or the anchor cannot be read or written.
    """
    out = out or sys.stdout
    if not folder.path.is_dir():
        raise SettingsError("--folder", "", f"there is no folder {folder.path}")
    if host and not (folder.path / safe_name(host)).is_dir():
        raise SettingsError("--host", "", f"there are no recordings of {host} in {folder.path}")
    earlier = _read_anchor(anchor) if anchor is not None else None
    done, total = 0, _total_bytes(folder)
    with (
        folder.progress("verifying", of_bytes=True) as step,
        open_stores(folder.keeping.stores) as stores,
    ):

        def progress(size_bytes: int) -> None:
            nonlocal done
            done += size_bytes
            step(done, max(done, total))

        found = verify(
            folder.path,
            host=safe_name(host) if host else "",
            anchor=earlier,
            stores=stores,
            progress=progress,
        )
    if write_anchor is not None:
        try:
            write_anchor.write_text(found.anchor.to_text(), encoding="utf-8")
        except OSError as error:
            raise SettingsError("--write-anchor", "", f"{write_anchor}: {error}") from None
    if as_json:
        print(as_text(_values(found)), file=out)
    else:
        _print(found, has_anchor=earlier is not None, out=out)
    return 0 if found.is_proved else _FAILED


def _read_anchor(path: Path) -> Anchor:
    try:
        return Anchor.from_text(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, AnchorError) as error:
        raise SettingsError("--anchor", "", f"{path}: {error}") from None


def _total_bytes(folder: RecordingsFolder) -> int:
    if folder.is_read_only:
        return 0  # not known without reading all of it twice
    with Catalogue(folder.path, note=folder.note) as catalogue:
        return sum(one.size_bytes for one in catalogue.records(with_manifests=False))


def _print(found: Verification, *, has_anchor: bool, out: TextIO) -> None:
    for one in found.findings:
        print(f"{one.proof}: {one.path}: {one.text}", file=out)
    if found.findings:
        print(file=out)
    count, size = found.segments, size_in_words(found.size_bytes)
    print(
        f"{counted(count, 'recording')} of {counted(len(found.anchor.hosts), 'host')} read, "
        f"{size}; {found.deletions} deleted, as the audit log says",
        file=out,
    )
    verdict = "nothing was changed, removed or put elsewhere" if found.is_proved else "NOT PROVED"
    unseen = sum(one.proof is Proof.OPEN for one in found.findings)
    if found.is_proved and unseen:
        verdict += f", as far as could be seen; {unseen} open"
    print(verdict, file=out)
    print("the newest end of everything:", file=out)
    print(f"  audit log  {found.anchor.audit_entry}  {found.anchor.audit_sha256}", file=out)
    for host, (sequence, digest) in sorted(found.anchor.hosts.items()):
        print(f"  {host}  {sequence}  {digest}", file=out)
    if not has_anchor:
        print(_LIMITS, file=out)


def _values(found: Verification) -> dict[str, object]:
    return {
        "is_proved": found.is_proved,
        "segments": found.segments,
        "size_bytes": found.size_bytes,
        "deletions": found.deletions,
        "findings": [
            {"proof": str(one.proof), "path": one.path, "text": one.text} for one in found.findings
        ],
        "anchor": {
            "audit_entry": found.anchor.audit_entry,
            "audit_sha256": found.anchor.audit_sha256,
            "hosts": {name: list(end) for name, end in found.anchor.hosts.items()},
        },
    }
