"""Whatever names a recording leads to a file that can be opened."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.app.recordings.conftest import Office
from tests.support.archive import HOUR, MIDNIGHT
from vncwall.app.recordings.choice import NothingChosen
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.recordings.playable import Playable, playable
from vncwall.recording.moving import move
from vncwall.recording.stores import Store
from vncwall.settings.keeping import KeepingSettings, StoreSettings


def test_files_are_left_as_they_are(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "x.mkv"
    file.write_bytes(b"x")
    assert playable(office.folder, [str(file)]) == Playable((file,))


def test_a_host_and_a_time_are_a_file_and_a_place_in_it(office: Office) -> None:
    when = datetime.fromtimestamp((MIDNIGHT + 2 * HOUR + HOUR // 12) / 1e9)
    found = playable(office.folder, [f"pc1 {when:%Y-%m-%d %H:%M}"])
    assert found == Playable((office.shelf.folder / "pc1/2026-03-01/020000.mkv",), 300.0)


def test_a_host_is_all_its_files(office: Office) -> None:
    assert [file.name for file in playable(office.folder, ["pc1"]).files] == [
        "010000.mkv", "020000.mkv", "030000.mkv",
    ]  # fmt: skip


def test_a_moved_one_is_fetched(office: Office, tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    settings = StoreSettings("nas", f"file://{tmp_path}/nas")
    office.keeping = KeepingSettings(stores=(settings,))
    record = office.shelf.record("pc1/2026-03-01/010000.mkv")
    content = (office.shelf.folder / record.path).read_bytes()
    move(office.shelf.archive, record, Store(settings))
    (file,) = playable(office.folder, [record.path], cache=tmp_path / "c").files
    assert file.parent == tmp_path / "c"
    assert file.read_bytes() == content


def test_what_is_neither_is_an_error(office: Office) -> None:
    with pytest.raises(NothingChosen, match="'pc9'"):
        playable(office.folder, ["pc9"])


def test_without_a_folder_of_recordings_it_says_what_it_looked_for(tmp_path: Path) -> None:
    folder = RecordingsFolder(tmp_path / "none")
    with pytest.raises(NothingChosen, match=r"x\.mkv is no file, and there is no folder"):
        playable(folder, ["x.mkv"])
