"""What a reader needs to attach to a shared framebuffer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FramebufferKind(StrEnum):
    """Two sizes of the same desktop; both have the canonical pixel."""

    PREVIEW = "preview"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class FramebufferDescriptor:
    """Name and shape of one shared segment; a new size is a new generation and a new name."""

    session: int
    kind: FramebufferKind
    generation: int
    name: str
    width: int
    height: int


def segment_name(run: str, session: int, kind: FramebufferKind, generation: int) -> str:
    """Return a short deterministic name, at most 30 characters (macOS: PSHMNAMLEN 31)."""
    return f"vw{run}-{session}-{kind.value[0]}{generation}"
