"""`vncwall recordings retention`: what has to go, and why."""

from __future__ import annotations

import json

import pytest

from tests.app.recordings.conftest import Office
from tests.support.archive import DAY, HOUR, S
from vncwall.app.recordings import retention as command
from vncwall.errors import SettingsError
from vncwall.settings.keeping import KeepingSettings, Limits, RetentionPolicy


def yes(_: str) -> bool:
    return True


def no(_: str) -> bool:
    return False


@pytest.fixture(autouse=True)
def one_day(office: Office) -> None:
    keep_s = (30 * DAY - 12 * HOUR) / S  # all but the last one are older
    office.keeping = KeepingSettings(RetentionPolicy(Limits(keep_s=keep_s)))


def test_a_dry_run_says_what_would_go_and_why(office: Office) -> None:
    code, out = office.run_on_all(command, dry_run=True, confirm=no)
    assert code == 0
    assert out.count("older than 29d12h") == 3
    assert out.splitlines()[-1].startswith("to be deleted: 3 recordings of 2 hosts")
    assert len(office.shelf.paths()) == 4


def test_it_asks_and_deletes(office: Office) -> None:
    assert office.run_on_all(command, confirm=no)[0] == 1
    code, out = office.run_on_all(command, confirm=yes)
    assert (code, out.splitlines()[-1]) == (0, "3 deleted")
    assert office.shelf.paths() == ["pc1/2026-03-02/030000.mkv"]
    assert office.run_on_all(command, confirm=no) == (0, "to be deleted: nothing\n")


def test_for_programs_it_is_json(office: Office) -> None:
    _, out = office.run_on_all(command, dry_run=True, confirm=no, as_json=True)
    assert [one["why"] for one in json.loads(out)["deletes"]] == ["older than 29d12h"] * 3


def test_without_limits_it_says_how_to_give_one(office: Office) -> None:
    office.keeping = KeepingSettings()
    with pytest.raises(SettingsError, match="there is no limit; write --keep 30d"):
        office.run_on_all(command, confirm=yes)
