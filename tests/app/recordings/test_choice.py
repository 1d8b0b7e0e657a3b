"""Names and filters choose what a person means by them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.app.recordings.conftest import Office
from tests.support.archive import HOUR, MIDNIGHT, Shelf
from vncwall.app.recordings.choice import Choice, NothingChosen
from vncwall.errors import SettingsError
from vncwall.recording.catalogue.catalogue import Catalogue
from vncwall.recording.segments import segment_path


def chosen(office: Office, choice: Choice) -> list[str]:
    with office.folder.catalogue() as catalogue:
        records = choice.records(catalogue, now_ns=office.shelf.now_ns)
    return [one.path.removesuffix(".mkv") for one in records]


ALL = ["Line 2/2026-03-01/010000", "pc1/2026-03-01/010000", "pc1/2026-03-01/020000",
       "pc1/2026-03-02/030000"]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("pc1", [1, 2, 3]),
        ("pc1/", [1, 2, 3]),
        ("Line 2", [0]),
        ("pc1/2026-03-01", [1, 2]),
        ("pc1/2026-03-01/020000.mkv", [2]),
        ("pc1/2026-03-01/020000", [2]),
        ("*/2026-03-01", [0, 1, 2]),
        ("p*", [1, 2, 3]),
    ],
)
def test_a_name_is_a_path_a_day_a_host_or_a_glob(
    office: Office, name: str, numbers: list[int]
) -> None:
    assert chosen(office, Choice((name,))) == [ALL[number] for number in numbers]


def test_a_path_may_begin_with_the_folder(office: Office) -> None:
    path = office.shelf.folder / "pc1/2026-03-01/010000.mkv"
    assert chosen(office, Choice((str(path),))) == [ALL[1]]


def test_a_host_and_a_time_are_the_recording_that_shows_it(office: Office) -> None:
    when = datetime.fromtimestamp((MIDNIGHT + 2 * HOUR + HOUR // 12) / 1e9)
    assert chosen(office, Choice((f"pc1 {when:%Y-%m-%d %H:%M}",))) == [ALL[2]]
    with pytest.raises(NothingChosen):
        chosen(office, Choice((f"Line 2 {when:%Y-%m-%d %H:%M}",)))


def test_several_names_are_shown_once_each_in_the_order_of_time(office: Office) -> None:
    assert chosen(office, Choice(("pc1/2026-03-02", "pc1", "Line 2"))) == ALL


def test_filters_hold_for_names_too(office: Office) -> None:
    assert chosen(office, Choice(("pc1",), cause="schedule")) == [ALL[2]]
    assert chosen(office, Choice(group="lab", min_activity=1)) == [ALL[2]]
    assert chosen(office, Choice(since="2026-03-02 00:00", until="2026-03-04")) == [ALL[3]]


def test_a_name_that_is_none_is_an_error(office: Office) -> None:
    with pytest.raises(NothingChosen, match="called 'pc9'"):
        chosen(office, Choice(("pc9",)))


def test_a_time_that_is_none_is_an_error(office: Office) -> None:
    with pytest.raises(SettingsError, match="--to: 'soon' is no time"):
        chosen(office, Choice(until="soon"))


def test_a_choice_without_words_is_everything(office: Office) -> None:
    assert Choice().is_everything
    assert not Choice(held=False).is_everything
    assert chosen(office, Choice()) == ALL


@pytest.mark.parametrize("host", ["lab: build/7", "[odd]*", "-rf", "büro 7"])
def test_a_host_is_found_by_its_name_whatever_is_in_it(tmp_path: Path, host: str) -> None:
    shelf = Shelf(tmp_path / "r")
    path = segment_path(Path(), host, MIDNIGHT).as_posix()
    shelf.add(path, host=host)
    shelf.add("other/d/a.mkv")
    shelf.add("o/d/a.mkv")
    with Catalogue(shelf.folder) as catalogue:
        for choice in (Choice((host,)), Choice(host=host)):
            assert [one.path for one in choice.records(catalogue, now_ns=shelf.now_ns)] == [path]
