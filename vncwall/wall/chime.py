"""The tone of an alert. A machine without an audio device is as good as any other."""

from __future__ import annotations

import logging

import numpy as np
import pygame

from vncwall.states import Severity

logger = logging.getLogger(__name__)

_RATE_HZ = 44100
_TONES: dict[Severity, tuple[tuple[float, float], ...]] = {
    Severity.INFO: ((784.0, 0.12),),
    Severity.WARNING: ((659.0, 0.16), (523.0, 0.22)),
    Severity.CRITICAL: ((880.0, 0.14), (660.0, 0.14), (880.0, 0.14), (660.0, 0.24)),
}
"""Hertz and seconds, one after the other; falling tones, which are told from most programs'."""
_FADE_S = 0.012
"""A tone that begins or ends at once cracks."""
_LOUDNESS = 0.4


class Chime:
    """Rings. The device is opened for the first ring and held from then on.

    Attributes:
        is_muted: the operator wants no sound for now.
    """

    def __init__(self, *, is_wanted: bool = True) -> None:
        self.is_wanted = is_wanted
        self.is_muted = False
        self._sounds: dict[Severity, pygame.mixer.Sound] | None = None
        self.rung: list[Severity] = []
        """What was rung, the last of it; for tests and the panel."""

    def ring(self, severity: Severity) -> bool:
        """Make the tone for a severity; return whether it is heard, as far as is known."""
        if not self.is_wanted or self.is_muted:
            return False
        self.rung = [*self.rung[-9:], severity]
        if self._sounds is None:
            self._sounds = _opened()
        sound = self._sounds.get(severity)
        if sound is None:
            return False
        sound.play()
        return True

    def close(self) -> None:
        """Let go of the device."""
        if self._sounds:
            pygame.mixer.quit()
        self._sounds = None


def _opened() -> dict[Severity, pygame.mixer.Sound]:
    """Open the device; return the tones, none where there is no device."""
    try:
        pygame.mixer.init(_RATE_HZ, -16, 1, 1024, allowedchanges=0)
        return {severity: pygame.mixer.Sound(buffer=tone(severity)) for severity in _TONES}
    except (pygame.error, NotImplementedError, AttributeError) as error:
        logger.info("alerts make no sound: %s", error)
        return {}


def tone(severity: Severity) -> bytes:
    """Return 16-bit samples, one channel."""
    parts = []
    for hertz, seconds in _TONES[severity]:
        time = np.arange(int(seconds * _RATE_HZ)) / _RATE_HZ
        # Two partials over the tone: a bare sine is hard to place in a room.
        wave = sum(np.sin(2 * np.pi * hertz * n * time) / n**2 for n in (1, 2, 3))
        fade = np.minimum(1.0, np.minimum(time, time[::-1]) / _FADE_S)
        parts.append(wave * fade)
    samples = np.concatenate(parts)
    loud = samples / np.abs(samples).max() * _LOUDNESS * 32767
    return bytes(loud.astype("<i2").data)
