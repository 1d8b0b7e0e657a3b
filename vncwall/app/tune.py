"""`vncwall tune`: tries settings against a host, says what each costs, and which to take."""

from __future__ import annotations

import asyncio
import json
import math
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from vncwall.clock import Clock, SystemClock
from vncwall.errors import TransportError
from vncwall.rfb.errors import RFBError
from vncwall.session.failures import failure_of
from vncwall.session.session import OpenStream, open_stream
from vncwall.settings.model import HostSettings, PictureSettings
from vncwall.settings.writer import change_pictures
from vncwall.states import EXIT_CODES, Reason
from vncwall.sweep.advice import Advice, Use, advice
from vncwall.sweep.line import Line, PictureLate
from vncwall.sweep.plan import PROBE
from vncwall.sweep.result import Result
from vncwall.sweep.sweep import Estimate, Step, Sweep
from vncwall.sweep.table import lines, measured

_FAILED = 1
_NARROW_MS = 100


@dataclass(frozen=True, slots=True)
class _Failure(Exception):
    """Why there is no result."""

    reason: Reason
    detail: str

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.reason is not Reason.NONE else self.detail


def run(
    host: HostSettings,
    *,
    line_kbit_s: float | None = None,
    rounds: int = 3,
    patience_s: float = 20.0,
    timeout_s: float = 60.0,
    as_json: bool = False,
    write: Path | None = None,
    environment: Mapping[str, str],
    out: TextIO = sys.stdout,
    progress: TextIO = sys.stderr,
    width: int | None = None,
    clock: Clock | None = None,
    connect: OpenStream = open_stream,
) -> int:
    """Sweep the settings and print what came of it; return the exit code.

    Args:
        host: whom to ask, view-only.
        line_kbit_s: speed of the line to advise for; None: as measured.
        rounds: how often each picture is fetched; once where that would take too long.
        patience_s: settings whose picture is expected to take longer are left out.
        timeout_s: for each picture.
        as_json: print one JSON object instead of a table.
        write: configuration that gets the best settings of the host, if all came.
        environment: for the configuration.
        out: where to print.
        progress: where to tell what goes on.
        width: of the terminal; None: ask it.
        clock: for intervals.
        connect: how to reach the host.

    Raises:
        SettingsError: `write` does not know the host, is not valid or cannot be written.
    """
    if write is not None:  # before anything is measured: is it a configuration that has the host?
        change_pictures(write, host=host.name, address=host.address, environment=environment)
    teller = _Teller(host, progress)
    try:
        result = asyncio.run(
            _sweep(host, rounds, patience_s, timeout_s, clock or SystemClock(), connect, teller)
        )
    except _Failure as failure:
        if as_json:
            found = {"ok": False, "host": host.name, "address": str(host.address)}
            print(
                json.dumps(found | {"reason": failure.reason, "detail": failure.detail}), file=out
            )
        else:
            print(f"{host.name}: {failure}", file=out)
        return EXIT_CODES.get(failure.reason, _FAILED)
    finally:
        teller.end()
    speed = line_kbit_s or result.measured_kbit_s
    advices = advice(result.rows, line_kbit_s=speed)
    if as_json:
        print(json.dumps(_as_dict(host, result, advices, speed), indent=2), file=out)
    else:
        columns = width or shutil.get_terminal_size((100, 24)).columns
        print(_summary(host, result), file=out)
        print(file=out)
        for text in lines(
            result,
            advices,
            line_kbit_s=speed,
            is_line_given=line_kbit_s is not None,
            width=columns,
        ):
            print(text, file=out)
    if result.ended is not None:
        if write is not None:
            print(f"{write}: not written, as the sweep ended early", file=progress)
        return EXIT_CODES.get(_cause(result.ended)[0], _FAILED)
    if write is not None:
        _write(write, host, advices, environment, progress if as_json else out)
    return 0


async def _sweep(
    host: HostSettings,
    rounds: int,
    patience_s: float,
    timeout_s: float,
    clock: Clock,
    connect: OpenStream,
    teller: _Teller,
) -> Result:
    try:
        async with Line(
            host, connect=connect, clock=clock, timeout_s=timeout_s, first=PROBE
        ) as line:
            teller.connected(line)
            return await Sweep(
                line,
                clock,
                rounds=rounds,
                patience_s=patience_s,
                on_estimate=teller.estimated,
                on_step=teller.stepped,
            ).run()
    except (TransportError, RFBError, PictureLate) as error:
        raise _Failure(*_cause(error)) from error


def _cause(error: Exception) -> tuple[Reason, str]:
    """Return the reason of what ended a sweep, and its details."""
    if isinstance(error, TransportError | RFBError):
        failure = failure_of(error)
        return failure.reason, failure.detail
    return (Reason.TIMED_OUT if isinstance(error, PictureLate) else Reason.NONE), str(error)


