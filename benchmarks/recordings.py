"""The set of recordings in the cache folder: every desktop in every kind of picture."""

from __future__ import annotations

import fnmatch
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import repeat
from pathlib import Path

import platformdirs

from benchmarks.desktops import DESKTOPS, desktop
from benchmarks.recorder import KINDS, Kind, record

SECONDS = 8.0
LONGER = {"idle": 60.0}
"""Seconds of desktops on which so little happens that all their recordings are made at a time."""


def folder() -> Path:
    """Return where recordings are kept, outside the repository."""
    path = platformdirs.user_cache_path("vncwall") / "benchmarks"
    path.mkdir(parents=True, exist_ok=True)
    return path


def path_of(desktop_name: str, kind: Kind) -> Path:
    """Return the file of one recording."""
    return folder() / f"{desktop_name}-{kind.name}.fbs"


def make(pattern: str, *, seconds: float | None = None) -> list[Path]:
    """Return all recordings whose name matches, after having made those that are missing.

    Args:
        pattern: of shell kind.
        seconds: length of new ones; None: what suits the desktop.
    """
    wanted = {
        name: [kind for kind in KINDS if fnmatch.fnmatch(f"{name}-{kind.name}", pattern)]
        for name in DESKTOPS
    }
    for name, kinds in wanted.items():
        missing = [kind for kind in kinds if not path_of(name, kind).exists()]
        if not missing:
            continue
        length = seconds or LONGER.get(name, SECONDS)
        at_once = len(missing) if name in LONGER else 1
        with desktop(name, folder()) as port, ThreadPoolExecutor(at_once) as pool:
            paths = [path_of(name, kind) for kind in missing]
            recorded = pool.map(partial(record, port), missing, paths, repeat(length))
            for path, updates in zip(paths, recorded, strict=True):
                size = path.stat().st_size / 1e6
                print(f"recorded {path.stem}: {updates} updates, {size:.1f} MB", file=sys.stderr)
    return [path_of(name, kind) for name, kinds in wanted.items() for kind in kinds]
