"""The watch by which tests measure: what others take of the processors does not count."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import stopwatch
from tests.support.stopwatch import Stopwatch, stalled_s


class Machine:
    """A clock and a file of the kernel's."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_s = 100.0
        self.pressure = folder / "cpu"
        self.stalled_s = 7.0
        self.spend(0.0)
        monkeypatch.setattr(stopwatch.time, "monotonic", lambda: self.now_s)

    def spend(self, seconds: float, *, stalled: float = 0.0) -> None:
        self.now_s += seconds
        self.stalled_s += stalled
        total = round(self.stalled_s * 1e6)
        line = f"avg10=1.00 avg60=2.00 avg300=3.00 total={total}"
        self.pressure.write_text(f"some {line}\nfull avg10=0.00 total=0\n")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def test_on_an_idle_machine_all_time_counts(machine: Machine) -> None:
    watch = Stopwatch(machine.pressure)
    machine.spend(5.0)
    assert (watch.seconds, watch.taken_s) == (5.0, 0.0)


def test_what_others_take_hardly_counts_and_a_program_that_hangs_is_found(machine: Machine) -> None:
    watch = Stopwatch(machine.pressure)
    machine.spend(5.0, stalled=4.0)
    assert watch.seconds == pytest.approx(1.4)
    assert watch.taken_s == pytest.approx(3.6)
    machine.spend(95.0, stalled=96.0)
    assert watch.seconds == pytest.approx(10.0)


def test_where_nobody_counts_half_of_it_is_taken_to_be_ours(machine: Machine) -> None:
    machine.pressure.unlink()
    watch = Stopwatch(machine.pressure)
    machine.now_s += 5.0
    assert (watch.seconds, watch.taken_s) == (2.5, 2.5)
    assert stalled_s(machine.pressure) is None