class _Teller:
    """Says what goes on: one line that changes on a terminal, else a line now and then."""

    def __init__(self, host: HostSettings, out: TextIO) -> None:
        self._host = host
        self._out = out
        self._is_terminal = out.isatty()
        self._is_open = False

    def connected(self, line: Line) -> None:
        """Say to what."""
        size = line.size
        self._say(f"{self._host.name}: {size.width}x{size.height} {line.name!r}, first picture ...")

    def estimated(self, estimate: Estimate) -> None:
        """Say what the rest will cost."""
        self.end()
        times = "once" if estimate.rounds == 1 else f"{estimate.rounds} times"
        at_most = "" if estimate.is_line_known else "at most "
        print(
            f"{self._host.name}: {estimate.pictures} pictures, each {times}: "
            f"about {_volume(estimate.total_bytes)}, {at_most}{_duration(estimate.seconds)}; "
            "Ctrl-C ends it",
            file=self._out,
            flush=True,
        )

    def stepped(self, step: Step) -> None:
        """Say what has come."""
        shot = step.shot
        is_due = step.number % 10 == 0 or shot.whole_ms > 10 * _NARROW_MS
        if step.pictures and (self._is_terminal or is_due):
            self._say(
                f"{step.number}/{step.pictures}  {shot.picture.encoding.value} "
                f"{shot.picture.pixel_format.value}: {_volume(shot.received_bytes)}, "
                f"{shot.whole_ms:.0f} ms"
            )

    def end(self) -> None:
        """Leave the line free."""
        if self._is_open:
            print("\r\x1b[K", end="", file=self._out, flush=True)
        self._is_open = False

    def _say(self, text: str) -> None:
        if self._is_terminal:
            print(f"\r\x1b[K{text}", end="", file=self._out, flush=True)
            self._is_open = True
        else:
            print(text, file=self._out, flush=True)


def _summary(host: HostSettings, result: Result) -> str:
    times = "once" if result.rounds == 1 else f"{result.rounds} times, medians"
    return (
        f"{host.name} ({host.address}): {result.size.width}x{result.size.height}, whole pictures "
        f"{times}: {_volume(result.received_bytes)} in {_duration(result.seconds)}, "
        f"{measured(result)} measured"
    )


def _volume(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{size / 1000:.0f} kB"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _write(
    path: Path,
    host: HostSettings,
    advices: Sequence[Advice],
    environment: Mapping[str, str],
    out: TextIO,
) -> None:
    pictures = {one.use: one.picture for one in advices}
    change = change_pictures(
        path,
        host=host.name,
        address=host.address,
        tile=pictures[Use.TILE],
        control=pictures[Use.CONTROL],
        environment=environment,
    )
    diff = change.diff()
    if not diff:
        print(f"{path}: has these settings already", file=out)
        return
    change.write()
    print(f"\n{diff}{path}: written", file=out)


def _as_dict(
    host: HostSettings, result: Result, advices: Sequence[Advice], speed: float
) -> dict[str, object]:
    return {
        "ok": result.ended is None,
        "host": host.name,
        "address": str(host.address),
        "reason": "" if result.ended is None else _cause(result.ended)[0],
        "detail": "" if result.ended is None else _cause(result.ended)[1],
        "width": result.size.width,
        "height": result.size.height,
        "rounds": result.rounds,
        "received_bytes": result.received_bytes,
        "seconds": round(result.seconds, 3),
        "measured_kbit_s": round(result.measured_kbit_s, 1),
        "is_line_known": result.is_line_known,
        "line_kbit_s": round(speed, 1),
        "moved": round(result.moved, 6),
        "settings": [
            {
                **_settings(row.picture),
                "came": sorted(row.encodings),
                "bytes": row.received_bytes,
                "first_ms": round(row.first_ms, 2),
                "whole_ms": round(row.whole_ms, 2),
                "whole_ms_on_line": round(row.ms_at(speed), 2),
                "cpu_ms": round(row.cpu_ms, 2),
                "lossless": row.likeness_db == math.inf,
                "likeness_db": _finite(row.likeness_db),
            }
            for row in result.rows
        ],
        "best": {
            one.use.value: {
                **_settings(one.picture),
                "update_interval_s": one.picture.update_interval,
                "whole_ms": round(one.whole_ms, 2),
            }
            for one in advices
        },
        "left_out": [_settings(picture) for picture in result.left_out],
        "notes": result.notes(),
    }


def _settings(picture: PictureSettings) -> dict[str, object]:
    return {
        "encoding": picture.encoding.value,
        "compression": picture.compression,
        "jpeg_quality": picture.jpeg_quality,
        "pixel_format": picture.pixel_format.value,
    }


def _finite(value: float | None) -> float | None:
    """JSON has no infinity: null, and `lossless` says why."""
    return None if value is None or math.isinf(value) else round(value, 2)
