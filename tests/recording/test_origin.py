"""What all writers of segments tell of them, told alike."""

from __future__ import annotations

from pathlib import Path

from vncwall.geometry import Size
from vncwall.ipc.messages import SegmentFinished
from vncwall.ipc.segment import Ended, Span
from vncwall.recording.history import Past
from vncwall.recording.origin import Origin, finished_notice, settings_text, telling
from vncwall.settings.mask import parse_mask
from vncwall.settings.model import RecordingSettings, Stamp, VideoFormat

S = 1_000_000_000
NOON = 1_767_355_200 * S


def test_facts_are_what_host_settings_and_history_say(tmp_path: Path) -> None:
    origin = Origin("till 1", RecordingSettings(folder=str(tmp_path)), "tills")
    past = Past((0, 7), (Span(NOON, NOON + S, "frozen"),), (Span(NOON, NOON + S, "alice"),))
    facts = origin.facts(
        tmp_path / "a.mkv",
        start_ns=NOON,
        length_ns=15 * S,
        size=Size(640, 480),
        frames=12,
        cause="always",
        ended=Ended.LENGTH,
        past=past,
    )
    assert (facts.host, facts.group, facts.folder) == ("till 1", "tills", str(tmp_path))
    assert (facts.start_ns, facts.end_ns, facts.frames) == (NOON, NOON + 15 * S, 12)
    assert (facts.width, facts.height, facts.format) == (640, 480, "h264")
    assert (facts.activity, facts.gaps, facts.controlled) == past
    assert facts.settings == settings_text(origin.settings)
    notice = finished_notice(3, facts, 4711)
    assert (notice.session, notice.duration_s, notice.size_bytes) == (3, 15.0, 4711)


def test_a_video_says_where_and_when_it_is_from() -> None:
    found = Origin("till 1", RecordingSettings()).tags(NOON, "schedule day")
    assert found["VNCWALL_HOST"] == found["title"] == "till 1"
    assert found["VNCWALL_START"] == "2026-01-02T12:00:00.000+00:00"
    assert found["creation_time"] == "2026-01-02T12:00:00.000000Z"
    assert found["VNCWALL_CAUSE"] == "schedule day"
    assert found["VNCWALL_SETTINGS"].startswith("format=h264 max_fps=5 segment_s=600")


def test_settings_name_what_is_other_than_usual() -> None:
    settings = RecordingSettings(
        quality=30,
        masks=(parse_mask("0,0,100%,40"),),
        max_size=Size(640, 480),
        stamp=Stamp.BELOW,
        cursor=False,
    )
    assert settings_text(settings) == (
        "format=h264 max_fps=5 segment_s=600 keyframe_s=10 preset=standard quality=30 "
        "masks=0,0,100%,40 max_size=640x480 stamp=below cursor=false"
    )
    wire = RecordingSettings(format=VideoFormat.WIRE)
    assert settings_text(wire) == "format=fbs segment_s=600"


def test_the_final_name_is_told_or_why_there_is_none(tmp_path: Path) -> None:
    origin = Origin("pc1", RecordingSettings(folder=str(tmp_path)))
    facts = origin.facts(
        tmp_path / "a.mkv",
        start_ns=NOON,
        length_ns=S,
        size=Size(64, 64),
        frames=1,
        cause="hand",
        ended=Ended.STOPPED,
    )
    told: list[SegmentFinished] = []
    failures: list[OSError] = []
    finished = telling(0, facts, 10, told.append, failed=failures.append)
    error = OSError("gone")
    finished(error)
    assert (told, failures) == ([], [error])
    finished(tmp_path / "a_2.mkv")
    assert [(one.path, one.facts and one.facts.path) for one in told] == [
        (str(tmp_path / "a_2.mkv"), str(tmp_path / "a_2.mkv"))
    ]
