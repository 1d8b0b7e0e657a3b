"""`vncwall recordings export`: one file for people who have no vncwall."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import av
import pytest

from tests.app.recordings.conftest import Office
from tests.support.archive import S
from vncwall.app.recordings import export as command
from vncwall.app.recordings.choice import NothingChosen
from vncwall.errors import PlaybackError, SettingsError
from vncwall.ipc.note import Note
from vncwall.playback.export.exporter import ExportSettings
from vncwall.recording.moving import move
from vncwall.recording.notes import NoteBook
from vncwall.recording.stores import Store
from vncwall.settings.keeping import KeepingSettings, StoreSettings
from vncwall.settings.model import RecordingSettings

SETTINGS = ExportSettings(RecordingSettings())


def pictures(path: Path) -> list[tuple[int | None, bytes]]:
    with av.open(str(path)) as container:
        return [(one.pts, one.to_ndarray().tobytes()) for one in container.decode(video=0)]


def test_it_makes_a_file_and_the_log_says_so(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "a.mkv"
    name = "pc1/2026-03-01/010000.mkv"
    code, said = office.run(command, name, target=target, settings=SETTINGS)
    assert code == 0
    assert said.startswith(f"{target}: ")
    assert "copied bit for bit" in said
    assert target.stat().st_size > 1000
    entry = json.loads((office.shelf.folder / "audit.jsonl").read_text().splitlines()[-1])
    assert (entry["action"], entry["who"]) == ("export", "bob")
    assert (entry["to"], entry["segments"]) == (str(target), [name])


@pytest.mark.parametrize("name", ["a.mkv", "a.mp4", "encoded.mkv"])
def test_what_was_noted_of_what_is_seen_is_the_files_comment(
    office: Office, tmp_path: Path, name: str
) -> None:
    path = "pc1/2026-03-01/020000.mkv"
    record = office.shelf.record(path)
    office.shelf.archive.note([record], "the second shift")
    book = NoteBook(office.shelf.folder)
    for after_s, text in ((1, "before it"), (3, "printer on fire"), (400, "much later")):
        book.add(Note(record.start_ns + after_s * S, "pc1", "ada", text))
    settings = ExportSettings(RecordingSettings(), may_copy=name != "encoded.mkv")
    if name.endswith("mp4"):
        settings = replace(settings, may_copy=False)
    times = {"since": "2026-03-01 02:00:02", "until": "2026-03-01 02:00:04"}
    office.run(command, path, target=tmp_path / name, settings=settings, **times)
    with av.open(str(tmp_path / name)) as file:
        tags = {key.lower(): value for key, value in file.metadata.items()}
    assert tags["comment"] == "the second shift\n2026-03-01T02:00:03.000Z ada: printer on fire"


def test_for_programs_it_is_json(office: Office, tmp_path: Path) -> None:
    code, said = office.run(
        command,
        "pc1/2026-03-01",
        target=tmp_path / "a.mkv",
        settings=SETTINGS,
        as_json=True,
    )
    told = json.loads(said)
    assert (code, told["is_copied"], told["path"]) == (0, True, str(tmp_path / "a.mkv"))


def test_a_file_that_is_there_is_not_overwritten(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "a.mkv"
    target.write_bytes(b"of another day")
    with pytest.raises(FileExistsError) as said:
        office.run(command, "pc1/2026-03-01/010000.mkv", target=target, settings=SETTINGS)
    assert (said.value.filename, said.value.strerror) == (str(target), "is there already")
    assert target.read_bytes() == b"of another day"


def test_a_file_shows_one_host(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NothingChosen, match=r"these fit: Line 2, pc1\. Add --host NAME"):
        office.run(command, target=tmp_path / "a.mkv", settings=SETTINGS)


def test_what_cannot_go_together_is_said(office: Office, tmp_path: Path) -> None:
    settings = ExportSettings(RecordingSettings(quality=99))
    with pytest.raises(SettingsError, match="--quality"):
        office.run(command, "pc1", target=tmp_path / "a.mkv", settings=settings)
    with pytest.raises(PlaybackError, match="a video is one of"):
        office.run(command, "pc1", target=tmp_path / "a.avi", settings=SETTINGS)


def test_what_was_moved_is_fetched_first(office: Office, tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    store = StoreSettings("nas", f"file://{tmp_path}/nas")
    office.keeping = KeepingSettings(stores=(store,))
    here = tmp_path / "here.mkv"
    name = "pc1/2026-03-01/010000.mkv"
    office.run(command, name, target=here, settings=SETTINGS)
    move(office.shelf.archive, office.shelf.record(name), Store(store))
    assert not (office.shelf.folder / name).exists()
    there = tmp_path / "there.mkv"
    code, said = office.run(command, name, target=there, settings=SETTINGS, cache=tmp_path / "c")
    assert (code, "copied bit for bit" in said) == (0, True)
    assert pictures(there) == pictures(here) != []
    entry = json.loads((office.shelf.folder / "audit.jsonl").read_text().splitlines()[-1])
    assert (entry["action"], entry["segments"]) == ("export", [name])
