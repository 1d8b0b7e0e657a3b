"""What SIGHUP means."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from vncwall.app.hangup import reading_again_on_hangup
from vncwall.settings.model import LoadedConfiguration, Settings
from vncwall.settings.watch import ConfigurationWatch

if not hasattr(signal, "SIGHUP"):
    pytest.skip("this platform has no SIGHUP", allow_module_level=True)


@pytest.fixture
def ends() -> Iterator[list[int]]:
    """Times at which the program would have ended."""
    result: list[int] = []
    before = signal.signal(signal.SIGHUP, lambda number, _: result.append(number))
    yield result
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def watch(tmp_path: Path) -> ConfigurationWatch:
    return ConfigurationWatch(tmp_path / "wall.toml", lambda: LoadedConfiguration(Settings()))


def hang_up() -> None:
    os.kill(os.getpid(), signal.SIGHUP)


@pytest.mark.parametrize("has_terminal", [True, False])
def test_it_has_the_configuration_read(
    watch: ConfigurationWatch, ends: list[int], has_terminal: bool
) -> None:
    with reading_again_on_hangup(watch, has_terminal=lambda: has_terminal):
        hang_up()
        assert watch.poll(0) is not None
        assert watch.poll(0) is None
        assert ends == []
    hang_up()
    assert ends == [signal.SIGHUP], "afterwards it is as before"


def test_a_terminal_that_closes_ends_the_program(
    watch: ConfigurationWatch, ends: list[int]
) -> None:
    terminals = iter([True, False])
    with reading_again_on_hangup(watch, has_terminal=lambda: next(terminals)):
        hang_up()
        assert ends == [signal.SIGHUP]
        assert watch.poll(0) is None


def test_without_a_configuration_it_ends_the_program(ends: list[int]) -> None:
    with reading_again_on_hangup(None):
        hang_up()
    assert ends == [signal.SIGHUP]
