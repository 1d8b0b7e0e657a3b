from pathlib import Path

from vncwall.ipc.note import LONGEST_NOTE, Note
from vncwall.recording.notes import FILE, NoteBook

SECOND = 1_000_000_000
HOT = Note(1_700_000_000 * SECOND, "lab", "ada", "printer on fire")
BÜRO = Note(1_700_000_060 * SECOND, "büro", "bob", "zweite Zeile\nhier")


def test_notes_are_found_again_in_their_order(tmp_path: Path):
    book = NoteBook(tmp_path / "recordings")
    assert list(book.notes()) == []
    book.add(HOT)
    book.add(BÜRO)
    assert list(book.notes()) == [HOT, BÜRO]
    assert list(book.notes("lab")) == [HOT]
    assert list(book.notes("la")) == []


def test_a_line_is_json_that_other_programs_read(tmp_path: Path):
    NoteBook(tmp_path).add(HOT)
    assert (tmp_path / FILE).read_text(encoding="utf-8") == (
        '{"t": "2023-11-14T22:13:20Z", "host": "lab", "who": "ada", "text": "printer on fire"}\n'
    )


def test_a_line_that_a_crash_left_unfinished_costs_itself_alone(tmp_path: Path):
    book = NoteBook(tmp_path)
    book.add(HOT)
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"t": "2023-')
    book.add(BÜRO)
    assert list(book.notes()) == [HOT, BÜRO]


def test_what_is_no_note_is_passed_over(tmp_path: Path):
    book = NoteBook(tmp_path)
    book.add(HOT)
    good = (tmp_path / FILE).read_bytes()
    junk = (
        b"\xff\xfe\n[]\n5\n{}\n"
        b'{"t": 5, "host": "a", "who": "b", "text": "c"}\n'
        b'{"t": "2023-11-14T22:13:20", "host": "a", "who": "b", "text": "no zone"}\n'
        b'{"t": "2023-11-14T22:13:20Z", "host": 7, "who": "b", "text": "c"}\n'
    )
    (tmp_path / FILE).write_bytes(junk + b"[" * 200_000 + b"\n" + good)
    assert list(book.notes()) == [HOT]


def test_a_note_without_end_is_cut(tmp_path: Path):
    book = NoteBook(tmp_path)
    book.add(Note(0, "lab", "ada", "x" * 100_000))
    (note,) = book.notes()
    assert note.text == "x" * LONGEST_NOTE
