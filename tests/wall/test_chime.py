"""The tone of an alert, on a machine with and without an audio device."""

from __future__ import annotations

import numpy as np
import pygame
import pytest

from vncwall.states import Severity
from vncwall.wall.chime import Chime, tone


def test_every_severity_has_a_tone_that_begins_and_ends_softly() -> None:
    for severity in Severity:
        samples = np.frombuffer(tone(severity), "<i2").astype(int)
        assert 0.1 * 44100 < len(samples) < 44100
        assert abs(samples[0]) < 100
        assert abs(samples[-1]) < 400
        assert 8000 < np.abs(samples).max() < 20000


def test_it_rings_where_there_is_a_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    chime = Chime()
    assert chime.ring(Severity.CRITICAL)
    assert chime.rung == [Severity.CRITICAL]
    chime.close()
    assert pygame.mixer.get_init() is None


def test_without_a_device_it_is_silent_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "there-is-no-such-driver")
    chime = Chime()
    assert not chime.ring(Severity.INFO)
    assert not chime.ring(Severity.INFO)
    chime.close()


def test_muted_or_not_wanted_it_is_silent() -> None:
    chime = Chime(is_wanted=False)
    assert not chime.ring(Severity.INFO)
    chime = Chime()
    chime.is_muted = True
    assert not chime.ring(Severity.INFO)
    assert chime.rung == []
