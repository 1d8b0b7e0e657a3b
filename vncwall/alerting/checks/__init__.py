"""What rules look for in pixels: one file a kind, one line each in the table."""

from __future__ import annotations

from vncwall.alerting.checks.base import Check
from vncwall.alerting.checks.colour import ColourCheck
from vncwall.alerting.checks.motion import MotionCheck
from vncwall.alerting.checks.reference import ReferenceCheck
from vncwall.alerting.checks.text import TextCheck
from vncwall.settings.alert import AlertKind

CHECKS: dict[AlertKind, type[Check]] = {
    AlertKind.SILENT: MotionCheck,
    AlertKind.CHANGED: ReferenceCheck,
    AlertKind.COLOUR: ColourCheck,
    AlertKind.TEXT: TextCheck,
}
"""Every kind of `settings.alert.PICTURE_KINDS`."""
