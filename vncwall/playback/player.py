"""The player without a picture: position, speed, pause, seeking.

The position is computed from the clock whenever it is asked for, so playing costs nothing and
cannot drift: `position = anchor + (now - anchor time) * speed`. Every change of speed or position
sets a new anchor.
"""

from __future__ import annotations

from vncwall.clock import Clock

SPEEDS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 8.0, 16.0, 32.0, 64.0)
"""What the speed keys go through."""


class Player:
    """Where the player is in a span of `duration_ms`."""

    def __init__(
        self, duration_ms: int, clock: Clock, *, speed: float = 1.0, is_paused: bool = False
    ) -> None:
        self.duration_ms = duration_ms
        self._clock = clock
        self._speed = speed
        self._is_paused = is_paused
        self._anchor_ms = 0.0
        self._anchor_ns = clock.monotonic_ns()

    @property
    def position_ms(self) -> int:
        """Where it is now; stays at the end once it is there."""
        return int(self._exact_ms())

    @property
    def speed(self) -> float:
        """How much faster than life."""
        return self._speed

    @property
    def is_paused(self) -> bool:
        """Whether it stands still because it was told to."""
        return self._is_paused

    @property
    def is_ended(self) -> bool:
        """Whether it stands at the end."""
        return self.position_ms >= self.duration_ms

    @property
    def is_moving(self) -> bool:
        """Whether the position changes by itself."""
        return not self._is_paused and not self.is_ended

    def toggle_pause(self) -> None:
        """Pause, or play on; at the end, play again from the beginning."""
        if self.is_ended:
            self.seek(0)
            self._is_paused = False
            return
        self._set_anchor(self._exact_ms())
        self._is_paused = not self._is_paused

    def pause(self) -> None:
        """Stand still."""
        self._set_anchor(self._exact_ms())
        self._is_paused = True

    def resume(self) -> None:
        """Play on from where it stands; at the end that shows when it is moved back."""
        self._set_anchor(self._exact_ms())
        self._is_paused = False

    def seek(self, position_ms: float) -> None:
        """Go to a position; held inside the span."""
        self._set_anchor(min(max(0.0, position_ms), float(self.duration_ms)))

    def seek_by(self, distance_ms: float) -> None:
        """Go forward, or back when negative."""
        self.seek(self._exact_ms() + distance_ms)

    def set_speed(self, speed: float) -> None:
        """Play so many times as fast as life."""
        self._set_anchor(self._exact_ms())
        self._speed = min(max(speed, SPEEDS[0]), SPEEDS[-1])

    def faster(self) -> None:
        """Take the next higher of `SPEEDS`."""
        self.set_speed(next((s for s in SPEEDS if s > self._speed + 1e-9), SPEEDS[-1]))

    def slower(self) -> None:
        """Take the next lower of `SPEEDS`."""
        self.set_speed(next((s for s in reversed(SPEEDS) if s < self._speed - 1e-9), SPEEDS[0]))

    def until_ms(self, position_ms: int) -> float | None:
        """Return the milliseconds of life until `position_ms` is reached; None: it is not."""
        if not self.is_moving:
            return None
        return max(0.0, (position_ms - self._exact_ms()) / self._speed)

    def _exact_ms(self) -> float:
        if self._is_paused:
            return self._anchor_ms
        passed_ms = (self._clock.monotonic_ns() - self._anchor_ns) / 1e6
        return min(self._anchor_ms + passed_ms * self._speed, float(self.duration_ms))

    def _set_anchor(self, position_ms: float) -> None:
        self._anchor_ms = position_ms
        self._anchor_ns = self._clock.monotonic_ns()
