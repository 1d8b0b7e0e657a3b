"""A configuration that is edited while the program runs."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

import pytest

from vncwall.settings.loader import load
from vncwall.settings.model import Settings
from vncwall.settings.watch import ABSENT_LOOKS, LOOK_EVERY_S, ConfigurationWatch, Reading

LOOK_NS = int(LOOK_EVERY_S * 1_000_000_000)
ONE = '[[hosts]]\naddress = "a"\n'
TWO = ONE + '[[hosts]]\naddress = "b"\n'
_times = count(1_000_000_000)


def write(path: Path, text: str) -> None:
    """Write as an editor does that keeps the file, each time later."""
    path.write_text(text)
    path.chmod(0o600)
    os.utime(path, (next(_times),) * 2)


class Watched:
    """A watch on a file, and its time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.watch = ConfigurationWatch(
            path,
            lambda: load(path, environment={}),
        )
        self.watch.read()
        self._now_ns = LOOK_NS

    def look(self) -> Reading | None:
        """Let the time of one look pass."""
        self._now_ns += LOOK_NS
        return self.watch.poll(self._now_ns)

    def looks(self, number: int) -> list[Reading]:
        return [reading for _ in range(number) if (reading := self.look()) is not None]

    def names(self) -> list[str]:
        """Return the hosts of the one reading that follows within a second."""
        (reading,) = self.looks(4)
        assert reading.settings is not None
        return [host.name for host in reading.settings.hosts]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    path = tmp_path / "wall.toml"
    write(path, ONE)
    return Watched(path)


def test_a_file_that_rests_is_not_read_again(watched: Watched) -> None:
    assert watched.looks(10) == []


def test_a_file_that_was_written_in_place_is_read_once(watched: Watched) -> None:
    write(watched.path, TWO)
    assert watched.names() == ["a", "b"]
    assert watched.looks(5) == []


def test_a_file_that_was_put_in_its_place_is_read(watched: Watched) -> None:
    other = watched.path.with_suffix(".new")
    other.write_text(TWO)
    before = watched.path.stat()
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(watched.path)
    assert watched.names() == ["a", "b"]


def test_a_file_is_not_read_while_it_is_still_being_written(watched: Watched) -> None:
    write(watched.path, TWO[:20])
    assert watched.look() is None
    write(watched.path, TWO[:40])
    assert watched.look() is None
    write(watched.path, TWO)
    assert watched.look() is None
    assert watched.names() == ["a", "b"]


def test_between_two_looks_the_file_is_left_alone(watched: Watched) -> None:
    write(watched.path, TWO)
    assert watched.look() is None
    assert [watched.watch.poll(watched._now_ns + n) for n in range(3)] == [None] * 3
    assert watched.look() is not None


def test_a_mistake_is_told_with_its_place_and_once(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    write(watched.path, '[[hosts]]\naddress = "a"\nnmae = "x"\nlink = "slo"\n')
    (reading,) = watched.looks(6)
    assert reading == Reading(
        None, f"{watched.path}:3: hosts[a].nmae: unknown key; did you mean 'name'? (and 1 more)"
    )
    assert "did you mean 'slow'?" in caplog.text
    write(watched.path, TWO)
    assert watched.names() == ["a", "b"]


def test_an_editor_may_take_the_file_away_for_a_moment(watched: Watched) -> None:
    watched.path.unlink()
    assert watched.looks(ABSENT_LOOKS) == []
    write(watched.path, TWO)
    assert watched.names() == ["a", "b"]


def test_a_file_that_is_gone_is_told_once(watched: Watched) -> None:
    watched.path.unlink()
    assert watched.looks(20) == [
        Reading(None, f"{watched.path}: cannot be read: No such file or directory")
    ]
    write(watched.path, ONE)
    assert watched.names() == ["a"]


def test_it_is_read_on_request_though_it_has_not_changed(watched: Watched) -> None:
    watched.watch.ask()
    reading = watched.watch.poll(0)
    assert reading is not None
    assert isinstance(reading.settings, Settings)
    assert watched.looks(5) == []


def test_another_password_in_its_file_is_another_configuration(watched: Watched) -> None:
    password = watched.path.with_name("a.password")
    write(password, "one")
    write(watched.path, ONE + 'password_file = "a.password"\n')
    assert watched.names() == ["a"]
    assert watched.looks(5) == []
    write(password, "two")
    (reading,) = watched.looks(5)
    assert reading.settings is not None
    assert reading.settings.hosts[0].password == "two"
    assert watched.looks(5) == []
