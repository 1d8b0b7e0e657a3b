"""`vncwall record`: recordings without a window."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from vncwall.cli.configuration import configuration_in, loaded_settings, watched
from vncwall.cli.desks import desks
from vncwall.cli.options import ConfigurationFile, Hosts, Link, PasswordFile, Username
from vncwall.errors import SettingsError
from vncwall.ipc.desk import DeskPlace
from vncwall.settings.mask import Mask
from vncwall.settings.model import LoadedConfiguration

_Word = TypeVar("_Word", bound=StrEnum)


def record(
    hosts: Hosts,
    duration: Annotated[
        str | None, typer.Option("--for", metavar="TIME", help="So long: 30s, 10m, 2h.")
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the files.")] = Path(
        "recordings"
    ),
    video_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="h264, h264-444, vp9, av1, lossless, ffv1 or fbs (the wire).",
        ),
    ] = None,
    max_fps: Annotated[
        float | None, typer.Option(metavar="N", min=0.1, max=60, help="Most frames a second.")
    ] = None,
    quality: Annotated[
        int | None,
        typer.Option(metavar="N", help="Constant quality (CRF), smaller is better: h264 22."),
    ] = None,
    masks: Annotated[
        list[str] | None,
        typer.Option("--mask", metavar="X,Y,W,H", help="Never store this: pixels, or per cent."),
    ] = None,
    stamp: Annotated[
        str | None,
        typer.Option(metavar="PLACE", help="Burn name and UTC time in: below, top-left, ..."),
    ] = None,
    config: ConfigurationFile = None,
    password_file: PasswordFile = None,
    user: Username = None,
    link: Link = None,
) -> int:
    """Record desktops to video files.

    Opens no window; ends when --for is over or at Ctrl-C.

    \b
    vncwall record pc1 --for 10m --out recordings
    vncwall record --format vp9 pc1 pc2:1
    vncwall record -c wall.toml "Line 3"
    vncwall record pc1 --mask 0,0,100%,40 --stamp below

    Files: DIR/<host>/<date>/<time>.mkv, playable in any player, also after a crash.
    """
    from vncwall.app import record as command
    from vncwall.settings.durations import parse_duration
    from vncwall.settings.model import Stamp, VideoFormat
    from vncwall.settings.recorded import recorded_with

    changes: dict[str, object] = {"folder": str(out)}
    if video_format is not None:
        changes["format"] = _one_of(VideoFormat, video_format, "--format")
    if max_fps is not None:
        changes["max_fps"] = max_fps
    if quality is not None:
        changes["quality"] = quality
    if stamp is not None:
        changes["stamp"] = _one_of(Stamp, stamp, "--stamp")
    if masks:
        changes["masks"] = tuple(map(_mask, masks))
    duration_s = None if duration is None else parse_duration(duration, path="--for")
    whole = configuration_in(hosts)

    def read() -> LoadedConfiguration:
        loaded = loaded_settings(
            hosts, config=config, password_file=password_file, user=user, link=link
        )
        settings = recorded_with(loaded.settings, "arguments", changes)
        if whole is None:
            # Named here is wish enough; a whole configuration says itself which hosts to record.
            named = tuple(replace(host, record=True) for host in settings.hosts)
            settings = replace(settings, hosts=named)
        return replace(loaded, settings=settings)

    settings, watch = watched(config or whole, read)
    return command.run(
        settings,
        duration_s=duration_s,
        desk=DeskPlace(desks(), f"vncwall record {' '.join(hosts)}", watch.ask if watch else None),
        watch=watch,
    )


def _one_of(kind: type[_Word], value: str, option: str) -> _Word:
    if value not in list(kind):
        raise SettingsError(option, "", f"{value!r} is not one of {', '.join(kind)}")
    return kind(value)


def _mask(text: str) -> Mask:
    from vncwall.settings.mask import parse_mask

    try:
        return parse_mask(text)
    except ValueError as error:
        raise SettingsError("--mask", "", str(error)) from None
