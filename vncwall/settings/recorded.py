"""How a host is recorded: levels of a configuration put together, and what excludes what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from vncwall.errors import SettingsError
from vncwall.settings.model import (
    EncoderChoice,
    OnResize,
    Preset,
    RecordingSettings,
    Settings,
    Stamp,
    VideoFormat,
)

QUALITIES: dict[VideoFormat, range] = {
    VideoFormat.H264: range(10, 41),
    VideoFormat.H264_444: range(10, 41),
    VideoFormat.AV1: range(10, 61),
    VideoFormat.VP9: range(10, 61),
}
"""Qualities (CRF) that make sense, by format; the others have none."""


def refined(recording: RecordingSettings, values: Mapping[str, Any]) -> RecordingSettings:
    """Return `recording` with the `values` that another level says.

    A quality is a number of its codec: where only the format is said, the quality is its standard.
    """
    if values.get("format", recording.format) != recording.format:
        recording = replace(recording, quality=None)
    return replace(recording, **values)


def conflicts(recording: RecordingSettings) -> Iterator[tuple[str, str]]:
    """Yield (key, reason) for what cannot go together."""
    video_format, quality = recording.format, recording.quality
    if recording.masks and video_format is VideoFormat.WIRE:
        yield (
            "masks",
            f'"{video_format}" stores the bytes of the server as they come, and with them what is '
            "to be masked; choose another format, or take the masks away",
        )
    if recording.masks and recording.preroll_s:
        yield (
            "masks",
            "the pre-roll keeps the bytes of the server as they come, and with them what is to be "
            'masked; write preroll = "0s", or take the masks away',
        )
    if quality is None:
        return
    if video_format not in QUALITIES:
        yield "quality", f'"{video_format}" has none; leave the key out'
    elif quality not in QUALITIES[video_format]:
        least, most = QUALITIES[video_format][0], QUALITIES[video_format][-1]
        yield (
            "quality",
            f'{quality} is out of range for "{video_format}"; write {least} (best) to {most}',
        )


def in_words(recording: RecordingSettings) -> str:
    """Return the choices in one line, without what is left at its default.

    >>> in_words(RecordingSettings(max_fps=2.0, quality=18))
    'h264, quality 18, at most 2 a second'
    """
    words = [str(recording.format)]
    if recording.quality is not None:
        words.append(f"quality {recording.quality}")
    if recording.preset is not Preset.STANDARD:
        words.append(f"preset {recording.preset}")
    if recording.encoder is not EncoderChoice.SOFTWARE:
        words.append(f"encoder {recording.encoder}")
    words.append(f"at most {recording.max_fps:g} a second")
    if recording.max_size is not None:
        words.append(f"at most {recording.max_size.width}x{recording.max_size.height}")
    if recording.on_resize is OnResize.SCALE:
        words.append("one frame size")
    if recording.masks:
        count = len(recording.masks)
        words.append(f"{count} mask{'s' if count > 1 else ''}")
    if recording.stamp is not Stamp.OFF:
        words.append(f"stamp {recording.stamp}")
    if not recording.cursor:
        words.append("no pointer")
    return ", ".join(words)


def recorded_with(settings: Settings, place: str, changes: Mapping[str, Any]) -> Settings:
    """Return `settings` whose hosts are all recorded with `changes`, whatever they say.

    Args:
        settings: of a configuration.
        place: where the changes come from, for the error.
        changes: fields of `RecordingSettings`.

    Raises:
        SettingsError: the changes cannot go together with the rest.
    """
    recording = _checked(refined(settings.recording, changes), place)
    hosts = tuple(
        host
        if host.recording is None
        else replace(host, recording=_checked(refined(host.recording, changes), place, host.name))
        for host in settings.hosts
    )
    return replace(settings, recording=recording, hosts=hosts)


def _checked(recording: RecordingSettings, place: str, host: str = "") -> RecordingSettings:
    for key, reason in conflicts(recording):
        of_host = f" of {host}" if host else ""
        raise SettingsError(place, "", f"recording.{key}{of_host}: {reason}")
    return recording
