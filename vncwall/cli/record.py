"""`vncwall record`: recordings without a window."""

from __future__ import annotations

import os
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from vncwall.cli.configuration import (
    configuration_in,
    loaded_settings,
    watched,
    with_state,
)
from vncwall.cli.desks import desks
from vncwall.cli.options import ConfigurationFile, Link, PasswordFile, Username
from vncwall.errors import SettingsError
from vncwall.ipc.desk import DeskPlace
from vncwall.settings.mask import Mask
from vncwall.settings.model import LoadedConfiguration

_Word = TypeVar("_Word", bound=StrEnum)


def record(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CONFIG|HOST",
            help="A configuration, which says when which hosts are recorded; or hosts, which are "
            "recorded now: an address, or with --config a name.",
        ),
    ] = None,
    duration: Annotated[
        str | None, typer.Option("--for", metavar="TIME", help="So long: 30s, 10m, 2h.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for the files, in place of what is configured."),
    ] = None,
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
        typer.Option(metavar="N", help="Constant quality (CRF), smaller is better: h264 20."),
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

    Opens no window; ends when --for is over, at Ctrl-C or SIGTERM.

    \b
    vncwall record wall.toml                          by its schedules, for years if need be
    vncwall record pc1 --for 10m --out recordings     now
    vncwall record --format vp9 pc1 pc2:1
    vncwall record -c wall.toml "Line 3"
    vncwall record pc1 --mask 0,0,100%,40 --stamp below

    With a configuration, hosts with a record key are recorded as it says, all hosts if none has
    one; SIGHUP and vncwall reload read it again. As a service: docs/guide/service.md.

    Files: DIR/<host>/<date>/<time>.mkv, playable in any player, also after a crash.
    """
    from vncwall.app import record as command
    from vncwall.app.service import ServiceManager
    from vncwall.settings.durations import parse_duration
    from vncwall.settings.model import Stamp, VideoFormat
    from vncwall.settings.recorded import recorded_with

    hosts = sources or ([str(config)] if config is not None else [])
    if not hosts:
        raise SettingsError("arguments", "", "name a configuration or a host: vncwall record pc1")
    if not sources:
        config = None
    changes: dict[str, object] = {} if out is None else {"folder": str(out)}
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
        return with_state(replace(loaded, settings=settings))

    settings, watch = watched(config or whole, read)
    return command.run(
        settings,
        duration_s=duration_s,
        desk=DeskPlace(desks(), f"vncwall record {' '.join(hosts)}", watch.ask if watch else None),
        watch=watch,
        by_hand=whole is None,
        service=ServiceManager(os.environ),
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
