"""The command, on demo desktops in memory."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.fleet_line import FleetLine
from tests.support.fleet_pair import Canvas
from tests.support.terminal import Terminal
from vncwall.app import tune
from vncwall.errors import SettingsError, TransportError
from vncwall.settings.address import HostAddress
from vncwall.settings.loader import load
from vncwall.settings.model import HostSettings
from vncwall.states import EXIT_CODES, Reason
from vncwall.transport.base import ByteStream

HOST = HostSettings("pc1", HostAddress("pc1", 5900))
FILE = '# mine\n[[hosts]]\nname = "pc1"\naddress = "pc1"  # here\n\n[[hosts]]\naddress = "pc2"\n'


def tuned(
    *,
    kbit_s: float = 20_000,
    error: Exception | None = None,
    progress: io.StringIO | None = None,
    **options: object,
) -> tuple[int, str, str]:
    """Return exit code, what was printed and what was told meanwhile."""
    clock = FakeClock()

    async def connect(address: HostAddress, timeout_s: float) -> ByteStream:
        if error is not None:
            raise error
        return FleetLine(Canvas(160, 120), clock, kbit_s=kbit_s)

    out, progress = io.StringIO(), progress or io.StringIO()
    code = tune.run(
        HOST,
        environment={},
        out=out,
        progress=progress,
        clock=clock,
        connect=connect,
        **{"rounds": 1, "width": 100, **options},  # type: ignore[arg-type]
    )
    return code, out.getvalue(), progress.getvalue()


def test_a_table_and_advice_are_printed_and_the_cost_is_told_before() -> None:
    code, printed, told = tuned()
    assert code == 0
    assert printed.startswith("pc1 (pc1:0): 160x120, whole pictures once: ")
    assert "Best on a line of " in printed
    assert told.splitlines()[0] == "pc1: 160x120 'canvas', first picture ..."
    assert "pc1: 17 pictures, each once: about " in told
    assert "Ctrl-C ends it" in told


def test_a_terminal_sees_each_picture_on_one_line_that_is_left_free() -> None:
    _, _, told = tuned(progress=Terminal())
    assert told.count("\r\x1b[K") > 17
    assert told.endswith("\r\x1b[K")
    assert "18/18  raw rgb888: 77 kB" in told


def test_json_has_everything() -> None:
    code, printed, _ = tuned(as_json=True, line_kbit_s=256.0)
    report = json.loads(printed)
    assert code == 0
    assert report["ok"] is True
    assert (report["width"], report["height"], report["line_kbit_s"]) == (160, 120, 256.0)
    assert len(report["settings"]) == 17
    assert set(report["best"]) == {"tile", "control", "recording"}
    raw = report["settings"][-1]
    assert raw["encoding"] == "raw"
    assert raw["came"] == ["raw"]
    assert raw["lossless"] is True
    assert raw["likeness_db"] is None
    assert raw["whole_ms_on_line"] > 2000 > raw["whole_ms"]
    assert report["notes"] == ["Asked for zlib, the server sends tight."]


def test_the_line_that_is_named_decides_the_advice() -> None:
    slow = json.loads(tuned(as_json=True, line_kbit_s=64.0)[1])["best"]
    fast = json.loads(tuned(as_json=True, line_kbit_s=100_000.0)[1])["best"]
    assert slow["control"]["whole_ms"] > fast["control"]["whole_ms"]
    assert slow["tile"]["update_interval_s"] >= fast["tile"]["update_interval_s"]


@pytest.mark.parametrize(
    "error",
    [
        TransportError(Reason.REFUSED, "nothing listens on port 5900"),
        TransportError(Reason.NAME_NOT_FOUND, "no such name"),
    ],
)
def test_a_host_that_is_not_reached_has_the_exit_code_of_its_cause(error: TransportError) -> None:
    code, printed, _ = tuned(error=error)
    assert code == EXIT_CODES[error.reason]
    assert printed == f"pc1: {error.reason}: {error.detail}\n"
    code, printed, _ = tuned(error=error, as_json=True)
    assert code == EXIT_CODES[error.reason]
    assert json.loads(printed) == {
        "ok": False,
        "host": "pc1",
        "address": "pc1:0",
        "reason": str(error.reason),
        "detail": error.detail,
    }


def test_a_picture_that_does_not_come_is_a_timeout() -> None:
    class Silent(FleetLine):
        async def read(self) -> bytes:
            await asyncio.Event().wait()
            raise AssertionError

    async def connect(address: HostAddress, timeout_s: float) -> ByteStream:
        return Silent(Canvas(8, 8), FakeClock())

    out = io.StringIO()
    code = tune.run(
        HOST, environment={}, out=out, progress=io.StringIO(), timeout_s=0.01, connect=connect
    )
    assert code == EXIT_CODES[Reason.TIMED_OUT]
    assert "the end of the handshake did not come within 0.01 s" in out.getvalue()


def test_the_best_is_written_for_this_host_alone(tmp_path: Path) -> None:
    file = tmp_path / "wall.toml"
    file.write_text(FILE, encoding="utf-8")
    code, printed, _ = tuned(write=file, line_kbit_s=64.0)
    assert code == 0
    assert f"{file}: written" in printed
    assert "+tile = {" in printed
    text = file.read_text(encoding="utf-8")
    assert text.startswith('# mine\n[[hosts]]\nname = "pc1"\naddress = "pc1"  # here\ntile = {')
    first, second = load(file, environment={}).settings.hosts
    assert first.tile != second.tile
    assert second.tile == HostSettings("pc2", HostAddress("pc2", 5900)).tile
    assert "has these settings already" in tuned(write=file, line_kbit_s=64.0)[1]


def test_json_stays_json_when_a_file_is_written(tmp_path: Path) -> None:
    file = tmp_path / "wall.toml"
    file.write_text(FILE, encoding="utf-8")
    _, printed, told = tuned(write=file, as_json=True)
    assert json.loads(printed)["ok"] is True
    assert f"{file}: written" in told


def test_a_file_without_the_host_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    file = tmp_path / "wall.toml"
    file.write_text(FILE.replace("pc1", "pc9"), encoding="utf-8")
    with pytest.raises(SettingsError, match="there is no 'pc1'"):
        tuned(write=file, error=AssertionError("nothing may be fetched"))


class Cut(FleetLine):
    """A line that is cut after some reads."""

    reads = 150

    async def read(self) -> bytes:
        self.reads -= 1
        if self.reads < 0:
            self.kbit_s = 0
        return await super().read()


def test_what_came_before_the_line_was_cut_is_shown_but_not_written(tmp_path: Path) -> None:
    file = tmp_path / "wall.toml"
    file.write_text(FILE, encoding="utf-8")

    async def connect(address: HostAddress, timeout_s: float) -> ByteStream:
        return Cut(Canvas(160, 120), FakeClock(), chunk=2000)

    for as_json in (False, True):
        out, told = io.StringIO(), io.StringIO()
        code = tune.run(
            HOST,
            environment={},
            out=out,
            progress=told,
            write=file,
            as_json=as_json,
            width=100,
            connect=connect,
        )
        assert code == EXIT_CODES[Reason.DISCONNECTED]
        assert f"{file}: not written" in told.getvalue()
        if as_json:
            report = json.loads(out.getvalue())
            assert (report["ok"], report["reason"]) == (False, "disconnected")
            assert len(report["settings"]) > 2
        else:
            assert "This is not all, the sweep ended early: " in out.getvalue()
            assert "Best on a line of" in out.getvalue()
    assert file.read_text(encoding="utf-8") == FILE
