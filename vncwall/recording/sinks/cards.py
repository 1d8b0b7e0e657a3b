"""Which encoder takes a format on this computer: a graphics card that proves to work, or software.

That a library lists an encoder says nothing about the card, its driver, or a free session of it.
Drivers hang and crash, so a card is tried in a process of its own (`recording.sinks.trial`).
"""

from __future__ import annotations

import logging
import subprocess
import sys
from functools import cache

from vncwall.recording.sinks.encoders import CARDS, PROFILES, Profile
from vncwall.settings.model import EncoderChoice, VideoFormat

TIMEOUT_S = 20.0
_TRIAL = "vncwall.recording.sinks.trial"

logger = logging.getLogger(__name__)


@cache
def chosen(video_format: VideoFormat, encoder: EncoderChoice) -> Profile:
    """Return how to encode on this computer; a card that does not work is replaced by software.

    The answer holds for the life of the process, and its warning is logged once.
    """
    cards = CARDS.get(video_format, {})
    if encoder is EncoderChoice.SOFTWARE or not cards:
        return PROFILES[video_format]
    reasons = []
    for choice in cards if encoder is EncoderChoice.AUTO else (encoder,):
        if choice not in cards:
            reasons.append(f"{choice} has no {video_format}")
        elif why := trouble(video_format, choice):
            reasons.append(f"{cards[choice].codec}: {why}")
        else:
            logger.info("%s is encoded by %s", video_format, cards[choice].codec)
            return cards[choice]
    software = PROFILES[video_format]
    logger.warning("%s is encoded by %s: %s", video_format, software.codec, "; ".join(reasons))
    return software


@cache
def trouble(video_format: VideoFormat, choice: EncoderChoice) -> str:
    """Return why a card does not encode this format here, or "" when it does."""
    command = [sys.executable, "-m", _TRIAL, str(video_format), str(choice)]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TIMEOUT_S,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return f"its driver did not answer in {TIMEOUT_S:g} s"
    except OSError as error:
        return f"it could not be tried: {error}"
    if done.returncode == 0:
        return ""
    if done.returncode < 0:
        return f"its driver crashed (signal {-done.returncode})"
    return (done.stdout.strip().splitlines() or ["it failed"])[-1]
