"""Only recordings that have a manifest can be held, noted and moved."""

from __future__ import annotations

import pytest

from tests.app.recordings.conftest import Office
from vncwall.app.recordings.choice import Choice, NothingChosen
from vncwall.app.recordings.entered import entered


def test_those_without_a_manifest_are_left_out(office: Office) -> None:
    office.shelf.file("pc1/2026-03-02/040000.mkv")
    assert [one.path for one in entered(office.folder, Choice(("pc1/2026-03-02",)))] == [
        "pc1/2026-03-02/030000.mkv"
    ]


def test_if_there_is_no_other_it_is_said_what_to_do(office: Office) -> None:
    office.shelf.file("pc1/2026-03-05/040000.mkv")
    with pytest.raises(NothingChosen, match=r"is unentered: it has no manifest.*rebuild"):
        entered(office.folder, Choice(("pc1/2026-03-05",)))
    with pytest.raises(NothingChosen, match=r"no recording in .* fits"):
        entered(office.folder, Choice(cause="nothing"))
