"""What is known of a segment outlives who knew it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from vncwall.ipc.segment import Ended, SegmentFacts, Span
from vncwall.recording.draft import is_whole, read_draft, write_draft
from vncwall.recording.segments import draft_path, remove_draft

S = 1_000_000_000


def facts(segment: Path) -> SegmentFacts:
    return SegmentFacts(
        path=str(segment),
        folder=str(segment.parent),
        host="till: 1",
        group="tills",
        start_ns=100 * S,
        end_ns=110 * S,
        format="fbs",
        width=640,
        height=480,
        frames=9,
        cause="schedule night",
        ended=Ended.RECOVERED,
        activity=(1, 2, 3),
        controlled=(Span(100 * S, 105 * S, "alice"),),
    )


@pytest.fixture
def segment(tmp_path: Path) -> Path:
    return tmp_path / "120000.fbs"


def test_a_draft_says_what_its_writer_knew(segment: Path) -> None:
    write_draft(facts(segment))
    draft = read_draft(segment)
    assert draft is not None
    assert (draft.host, draft.group, draft.cause) == ("till: 1", "tills", "schedule night")
    assert draft.controlled == (Span(100 * S, 105 * S, "alice"),)
    assert not is_whole(draft)


def test_the_next_one_takes_its_place_also_when_it_is_shorter(segment: Path) -> None:
    write_draft(facts(segment))
    changed_ns = segment.parent.stat().st_mtime_ns
    write_draft(replace(facts(segment), activity=(), controlled=(), ended=Ended.STOPPED))
    draft = read_draft(segment)
    assert draft is not None
    assert (draft.activity, draft.controlled) == ((), ())
    assert is_whole(draft)
    assert segment.parent.stat().st_mtime_ns == changed_ns, "catalogues need not look"
    assert list(segment.parent.iterdir()) == [draft_path(segment)]


@pytest.mark.parametrize(
    "damage",
    [b"", b"\0" * 600, b"{", b'{"vncwall_manifest": 1}', b"[]"],
)
def test_a_damaged_draft_is_none(segment: Path, damage: bytes) -> None:
    draft_path(segment).write_bytes(damage)
    assert read_draft(segment) is None


def test_a_draft_of_another_file_or_with_an_end_that_there_is_not_is_none(segment: Path) -> None:
    write_draft(facts(segment))
    text = draft_path(segment).read_bytes()
    draft_path(segment).write_bytes(text.replace(b"120000.fbs", b"130000.fbs"))
    assert read_draft(segment) is None
    draft_path(segment).write_bytes(text.replace(b'"recovered"', b'"abducted"'))
    assert read_draft(segment) is None


def test_a_folder_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    segment = tmp_path / "gone" / "120000.fbs"
    write_draft(facts(segment))
    assert read_draft(segment) is None
    remove_draft(segment)
