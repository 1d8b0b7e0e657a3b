"""Whatever somebody changes in the folder, it is found; what cannot be known is said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.archive import Shelf, video
from vncwall.recording.catalogue.record import Record
from vncwall.recording.chain import HEAD
from vncwall.recording.manifest import manifest_path, read_manifest, write_manifest
from vncwall.recording.moving import bring_back, move
from vncwall.recording.stores import Store
from vncwall.recording.verification import Anchor, AnchorError, Finding, Proof, verify
from vncwall.settings.keeping import StoreSettings


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Two hosts; of the first one three segments were deleted, one is held and has a note."""
    shelf = Shelf(tmp_path / "r")
    records = shelf.day("pc1", 8)
    shelf.day("pc2", 3)
    shelf.archive.delete([records[1], records[2], records[5]], why="by hand")
    shelf.archive.hold(records[3:4], why="x")
    shelf.archive.note(records[3:4], "y")
    shelf.day("pc3", 2)
    return shelf


def broken(shelf: Shelf, anchor: Anchor | None = None) -> list[Finding]:
    found = verify(shelf.folder, anchor=anchor)
    assert found.is_proved == (not any(one.proof is Proof.BROKEN for one in found.findings))
    return [one for one in found.findings if one.proof is Proof.BROKEN]


def test_what_nobody_touched_is_proved(shelf: Shelf) -> None:
    read: list[int] = []
    found = verify(shelf.folder, progress=read.append)
    assert (found.findings, found.segments, found.deletions) == ((), 10, 3)
    assert sum(read) == found.size_bytes == sum(one.size_bytes for one in shelf.records())
    assert {name: end[0] for name, end in found.anchor.hosts.items()} == {
        "pc1": 8, "pc2": 3, "pc3": 2,
    }  # fmt: skip


def middle(shelf: Shelf) -> Path:
    return shelf.folder / "pc1/2026-03-01/000004.mkv"


