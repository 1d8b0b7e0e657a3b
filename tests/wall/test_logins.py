import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from vncwall.errors import SettingsError
from vncwall.settings.address import HostAddress
from vncwall.settings.loader import load
from vncwall.settings.model import HostSettings, Settings
from vncwall.wall.logins import Logins, write_password

A = HostSettings("a", HostAddress("pc1", 5900))
B = HostSettings("b", HostAddress("pc2", 5900), username="root", password="old")


def test_what_was_typed_takes_the_place_of_what_is_configured():
    logins = Logins(Settings(hosts=(A, B)))
    logins.give(B, "admin", "new")
    assert logins.again().hosts == (A, replace(B, username="admin", password="new"))


def test_it_outlives_a_change_of_something_else():
    logins = Logins(Settings(hosts=(A, B)))
    logins.give(A, "", "new")
    other = replace(A, group="lab")
    assert logins.applied(Settings(hosts=(other,))).hosts == (replace(other, password="new"),)


def test_who_corrects_the_configuration_is_right():
    logins = Logins(Settings(hosts=(B,)))
    logins.give(B, "root", "typed")
    corrected = replace(B, password="from the file")
    assert logins.applied(Settings(hosts=(corrected,))).hosts == (corrected,)
    assert logins.applied(Settings(hosts=(B,))).hosts == (B,)


def test_another_machine_of_the_same_name_gets_no_password():
    logins = Logins(Settings(hosts=(A,)))
    logins.give(A, "", "secret")
    moved = replace(A, address=HostAddress("elsewhere", 5900))
    assert logins.applied(Settings(hosts=(moved,))).hosts == (moved,)


def test_no_secret_is_in_what_is_printed():
    logins = Logins(Settings(hosts=(A,)))
    logins.give(A, "", "swordfish")
    assert "swordfish" not in repr(logins.again())
    assert "swordfish" not in repr(logins._logins)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "wall.toml"
    path.write_text('[[hosts]]\nname = "lab/1"\naddress = "pc1"  # under the desk\n')
    return path


LAB = HostSettings("lab/1", HostAddress("pc1", 5900))


def test_a_password_that_is_kept_is_in_a_file_for_its_owner_alone(file: Path):
    path = write_password(file, LAB, "swordfish", environment={})
    assert path == file.parent / "passwords" / "lab-1"
    assert path.read_text() == "swordfish\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert 'password_file = "passwords/lab-1"' in file.read_text()
    assert "# under the desk" in file.read_text()
    loaded = load(file, environment={})
    assert (loaded.settings.hosts[0].password, loaded.warnings) == ("swordfish", ())


def test_a_new_password_takes_the_place_of_the_old_one(file: Path):
    write_password(file, LAB, "first", environment={})
    write_password(file, LAB, "second", environment={})
    assert load(file, environment={}).settings.hosts[0].password == "second"
    assert os.listdir(file.parent / "passwords") == ["lab-1"]


def test_a_host_that_is_not_in_the_file_is_told(file: Path):
    with pytest.raises(SettingsError, match="there is no 'other'"):
        write_password(file, HostSettings("other", HostAddress("pc9", 5900)), "x", environment={})
