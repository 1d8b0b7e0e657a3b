"""`vncwall recordings move`: to a store and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.recordings.conftest import Office
from vncwall.app.recordings import move as command
from vncwall.app.recordings.choice import NothingChosen
from vncwall.recording.catalogue.record import FileState
from vncwall.recording.stores import StoreError
from vncwall.settings.keeping import KeepingSettings, StoreSettings

pytest.importorskip("fsspec")


@pytest.fixture(autouse=True)
def nas(office: Office, tmp_path: Path) -> Path:
    office.keeping = KeepingSettings(stores=(StoreSettings("nas", f"file://{tmp_path}/nas"),))
    return tmp_path / "nas"


def test_there_and_back(office: Office, nas: Path) -> None:
    code, out = office.run(command, "pc1/2026-03-01", to="nas")
    assert (code, out.partition(",")[0]) == (0, "moved to nas: 2 recordings of 1 host")
    assert sorted(path.name for path in nas.rglob("*.mkv")) == ["010000.mkv", "020000.mkv"]
    code, out = office.run(command, "pc1")
    assert (code, out.startswith("moved back to ")) == (0, True)
    assert {one.state for one in office.shelf.records()} == {FileState.KEPT}


def test_what_cannot_be_moved_is_told_and_the_rest_goes(office: Office, nas: Path) -> None:
    office.shelf.file("pc1/2026-03-01/010000.mkv", b"x" * len(
        (office.shelf.folder / "pc1/2026-03-01/010000.mkv").read_bytes()))  # fmt: skip
    code, out = office.run(command, "pc1/2026-03-01", to="nas")
    assert (code, out.partition(",")[0]) == (1, "moved to nas: 1 recording of 1 host")
    assert "not what its manifest says" in office.notes[0]


def test_mistakes_are_told(office: Office) -> None:
    with pytest.raises(StoreError, match="no store is called 'usb'; there are: nas"):
        office.run(command, "pc1", to="usb")
    with pytest.raises(NothingChosen, match="fits that is moved"):
        office.run(command, "pc1")