def flip_a_byte(shelf: Shelf) -> None:
    data = bytearray(middle(shelf).read_bytes())
    data[len(data) // 2] ^= 1
    middle(shelf).write_bytes(data)


def remove_the_file(shelf: Shelf) -> None:
    middle(shelf).unlink()


def remove_both(shelf: Shelf) -> None:
    middle(shelf).unlink()
    manifest_path(middle(shelf)).unlink()


def change_the_manifest(shelf: Shelf) -> None:
    path = manifest_path(middle(shelf))
    write_manifest(path, replace(read_manifest(path)[0], start_ns=5, controlled=()))


def damage_the_manifest(shelf: Shelf) -> None:
    manifest_path(middle(shelf)).write_text("{")


def forge_file_and_manifest(shelf: Shelf) -> None:
    path = manifest_path(middle(shelf))
    middle(shelf).write_bytes(b"another video")
    from vncwall.recording.manifest import sha256_of

    write_manifest(path, replace(read_manifest(path)[0], sha256=sha256_of(middle(shelf))))


def swap_two(shelf: Shelf) -> None:
    other = shelf.folder / "pc1/2026-03-01/000006.mkv"
    aside = shelf.folder / "aside"
    middle(shelf).rename(aside)
    other.rename(middle(shelf))
    aside.rename(other)


def put_one_in(shelf: Shelf) -> None:
    new = middle(shelf).with_name("000004_2.mkv")
    shutil.copy(middle(shelf), new)
    manifest = read_manifest(manifest_path(middle(shelf)))[0]
    write_manifest(manifest_path(new), replace(manifest, file=new.name))


def take_from_another_host(shelf: Shelf) -> None:
    for name in ("000001.mkv", "000001.mkv.json"):
        shutil.copy(shelf.folder / "pc2/2026-03-01" / name, middle(shelf).parent / name)


def remove_the_first(shelf: Shelf) -> None:
    first = shelf.folder / "pc2/2026-03-01/000000.mkv"
    first.unlink()
    manifest_path(first).unlink()


def remove_the_newest(shelf: Shelf) -> None:
    newest = shelf.folder / "pc2/2026-03-01/000002.mkv"
    newest.unlink()
    manifest_path(newest).unlink()


def lines(shelf: Shelf) -> list[bytes]:
    return shelf.archive.log.path.read_bytes().splitlines(keepends=True)


def write_lines(shelf: Shelf, changed: list[bytes]) -> None:
    shelf.archive.log.path.write_bytes(b"".join(changed))


def change_the_log(shelf: Shelf) -> None:
    first, *others = lines(shelf)
    write_lines(shelf, [first.replace(b"alice", b"mally"), *others])


def remove_a_line(shelf: Shelf) -> None:
    first, _, *others = lines(shelf)
    write_lines(shelf, [first, *others])


def reorder_lines(shelf: Shelf) -> None:
    first, second, *others = lines(shelf)
    write_lines(shelf, [second, first, *others])


def remove_the_log(shelf: Shelf) -> None:
    shelf.archive.log.path.unlink()


def cut_the_log(shelf: Shelf) -> None:
    write_lines(shelf, lines(shelf)[:-1])


def damage_the_log(shelf: Shelf) -> None:
    write_lines(shelf, [b"?\n", *lines(shelf)])


def forge_a_deletion(shelf: Shelf) -> None:
    remove_both(shelf)
    *others, last = lines(shelf)
    run = {"host": "pc1", "first": 5, "last": 5, "previous": "0" * 64, "manifest": "0" * 64}
    entry = json.loads(last) | {"action": "delete", "removed": [run], "entry": 4}
    write_lines(shelf, [*others, last, json.dumps(entry).encode() + b"\n"])


@pytest.mark.parametrize(
    "tamper",
    [
        flip_a_byte, remove_the_file, remove_both, change_the_manifest, damage_the_manifest,
        forge_file_and_manifest, swap_two, put_one_in, take_from_another_host, remove_the_first,
        remove_the_newest, change_the_log, remove_a_line, reorder_lines, remove_the_log,
        cut_the_log, damage_the_log, forge_a_deletion,
    ],
    ids=lambda tamper: tamper.__name__,
)  # fmt: skip
def test_tampering_is_found(shelf: Shelf, tamper: Callable[[Shelf], None]) -> None:
    assert broken(shelf) == []
    tamper(shelf)
    assert broken(shelf) != []


def test_a_finding_says_which_and_what(shelf: Shelf) -> None:
    flip_a_byte(shelf)
    assert broken(shelf) == [
        Finding(
            Proof.BROKEN,
            "pc1/2026-03-01/000004.mkv",
            "the file is not what was recorded: its SHA-256 differs",
        )
    ]


def test_a_hole_in_a_chain_is_named_by_its_numbers(shelf: Shelf) -> None:
    remove_both(shelf)
    assert [(one.path, one.text) for one in broken(shelf)] == [
        (
            "pc1/ (deleted 6 to 6)",
            "before it segment 5 is gone, and the audit log does not say why",
        )
    ]


# --- what only an anchor shows


def cut_off_the_end(shelf: Shelf) -> None:
    """Remove what is newest everywhere, as somebody can who knows how it is all made."""
    for name in ("000000.mkv", "000001.mkv"):
        (shelf.folder / "pc3/2026-03-01" / name).unlink()
        manifest_path(shelf.folder / "pc3/2026-03-01" / name).unlink()
    (shelf.folder / "pc3" / HEAD).unlink()
    cut_the_log(shelf)


def test_an_end_that_was_cut_off_with_care_is_found_with_an_anchor_only(shelf: Shelf) -> None:
    anchor = verify(shelf.folder).anchor
    cut_off_the_end(shelf)
    assert broken(shelf) == []
    texts = [one.text for one in broken(shelf, Anchor.from_text(anchor.to_text()))]
    assert texts == [
        "the anchor knows entry 3 of the audit log, which ends at 2: its end was cut off",
        "the anchor knows segment 2, but the chain ends at 0: its end was cut off",
    ]


def test_an_anchor_holds_while_recording_and_deleting_go_on(shelf: Shelf) -> None:
    anchor = verify(shelf.folder).anchor
    shelf.add("pc3/2026-03-02/a.mkv")
    shelf.archive.delete([one for one in shelf.records() if one.host == "pc2"], why="x")
    assert broken(shelf, anchor) == []


def test_a_folder_that_was_made_anew_is_found_with_an_anchor(shelf: Shelf) -> None:
    anchor = verify(shelf.folder).anchor
    shutil.rmtree(shelf.folder / "pc2")
    shelf.day("pc2", 3, start_ns=7)
    assert [one.path for one in broken(shelf, anchor)] == ["pc2"]


def test_a_host_that_is_gone_is_found_with_an_anchor(shelf: Shelf) -> None:
    anchor = verify(shelf.folder).anchor
    shutil.rmtree(shelf.folder / "pc2")
    assert broken(shelf) == []
    assert [one.path for one in broken(shelf, anchor)] == ["pc2"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"vncwall_anchor": 1}', '{"vncwall_anchor": 9}'])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(AnchorError):
        Anchor.from_text(text)


# --- what is no tampering


def again(shelf: Shelf, records: list[Record]) -> None:
    """Put deleted segments back, as a crash in the middle of a deletion leaves them."""
    for record in records:
        assert record.manifest is not None
        file = shelf.file(record.path, video() + str(record.sequence - 1).encode())
        write_manifest(manifest_path(file), record.manifest)


def test_a_deletion_that_a_crash_interrupted_is_open_not_broken(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "r")
    records = shelf.day("pc1", 4)
    shelf.archive.delete(records[:3], why="x")
    again(shelf, records[1:3])
    found = verify(shelf.folder)
    assert [(one.proof, one.path) for one in found.findings] == [
        (Proof.OPEN, f"{record.path}.json") for record in records[1:3]
    ]
    shelf.archive.delete([shelf.record(one.path) for one in records[1:3]], why="again")
    assert verify(shelf.folder).findings == ()


def test_a_lost_end_of_a_chain_is_open(shelf: Shelf) -> None:
    (shelf.folder / "pc1" / HEAD).unlink()
    found = verify(shelf.folder)
    assert [(one.proof, one.path) for one in found.findings] == [(Proof.OPEN, "pc1")]


def test_one_host_alone_can_be_verified(shelf: Shelf) -> None:
    flip_a_byte(shelf)
    assert verify(shelf.folder, host="pc2").is_proved
    assert verify(shelf.folder, host="pc2").segments == 3
    assert not verify(shelf.folder, host="pc1").is_proved


def test_what_is_held_moved_and_deleted_in_between_leaves_a_chain_that_still_proves_the_rest(
    tmp_path: Path,
) -> None:
    pytest.importorskip("fsspec")
    shelf, store = Shelf(tmp_path / "r"), Store(StoreSettings("nas", f"file://{tmp_path}/nas"))
    records = shelf.day("pc1", 8)
    stores = {"nas": store}
    shelf.archive.hold(records[2:3], why="incident 4711")
    for record in (records[3], records[4], records[6]):
        move(shelf.archive, record, store)
    now = shelf.records()
    # Of the middle: a kept one, the held one, which stays, and two moved ones.
    outcome = shelf.archive.delete(now[1:5], why="retention: older than 20d", stores=stores)
    assert [one.path for one in outcome.held] == [records[2].path]
    bring_back(shelf.archive, shelf.record(records[6].path), store)
    assert [one.sequence for one in shelf.records()] == [1, 3, 6, 7, 8]
    found = verify(shelf.folder, stores=stores)
    assert (found.findings, found.deletions) == ((), 3)
    shelf.archive.release([shelf.record(records[2].path)])
    shelf.archive.delete([shelf.record(records[2].path)], why="by hand")
    assert verify(shelf.folder, stores=stores).findings == ()

    another = shelf.folder / records[6].path  # beside a hole that is accounted for
    another.unlink()
    manifest_path(another).unlink()
    texts = [one.text for one in verify(shelf.folder, stores=stores).findings]
    assert texts == ["before it segment 7 is gone, and the audit log does not say why"]


@pytest.mark.parametrize(("there", "proof"), [(True, Proof.OPEN), (False, Proof.BROKEN)])
def test_a_store_that_is_out_of_reach_is_open_and_a_file_that_it_lacks_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool, proof: Proof
) -> None:
    pytest.importorskip("fsspec")
    shelf, store = Shelf(tmp_path / "r"), Store(StoreSettings("nas", f"file://{tmp_path}/nas"))
    (record,) = shelf.day("pc1", 1)
    move(shelf.archive, record, store)
    if there:

        def silent(*_: object) -> str:
            raise TimeoutError("nobody answers")

        monkeypatch.setattr("vncwall.recording.stores._sha256_of", silent)
    else:
        (tmp_path / "nas" / record.path).unlink()
    (finding,) = verify(shelf.folder, stores={"nas": store}).findings
    assert (finding.proof, finding.path) == (proof, record.path)
