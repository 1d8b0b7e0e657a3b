"""`vncwall recordings export`: one file of a range of time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.options import Json
from vncwall.cli.recordings.options import ConfigurationFile, Folder, Host, Names, Since, Until
from vncwall.errors import SettingsError


def export(
    target: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="video.mkv, .mp4 or .webm; with --stills a folder."),
    ],
    names: Names = None,
    host: Host = "",
    since: Since = "",
    until: Until = "",
    video_format: Annotated[
        str, typer.Option("--format", metavar="NAME", help="Where it is encoded: h264, vp9, av1 …")
    ] = "h264",
    mask: Annotated[
        list[str] | None,
        typer.Option(metavar="X,Y,W,H", help="Make this black, in pixels or per cent; repeatable."),
    ] = None,
    stamp: Annotated[
        bool, typer.Option("--stamp", help="Burn host name and UTC time in, below the picture.")
    ] = False,
    max_fps: Annotated[
        float, typer.Option(metavar="N", min=0.1, max=60, help="Most frames a second, encoded.")
    ] = 10.0,
    gaps: Annotated[
        str, typer.Option(metavar="cut|black", help="What becomes of time that was not recorded.")
    ] = "cut",
    encode: Annotated[
        bool, typer.Option("--encode", help="Encode anew even where parts could be copied.")
    ] = False,
    stills: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="A PNG picture of every so much time, no video."),
    ] = None,
    as_json: Json = False,
    folder: Folder = None,
    config: ConfigurationFile = None,
) -> int:
    """Make one video of what was recorded of a host, or pictures.

    Where it is possible the recordings are copied as they are, without loss; else they are encoded
    anew. Recordings of the wire (fbs) become videos. The export is written to the audit log.

    \b
    vncwall recordings export night.mkv pc1 --from 'yesterday 22:00' --to '06:00'
    vncwall recordings export incident.mp4 --host pc1 --from '2h ago' --mask 0,0,400,30 --stamp
    vncwall recordings export shift.mkv pc1 --gaps black
    vncwall recordings export pictures pc1/2025-03-01 --stills 10s
    """
    from vncwall.app.recordings import export as command
    from vncwall.app.recordings.choice import Choice
    from vncwall.app.recordings.folder import named
    from vncwall.playback.export.exporter import ExportSettings, Gaps
    from vncwall.settings.durations import parse_duration
    from vncwall.settings.mask import parse_mask
    from vncwall.settings.model import RecordingSettings, Stamp, VideoFormat

    formats = [one for one in VideoFormat if one is not VideoFormat.WIRE]
    if video_format not in formats:
        raise SettingsError("--format", "", f"{video_format!r} is not one of {', '.join(formats)}")
    if gaps not in list(Gaps):
        raise SettingsError("--gaps", "", f"{gaps!r} is not one of {', '.join(Gaps)}")
    try:
        masks = tuple(parse_mask(text) for text in mask or ())
    except ValueError as error:
        raise SettingsError("--mask", "", str(error)) from None
    recording = RecordingSettings(
        format=VideoFormat(video_format),
        max_fps=max_fps,
        masks=masks,
        stamp=Stamp.BELOW if stamp else Stamp.OFF,
    )
    return command.run(
        named(folder, config, environment=os.environ, note=complain),
        Choice(names=tuple(names or ()), host=host, since=since, until=until),
        target=target,
        settings=ExportSettings(recording, Gaps(gaps), may_copy=not encode),
        stills_every_s=0.0 if stills is None else parse_duration(stills, path="--stills"),
        as_json=as_json,
    )
