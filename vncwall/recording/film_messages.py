"""What the wall and the process of its film say to each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vncwall.ipc.descriptor import FramebufferDescriptor


@dataclass(frozen=True, slots=True)
class Frame:
    """The shared picture has changed."""

    time_ns: int
    another: FramebufferDescriptor | None = None
    """It is in this segment from now on."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The process can take another frame."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The process has ended its work."""

    paths: tuple[Path, ...]
    error: str
