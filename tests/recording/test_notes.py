from pathlib import Path

import pytest

from tests.support.archive import Shelf
from vncwall.ipc.note import LONGEST_NOTE, Note
from vncwall.recording.audit import Action, AuditError, AuditLog
from vncwall.recording.notes import NoteBook
from vncwall.recording.verification import verify

SECOND = 1_000_000_000
HOT = Note(1_700_000_000 * SECOND + 123, "lab", "ada", "printer on fire")
BÜRO = Note(1_700_000_060 * SECOND, "büro", "bob", "zweite Zeile\nhier")


def test_notes_are_found_again_in_their_order(tmp_path: Path):
    book = NoteBook(tmp_path / "recordings")
    assert list(book.notes()) == []
    book.add(HOT)
    book.add(BÜRO)
    assert list(book.notes()) == [HOT, BÜRO]
    assert list(book.notes("lab")) == [HOT]
    assert list(book.notes("la")) == []
    assert list(NoteBook(tmp_path / "recordings").notes()) == [HOT, BÜRO]


def test_what_another_program_noted_since_is_read_and_what_was_read_is_not_read_again(
    tmp_path: Path,
):
    book = NoteBook(tmp_path)
    book.add(HOT)
    assert list(book.notes()) == [HOT]
    lines = (tmp_path / "audit.jsonl").read_bytes()
    (tmp_path / "audit.jsonl").write_bytes(b"?" * (len(lines) - 1) + b"\n")  # who reads it, fails
    assert list(book.notes()) == [HOT]
    (tmp_path / "audit.jsonl").write_bytes(lines)
    NoteBook(tmp_path).add(BÜRO)
    assert list(book.notes()) == [HOT, BÜRO]


def test_another_log_in_its_place_is_read_from_its_beginning(tmp_path: Path):
    book = NoteBook(tmp_path)
    book.add(BÜRO)
    book.add(HOT)
    assert list(book.notes()) == [BÜRO, HOT]
    (tmp_path / "audit.jsonl").unlink()
    assert list(book.notes()) == []
    book.add(HOT)
    assert list(book.notes()) == [HOT]


def test_a_note_is_in_the_chain_and_one_that_is_changed_is_found(tmp_path: Path):
    shelf = Shelf(tmp_path / "r")
    NoteBook(shelf.folder).add(HOT)
    shelf.day("lab", 1)  # its manifest knows the newest entry
    assert verify(shelf.folder).is_proved
    log = shelf.folder / "audit.jsonl"
    log.write_bytes(log.read_bytes().replace(b"printer on fire", b"all is well now"))
    assert not verify(shelf.folder).is_proved


def test_other_entries_and_other_forms_are_no_notes(tmp_path: Path):
    log = AuditLog(tmp_path)
    for values in ({"host": 7, "text": "a"}, {"host": "lab"}, {"host": "lab", "text": ["a"]}):
        log.append(Action.REMARK, values, who="ada", time_ns=0)
    log.append(Action.NOTE, {"host": "lab", "text": "of a recording"}, who="ada", time_ns=0)
    book = NoteBook(tmp_path)
    book.add(HOT)
    assert list(book.notes()) == [HOT]


def test_a_damaged_log_gives_what_comes_before_the_damage(tmp_path: Path):
    book = NoteBook(tmp_path)
    book.add(HOT)
    with (tmp_path / "audit.jsonl").open("ab") as file:
        file.write(b"?\n")
    notes = book.notes()
    assert next(notes) == HOT
    with pytest.raises(AuditError):
        next(notes)
    with pytest.raises(AuditError):
        book.add(BÜRO)


def test_a_note_without_end_is_cut(tmp_path: Path):
    book = NoteBook(tmp_path)
    book.add(Note(0, "lab", "ada", "x" * 100_000))
    (note,) = book.notes()
    assert note.text == "x" * LONGEST_NOTE
