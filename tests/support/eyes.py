"""How people see colours who lack a kind of cone."""

from __future__ import annotations

import numpy as np

# Viénot, Brettel and Mollon, "Digital video colourmaps for checking the legibility of displays by
# dichromats" (1999): matrices on linear RGB.
DICHROMATS = {
    "deuteranopia": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    "protanopia": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
}
_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE = (0.9505, 1.0, 1.089)


def difference(one: tuple[int, ...], other: tuple[int, ...], *, eyes: str = "") -> float:
    """Return how different two colours look: 2 is just seen, 100 is black and white (CIE 1976)."""
    return float(np.linalg.norm(_lab(one, eyes) - _lab(other, eyes)))


def _lab(colour: tuple[int, ...], eyes: str) -> np.ndarray:
    value = np.array(colour) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    if eyes:
        linear = np.clip(np.array(DICHROMATS[eyes]) @ linear, 0, 1)
    x, y, z = np.cbrt(np.array(_XYZ) @ linear / _WHITE)
    return np.array((116 * y - 16, 500 * (x - y), 200 * (y - z)))
