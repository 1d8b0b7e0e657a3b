"""Filters choose just what fits all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.archive import HOUR, MIDNIGHT, S, Shelf
from vncwall.ipc.note import Note
from vncwall.recording.catalogue.catalogue import Catalogue
from vncwall.recording.catalogue.record import FileState
from vncwall.recording.catalogue.selection import Selection, exactly
from vncwall.recording.notes import NoteBook


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("r"))
    shelf.add("pc1/2026-03-01/1.mkv", activity=(10,), group="lab", content=b"1")
    second = shelf.add(
        "pc2/2026-03-01/2.mkv", start_ns=MIDNIGHT + HOUR, cause="schedule nights", content=b"2"
    )
    shelf.add("pc2/2026-03-02/3.mkv", start_ns=MIDNIGHT + 30 * HOUR, activity=(2,), content=b"3")
    shelf.file("pc2/2026-03-02/4.mkv")
    shelf.archive.hold([second])
    shelf.archive.note([shelf.record("pc2/2026-03-02/3.mkv")], "100% sure")
    book = NoteBook(shelf.folder)
    for host, at_ns, text in (
        ("pc2", MIDNIGHT + HOUR, "printer on fire"),
        ("pc2", MIDNIGHT + HOUR + 600 * S, "stopped, just after it"),
        ("pc3", MIDNIGHT, "printer of another"),
    ):
        book.add(Note(at_ns, host, "ada", text))
    shelf.records()
    return shelf


@pytest.mark.parametrize(
    ("selection", "numbers"),
    [
        (Selection(), "1234"),
        (Selection(paths=("pc2/*",)), "234"),
        (Selection(paths=("pc1/*", "*/3.mkv")), "13"),
        (Selection(host="pc2"), "234"),
        (Selection(host="pc*"), "1234"),
        (Selection(host="PC1"), ""),
        (Selection(group="lab"), "1"),
        (Selection(from_ns=MIDNIGHT + HOUR), "234"),
        (Selection(from_ns=MIDNIGHT + HOUR // 6), "234"),  # the first one ends just then
        (Selection(from_ns=MIDNIGHT + HOUR // 6 - 1), "1234"),
        (Selection(to_ns=MIDNIGHT + HOUR), "1"),
        (Selection(from_ns=MIDNIGHT + HOUR, to_ns=MIDNIGHT + 2 * HOUR), "2"),
        (Selection(min_activity=2.0, states=(FileState.KEPT,)), "13"),
        (Selection(held=True), "2"),
        (Selection(held=False), "134"),
        (Selection(cause="schedule"), "2"),
        (Selection(cause="schedule nights"), "2"),
        (Selection(cause="sched"), ""),
        (Selection(noted="PRINTER"), "2"),
        (Selection(noted="100%"), "3"),
        (Selection(noted="_"), ""),
        (Selection(noted="stopped", host="pc1"), ""),
        (Selection(states=(FileState.UNENTERED,)), "4"),
        (Selection(host="pc2", held=True, from_ns=MIDNIGHT + 2 * HOUR), ""),
    ],
)
def test_a_selection_chooses(shelf: Shelf, selection: Selection, numbers: str) -> None:
    with Catalogue(shelf.folder) as catalogue:
        found = [Path(one.path).stem for one in catalogue.records(selection)]
    assert "".join(sorted(found)) == numbers


def test_a_name_with_stars_in_it_can_be_meant_exactly(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.add("a[1]/d/x.mkv")
    shelf.add("a1/d/x.mkv")
    with Catalogue(tmp_path) as catalogue:
        found = list(catalogue.records(Selection(paths=(exactly("a[1]/d/x.mkv"),))))
    assert [one.path for one in found] == ["a[1]/d/x.mkv"]
