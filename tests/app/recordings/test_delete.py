"""`vncwall recordings delete`: what nobody needs goes, after a question."""

from __future__ import annotations

import pytest

from tests.app.recordings.conftest import Office
from vncwall.app.recordings import delete as command
from vncwall.app.recordings.choice import NothingChosen


def test_it_asks_and_deletes(office: Office) -> None:
    asked: list[str] = []

    def confirm(question: str) -> bool:
        asked.append(question)
        return True

    code, out = office.run(command, "pc1/2026-03-01", confirm=confirm)
    assert code == 0
    assert out.splitlines()[-1].startswith("deleted: 2 recordings of 1 host")
    assert asked[0].startswith("delete 2 recordings of 1 host, 20m, ")
    assert len(office.shelf.paths()) == 2
    (entry,) = office.shelf.archive.log.entries()
    assert (entry.who, entry.values["why"]) == ("bob", "by hand")


def test_no_means_no(office: Office) -> None:
    code, out = office.run(command, "pc1", confirm=lambda _: False)
    assert (code, out.splitlines()[-1]) == (1, "nothing was deleted")
    assert len(office.shelf.paths()) == 4


def test_everything_is_not_deleted_by_saying_nothing(office: Office) -> None:
    with pytest.raises(NothingChosen, match="say what to delete"):
        office.run(command, confirm=lambda _: True)


def test_what_is_held_or_being_written_stays(office: Office) -> None:
    office.shelf.archive.hold([office.shelf.record("pc1/2026-03-01/010000.mkv")])
    office.shelf.file("pc1/2026-03-01/050000.mkv.part")
    code, _ = office.run(command, "pc1/2026-03-01", confirm=lambda _: True)
    assert code == 0
    assert office.notes == ["1 held ones stay; vncwall recordings release lets them go"]
    left = [path for path in office.shelf.paths() if path.startswith("pc1/2026-03-01")]
    assert left == ["pc1/2026-03-01/010000.mkv", "pc1/2026-03-01/050000.mkv.part"]
    with pytest.raises(NothingChosen, match=r"nothing .* fits that can be deleted"):
        office.run(command, "pc1/2026-03-01", confirm=lambda _: True)
