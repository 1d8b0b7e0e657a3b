"""How `vncwall record` shows what goes on: a table on a terminal, lines elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from vncwall.app.host_progress import HostProgress, duration, megabytes
from vncwall.clock import Clock
from vncwall.ipc.messages import RecordingState
from vncwall.states import Reason, SessionState

CONFIGURATION = "configuration"
"""Stands where the name of a host does, before news of the file."""
_STYLES = {
    RecordingState.RECORDING: "red",
    RecordingState.FAILED: "bold yellow",
    RecordingState.WAITING: "dim",
    RecordingState.OFF: "dim",
}


@contextlib.contextmanager
def display(
    console: Console, progress: dict[int, HostProgress], clock: Clock
) -> Iterator[Callable[[str, str], None]]:
    """Yield a function that is given news: a table that lives on a terminal, else plain lines."""
    if not console.is_terminal:

        def line(host: str, news: str) -> None:
            if news:
                print_line(console, host, news)

        yield line
        return

    start_ns = clock.monotonic_ns()
    with Live(console=console, refresh_per_second=4, transient=True) as live:

        def table(host: str, news: str) -> None:
            now = clock.monotonic_ns()
            if host == CONFIGURATION:
                print_line(live.console, host, news)
            live.update(_progress_table(progress, now, since_ns=start_ns))

        yield table


def print_line(console: Console, host: str, news: str) -> None:
    """Print what is new of a host, in one line however long it is."""
    console.print(f"{host}: {news}", soft_wrap=True, highlight=False, markup=False)


def _progress_table(progress: dict[int, HostProgress], now_ns: int, *, since_ns: int) -> Table:
    table = Table(box=None, pad_edge=False)
    for name, justify in (("", "left"), ("host", "left"), ("state", "left")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for name in ("elapsed", "files", "size"):
        table.add_column(name, justify="right")
    for one in progress.values():
        if one.is_gone:
            continue
        style = _STYLES[one.recording]
        elapsed = duration((now_ns - one.first_ns) / 1e9) if one.first_ns else ""
        state = one.trouble or (str(one.recording) if one.was_live else str(one.session))
        if one.session is SessionState.IDLE and one.plan is not None and not one.plan.cause:
            state = one.said
        elif one.session is not SessionState.LIVE and one.reason is not Reason.NONE:
            state = f"{one.session}: {one.reason}"
        files = one.files + bool(one.open_path)
        table.add_row(
            Text("●" if one.recording is RecordingState.RECORDING else "○", style=style),
            Text(one.host.name),
            Text(state),
            elapsed,
            str(files),
            megabytes(one.size_bytes),
        )
    waited = duration((now_ns - since_ns) / 1e9)
    table.caption = f"{waited}   Ctrl-C ends and finishes the files"
    table.caption_justify = "left"
    return table


def summary(progress: Iterable[HostProgress]) -> Table:
    """Return the table of all files that were made, and of hosts without one."""
    table = Table(box=None, pad_edge=False)
    table.add_column("host")
    table.add_column("file", overflow="fold")
    for name in ("duration", "frames", "size"):
        table.add_column(name, justify="right")
    for one in progress:
        if one.files > len(one.finished):
            text = f"{one.files - len(one.finished)} files before these"
            table.add_row(Text(one.host.name), Text(text), "", "", "")
        for segment in one.finished:
            table.add_row(
                Text(one.host.name),
                Text(segment.path),
                duration(segment.duration_s),
                str(segment.frames),
                megabytes(segment.size_bytes),
            )
        if not one.finished and not one.is_gone and one.was_wanted:
            table.add_row(Text(one.host.name), Text(f"nothing recorded: {one.cause}"), "", "", "")
    return table
