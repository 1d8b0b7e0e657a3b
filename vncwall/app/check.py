"""`vncwall check`: what this installation can do, and whether a configuration is right."""

from __future__ import annotations

import importlib
import importlib.metadata
import pkgutil
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

import vncwall
from vncwall import kernels
from vncwall.errors import InvalidConfiguration
from vncwall.security import STANDARD_METHODS
from vncwall.settings import loader
from vncwall.settings.alert import AlertKind
from vncwall.settings.model import Settings
from vncwall.settings.recorded import in_words
from vncwall.settings.security_texts import words_of
from vncwall.workers import ocr

LIBRARIES = ("numpy", "pygame", "pygame-ce", "av", "zlib-ng", "simplejpeg", "pycryptodome")
_INDENT = 16


def run(
    configuration: Path | None, *, environment: Mapping[str, str], out: TextIO = sys.stdout
) -> int:
    """Print the findings; return 0, or 2 when the configuration has mistakes.

    Args:
        configuration: file to check, or None.
        environment: for ``password_env`` in it.
        out: where to print.
    """
    sections = [("vncwall", f"{vncwall.__version__}, Python {platform.python_version()}")]
    sections += [("system", platform.platform())]
    sections += installation()
    for title, text in sections:
        _print(title, text, out)
    if configuration is None:
        return 0
    try:
        loaded = loader.load(configuration, environment=environment)
    except InvalidConfiguration as error:
        count = len(error.problems)
        _print("configuration", f"{count} mistake{'s' if count > 1 else ''}", out)
        for problem in error.problems:
            print(f"  {problem}", file=out)
        return 2
    for warning in loaded.warnings:
        _print("warning", warning, out)
    for title, text in describe(loaded.settings):
        _print(title, text, out)
    lacks = list(lacking(loaded.settings))
    for sentence in lacks:
        _print("missing", sentence, out)
    if lacks:
        return 2
    _print("configuration", f"{configuration} is right", out)
    return 0


def installation() -> Iterator[tuple[str, str]]:
    """Yield what is installed, as title and text."""
    yield "libraries", ", ".join(_versions())
    yield "kernels", _kernels()
    yield from _protocol()
    yield "recording", ", ".join(_video_formats())
    yield "cards", "; ".join(_cards())


def lacking(settings: Settings) -> Iterator[str]:
    """Yield programs that rules for alerts need and that are not installed, with the remedy."""
    rules = dict.fromkeys(rule for host in settings.hosts for rule in host.alerts)
    languages = {rule.picture.language: rule.name for rule in rules if rule.when is AlertKind.TEXT}
    if languages and not ocr.is_installed():
        name = next(iter(languages.values()))
        yield f"alerts.{name} reads text by the program {ocr.PROGRAM}; {ocr.REMEDY}"
    elif languages:
        known = ocr.languages()
        for language, name in languages.items():
            for one in sorted(set(language.split("+")) - known):
                yield (
                    f"alerts.{name}.language: {ocr.PROGRAM} has no language {one!r}; there are "
                    f"{', '.join(sorted(known))} (Debian, Ubuntu: apt install tesseract-ocr-{one})"
                )
    for rule in rules:
        for command in (rule.actions.command, rule.actions.command_cleared):
            if command and shutil.which(command[0]) is None:
                yield f"alerts.{rule.name}.command: there is no program {command[0]!r}"


