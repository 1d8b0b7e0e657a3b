"""A table on a terminal, lines elsewhere."""

from __future__ import annotations

import io

from rich.console import Console

from tests.support.fake_clock import FakeClock
from vncwall.app.host_progress import HostProgress
from vncwall.app.progress_display import display, summary
from vncwall.ipc.messages import RecordingChanged, RecordingState, SegmentFinished
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings

LAB = HostSettings("[lab]", HostAddress("127.0.0.1", 5901))


def told(*, terminal: bool) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=100)
    host = HostProgress(LAB)
    host.update(RecordingChanged(0, RecordingState.RECORDING, "", ""), 0)
    with display(console, {0: host}, FakeClock()) as show:
        show("[lab]", "recording to a.mkv.part")
        show("", "")
    return out.getvalue()


def test_news_are_lines_where_nobody_looks_at_a_terminal() -> None:
    assert told(terminal=False) == "[lab]: recording to a.mkv.part\n"


def test_a_terminal_has_a_table_that_says_how_to_end() -> None:
    text = told(terminal=True)
    assert "[lab]" in text
    assert "Ctrl-C ends and finishes the files" in text


def test_at_the_end_each_file_has_a_line_and_a_host_without_one_its_cause() -> None:
    made, none = HostProgress(LAB), HostProgress(LAB, trouble="the disk is full")
    made.add(SegmentFinished(0, "a.mkv", 61.0, 12, 1_500_000))
    out = io.StringIO()
    Console(file=out, width=100).print(summary([made, none]))
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert lines[1:] == [
        "[lab] a.mkv 1:01 12 1.5 MB",
        "[lab] nothing recorded: the disk is full",
    ]
