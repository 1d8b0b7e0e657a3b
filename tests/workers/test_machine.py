"""What the machine has left, in and out of a container."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from vncwall.scheduling.placement import available_cores
from vncwall.workers.machine import MB, Machine


@pytest.fixture
def container(tmp_path: Path) -> Path:
    (tmp_path / "cpu.max").write_text("50000 100000\n")
    (tmp_path / "cpu.stat").write_text("usage_usec 12500000\nuser_usec 1\n")
    (tmp_path / "memory.max").write_text("500000000\n")
    (tmp_path / "memory.current").write_text("350000000\n")
    return tmp_path


def test_a_container_narrows_what_there_is(container: Path) -> None:
    machine = Machine(container)
    assert machine.cores == 0.5
    assert machine.busy_s() == 12.5
    assert machine.memory_mb() == (500.0, 150.0)


def test_a_container_without_bounds_is_the_machine(tmp_path: Path) -> None:
    (tmp_path / "cpu.max").write_text("max 100000\n")
    (tmp_path / "memory.max").write_text("max\n")
    for folder in (tmp_path, tmp_path / "none"):
        machine = Machine(folder)
        assert machine.cores == available_cores()
        assert machine.memory_mb()[0] == psutil.virtual_memory().total / MB
        own = os.sched_getaffinity(0)
        times = [one for cpu, one in enumerate(psutil.cpu_times(percpu=True)) if cpu in own]
        assert machine.busy_s() >= sum(one.user + one.system for one in times)


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor has no part")
def test_only_processors_of_this_program_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(tmp_path)
    both = machine.busy_s()
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0}, raising=False)
    assert machine.busy_s() < both
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {10_000}, raising=False)
    assert machine.busy_s() >= both


def test_open_files_are_counted_and_processes_that_are_gone_left_out() -> None:
    machine = Machine()
    before = machine.files([os.getpid()])[os.getpid()]
    with open(os.devnull) as one, open(os.devnull) as two:
        assert machine.files([os.getpid(), 2**22 + 1]) == {os.getpid(): before + 2}
        assert one.fileno() != two.fileno()


def test_bounds_are_those_of_the_system() -> None:
    machine = Machine()
    allowed, free = machine.files_allowed(), machine.shared_free_mb()
    assert allowed is None or allowed >= 64
    assert free is None or free > 0


def test_waiting_for_memory_is_read_from_the_kernel(tmp_path: Path) -> None:
    whole, own = tmp_path / "whole", tmp_path / "group"
    own.mkdir()
    whole.write_text("some avg10=12.50 avg60=1.00 avg300=0.10 total=99\nfull avg10=50.00\n")
    assert Machine(own, whole).memory_stalled() == 0.125
    (own / "memory.pressure").write_text("some avg10=3.00 avg60=0.00 avg300=0.00 total=1\n")
    assert Machine(own, whole).memory_stalled() == 0.03


@pytest.mark.parametrize("text", [None, "", "some\n", "some avg10=much\n", "\n"])
def test_where_nobody_counts_waiting_for_memory_there_is_none(
    tmp_path: Path, text: str | None
) -> None:
    pressure = tmp_path / "memory"
    if text is not None:
        pressure.write_text(text)
    assert Machine(tmp_path, pressure).memory_stalled() == 0.0