def describe(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield what a configuration means, as title and text."""
    hosts = settings.hosts
    yield "recordings", in_words(settings.recording)
    for number, wall in enumerate(settings.walls, start=1):
        held = sum(wall.holds(name=h.name, group=h.group, tags=h.tags) for h in hosts)
        states = f" while {' or '.join(wall.states)}" if wall.states else ""
        view = wall.arrangement.view.value
        text = f"{number} {wall.name}: {held} host{'s' if held != 1 else ''}{states}, view {view}"
        yield "walls" if number == 1 else "", text
    yield "hosts", f"{len(hosts)}, {sum(host.record for host in hosts)} recorded"
    for host in hosts:
        tile = host.tile
        quality = "lossless" if tile.jpeg_quality is None else f"quality {tile.jpeg_quality}"
        compression = "server's" if tile.compression is None else tile.compression
        login = "password" if host.password is not None else "no password"
        if host.username:
            login = f"user {host.username}, {login}"
        if host.security != STANDARD_METHODS:
            login += f", only by {words_of(host.security)}"
        yield (
            "",
            f"{host.name}: {host.address}, {login}, tile {tile.pixel_format} {quality} "
            f"compression {compression} every {tile.update_interval:g} s",
        )
        if host.recording is not None:
            yield "", f"  recorded as {in_words(host.recording)}"
        if host.alerts:
            yield "", f"  alerts: {', '.join(rule.name for rule in host.alerts)}"


def _print(title: str, text: str, out: TextIO) -> None:
    print(f"{title:<{_INDENT}}{text}", file=out)


def _versions() -> Iterator[str]:
    for name in LIBRARIES:
        try:
            yield f"{name} {importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            if not name.startswith("pygame"):  # one of the two is enough
                yield f"{name} missing"


def kernel_names() -> list[str]:
    """Return the names of all kernels."""
    return sorted({module.name for module in pkgutil.iter_modules(kernels.__path__)} - {"_cython"})


def _kernels() -> str:
    compiled: list[str] = []
    interpreted: list[str] = []
    for name in kernel_names():
        module = importlib.import_module(f"{kernels.__name__}.{name}")
        (compiled if module.COMPILED else interpreted).append(name)
    if not interpreted:
        return f"compiled ({', '.join(compiled)})"
    return (
        f"interpreted, 100 to 1000 times slower: {', '.join(interpreted)}; install a C compiler "
        "(Debian: apt install gcc python3-dev), then again: make clean build, or pip install "
        "--force-reinstall --no-deps ."
    )


def _protocol() -> Iterator[tuple[str, str]]:
    from vncwall.rfb.constants import Encoding, SecurityType
    from vncwall.rfb.decoders import DECODERS
    from vncwall.rfb.security import SECURITY_TYPES

    yield (
        "encodings",
        ", ".join(
            Encoding(number).name
            if decoder.is_available()
            else f"{Encoding(number).name} (unavailable: needs {decoder.needs})"
            for number, decoder in DECODERS.items()
        ),
    )
    yield "security", ", ".join(SecurityType(number).name for number in SECURITY_TYPES)
    from vncwall.rfb import inflate as inflating
    from vncwall.rfb.codecs import jpeg

    try:
        inflate = f"zlib-ng {importlib.metadata.version('zlib-ng')}"
    except importlib.metadata.PackageNotFoundError:
        inflate = "zlib (install zlib-ng for 2 to 4 times the speed)"
    yield "inflate", inflate + (", called in place" if inflating.IS_NATIVE else "")
    yield (
        "jpeg",
        (
            "libturbojpeg of the system, straight into the framebuffer"
            if jpeg.IS_NATIVE
            else "simplejpeg (a little faster with libturbojpeg: apt install libturbojpeg0)"
        ),
    )


def _video_formats() -> Iterator[str]:
    import av

    from vncwall.recording.sinks.encoders import PROFILES

    for name, profile in PROFILES.items():
        found = profile.codec in av.codecs_available
        yield str(name) if found else f"{name} missing (PyAV without {profile.codec})"
    yield "fbs"


def _cards() -> Iterator[str]:
    """Try the encoders of graphics cards, each in a process of its own, all at once."""
    from concurrent.futures import ThreadPoolExecutor

    from vncwall.recording.sinks.cards import trouble
    from vncwall.recording.sinks.encoders import CARDS

    trials = [(name, choice) for name, cards in CARDS.items() for choice in cards]
    with ThreadPoolExecutor() as threads:
        whys = list(threads.map(lambda one: trouble(*one), trials))
    outcomes = list(zip(trials, whys, strict=True))
    working = [f"{choice} {name}" for (name, choice), why in outcomes if not why]
    yield ", ".join(working) or "none encodes here, software does"
    told = {choice for (_, choice), why in outcomes if not why}
    for (_, choice), why in outcomes:
        if choice not in told:
            told.add(choice)
            yield f"{choice}: {why}"
