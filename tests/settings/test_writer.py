"""Pictures written into files that people wrote."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from vncwall.errors import InvalidConfiguration, SettingsError
from vncwall.settings.address import HostAddress
from vncwall.settings.loader import load
from vncwall.settings.model import EncodingName, PictureSettings, PixelFormatName
from vncwall.settings.writer import Change, change_password_file, change_pictures

SLOW = PictureSettings(
    encoding=EncodingName.ZRLE,
    compression=9,
    jpeg_quality=None,
    pixel_format=PixelFormatName.BGR233,
    update_interval=10.0,
)
FAST = PictureSettings(compression=None, jpeg_quality=8, update_interval=0.25)
FILE = """\
# My wall.   (spaces   stay)
[wall]
title = 'lab'  # in single quotes

[[hosts]]
name = "a"
address = "pc1"  # under the desk
# ---- the next ones are far away ----

[[hosts]]
address = "pc2:1"
tile.update_interval = "2s"   # slow
tile.jpeg_quality = 3
view_only = true

[[hosts]]
name = "c"
address = "pc3"
tile = { jpeg_quality = 1 }
[hosts.control]
# quality matters here
jpeg_quality = 9

[recording]
folder = "films"
"""
ADDRESSES = {"a": HostAddress("pc1", 5900), "pc2:1": HostAddress("pc2", 5901)}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "wall.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def changed(
    file: Path, host: str, address: HostAddress | None = None, **pictures: PictureSettings
) -> Change:
    address = address or ADDRESSES.get(host, HostAddress("pc3", 5900))
    return change_pictures(file, host=host, address=address, environment={}, **pictures)


@pytest.mark.parametrize("host", ["a", "pc2:1", "c"])
def test_the_host_gets_its_pictures_and_nobody_else_changes(file: Path, host: str) -> None:
    before = {one.name: one for one in load(file, environment={}).settings.hosts}
    changed(file, host, tile=SLOW, control=FAST).write()
    settings = load(file, environment={}).settings
    for one in settings.hosts:
        if one.name == host:
            assert (one.tile, one.control) == (SLOW, FAST)
        else:
            assert one == before[one.name]
    assert settings.wall.title == "lab"
    assert settings.recording.folder == "films"


@pytest.mark.parametrize("host", ["a", "pc2:1", "c"])
def test_comments_and_layout_stay(file: Path, host: str) -> None:
    after = changed(file, host, tile=SLOW, control=FAST).after
    removed = [line for line in FILE.splitlines() if line not in after.splitlines()]
    assert all(line.startswith(("tile", "jpeg_quality")) for line in removed)
    for comment in ("(spaces   stay)", "# in single quotes", "# under the desk", "# slow"):
        assert comment in after
    assert "# quality matters here" in after


def test_new_tables_stand_before_a_comment_that_belongs_to_the_next_host(file: Path) -> None:
    lines = changed(file, "a", tile=SLOW).after.splitlines()
    at = lines.index("# ---- the next ones are far away ----")
    assert lines[at - 1].startswith("tile = {")
    assert lines[at - 2] == 'address = "pc1"  # under the desk'


def test_one_table_alone_leaves_the_other(file: Path) -> None:
    after = changed(file, "c", tile=SLOW).after
    assert after.endswith(FILE[FILE.index("[hosts.control]") :])


def test_the_difference_is_shown_and_nothing_is_written_by_showing(file: Path) -> None:
    change = changed(file, "a", tile=SLOW)
    diff = change.diff()
    assert '+tile = {encoding = "zrle", compression = 9, jpeg_quality = "lossless"' in diff
    assert not [line for line in diff.splitlines()[2:] if line.startswith("-")]
    assert file.read_text(encoding="utf-8") == FILE


def test_the_same_again_is_no_difference(file: Path) -> None:
    changed(file, "a", tile=SLOW, control=FAST).write()
    assert changed(file, "a", tile=SLOW, control=FAST).diff() == ""


def test_a_host_is_found_by_its_address_too(file: Path) -> None:
    change = changed(file, "pc3:0", HostAddress("pc3", 5900), tile=SLOW)
    assert "[hosts.control]" in change.after
    change.write()
    assert load(file, environment={}).settings.hosts[2].tile == SLOW


def test_an_address_that_several_have_needs_a_name(file: Path) -> None:
    file.write_text(FILE + '\n[[hosts]]\nname = "d"\naddress = "pc3"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="'c', 'd' have the address pc3:0; name one"):
        changed(file, "pc3:0", tile=SLOW)


def test_a_host_that_is_not_there_is_an_error_that_says_what_to_add(file: Path) -> None:
    with pytest.raises(SettingsError, match=r"there is no 'pc9'; add \[\[hosts\]\]"):
        changed(file, "pc9", HostAddress("pc9", 5900), tile=SLOW)


def test_a_file_with_mistakes_is_not_touched(file: Path) -> None:
    file.write_text(FILE + "nonsense = 1\n", encoding="utf-8")
    with pytest.raises(InvalidConfiguration):
        changed(file, "a", tile=SLOW)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        changed(tmp_path / "none.toml", "a", tile=SLOW)


def test_a_file_that_was_changed_meanwhile_is_left_alone(file: Path) -> None:
    change = changed(file, "a", tile=SLOW)
    file.write_text(FILE + "# later\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="changed meanwhile"):
        change.write()
    assert file.read_text(encoding="utf-8") == FILE + "# later\n"
    assert os.listdir(file.parent) == ["wall.toml"]


def test_mode_and_links_stay(file: Path) -> None:
    file.chmod(0o640)
    link = file.with_name("link.toml")
    link.symlink_to(file)
    changed(link, "a", tile=SLOW).write()
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert load(file, environment={}).settings.hosts[0].tile == SLOW
    assert sorted(os.listdir(file.parent)) == ["link.toml", "wall.toml"]


def test_line_ends_stay(file: Path) -> None:
    file.write_bytes(FILE.replace("\n", "\r\n").encode())
    changed(file, "a", tile=SLOW).write()
    data = file.read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")


def test_hosts_in_one_line_stay_in_one_line(file: Path) -> None:
    text = 'hosts = [{ address = "pc1", name = "a" }, { address = "pc4" }] # all\n'
    file.write_text(text, encoding="utf-8")
    changed(file, "a", tile=SLOW).write()
    after = file.read_text(encoding="utf-8")
    assert after.endswith('}, { address = "pc4" }] # all\n')
    first, second = load(file, environment={}).settings.hosts
    assert (first.tile, second.tile == SLOW) == (SLOW, False)


def test_what_a_host_inherits_stays_with_the_others(file: Path) -> None:
    text = (
        "[defaults.tile]\njpeg_quality = 2\n\n[groups.far]\nlink = 'slow'\n\n"
        "[[hosts]]\naddress = 'pc1'\nname = 'a'\ngroup = 'far'\n\n"
        "[[hosts]]\naddress = 'pc4'\ngroup = 'far'\n"
    )
    file.write_text(text, encoding="utf-8")
    before = load(file, environment={}).settings.hosts[1]
    changed(file, "a", tile=FAST, control=SLOW).write()
    first, second = load(file, environment={}).settings.hosts
    assert (first.tile, first.control, second) == (FAST, SLOW, before)


def test_a_password_file_takes_the_place_of_a_password(tmp_path: Path) -> None:
    path = tmp_path / "wall.toml"
    path.write_text('[[hosts]]\naddress = "pc1"\npassword = "old"  # to be moved\ngroup = "lab"\n')
    (tmp_path / "secret").write_text("new\n")
    change = change_password_file(
        path, host="pc1", address=HostAddress("pc1", 5900), file="secret", environment={}
    )
    change.write()
    assert path.read_text() == (
        '[[hosts]]\naddress = "pc1"\ngroup = "lab"\npassword_file = "secret"\n'
    )
    assert load(path, environment={}).settings.hosts[0].password == "new"


def test_a_password_file_that_is_not_there_is_not_named(file: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        change_password_file(file, host="a", address=ADDRESSES["a"], file="missing", environment={})
    assert file.read_text() == FILE
