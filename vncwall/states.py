"""The words for what a session is doing and why: one list for wall, log, JSON and exit codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vncwall.language import N_


class SessionState(StrEnum):
    """Where a session is between "not asked for" and "live"."""

    IDLE = N_("waiting")
    """Not begun, or many others are connecting and its turn has not come."""
    CONNECTING = N_("connecting")
    AUTHENTICATING = N_("authenticating")
    LIVE = N_("live")
    STALLED = N_("frozen")
    """The server holds the connection but answers no probe."""
    BACKING_OFF = N_("reconnecting")
    """Waiting before the next attempt; the reason says what went wrong."""
    FAILED = N_("failed")
    """No further attempt before a person changes something; the reason says what."""
    STOPPED = N_("stopped")


class Reason(StrEnum):
    """Why a session is not live. The value is what the operator reads."""

    NONE = ""
    UNREACHABLE = N_("unreachable")
    """No route, or no answer within the connect timeout."""
    REFUSED = N_("refused")
    """The machine answers, nothing listens on the port."""
    NAME_NOT_FOUND = N_("name not found")
    WRONG_PASSWORD = N_("wrong password")
    NEEDS_PASSWORD = N_("needs password")
    NEEDS_USERNAME = N_("needs user name")
    """And a password with it."""
    NEW_KEY = N_("new key")
    """The server proves itself by a key that nobody has agreed to yet."""
    KEY_CHANGED = N_("key changed")
    """It is not the key by which the server is known: another machine, or somebody in between."""
    NOT_ALLOWED = N_("not allowed")
    """The server turns this client away: no common security type, too many failures."""
    DISCONNECTED = N_("disconnected")
    """The server closed the connection."""
    TIMED_OUT = N_("timed out")
    """TCP connected, then the handshake or the first picture did not come."""
    PROTOCOL_ERROR = N_("protocol error")
    """The server sent what RFB does not allow; the detail names message, field and value."""
    WORKER_DIED = N_("worker died")
    """The process that held the session ended; it is being replaced."""
    QUARANTINED = N_("quarantined")
    """What the server sent ended or hung its process: it waits, then is tried in one of its own."""
    OUT_OF_FILES = N_("out of files")
    """This machine has no file descriptor left for another connection."""


class PictureLook(StrEnum):
    """What the picture of a live desktop looks like. The value is what the operator reads."""

    BUSY = ""
    """There is something to see."""
    BLACK = N_("black")
    """All of it is dark: switched off, asleep, or a console that nobody has logged in to."""
    BLANK = N_("blank")
    """All of it has one colour, and that is not dark."""
    IDLE = N_("idle")
    """For long nothing has changed but perhaps a clock or a cursor."""
    LOCKED = N_("screen locked")
    """It looks like the picture that the user gave of its lock screen."""
    SAVER = N_("screen saver")
    """A small thing wanders over a dark screen."""
    UNSHOWN = N_("no memory")
    """There is a picture, and no shared memory left to show it."""


class PowerAction(StrEnum):
    """What can be asked of the machine behind a desktop. The value is the word for people."""

    SHUTDOWN = N_("shut down")
    """A clean one, as far as its system follows."""
    REBOOT = N_("reboot")
    """A clean one, as far as its system follows."""
    RESET = N_("reset")
    """At once and without asking."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the server of a controlled desktop has said that it can be asked for."""

    power: bool = False
    """To shut down, reboot or reset its machine (xvp)."""
    keycodes: bool = False
    """Keys by their place on the keyboard (QEMU Extended Key Event)."""
    resizing: bool = False
    """Another desktop size (SetDesktopSize)."""
    motion: bool = False
    """It wants motion of the pointer instead of positions (QEMU Pointer Motion Change)."""
    clipboard: bool = False
    """Text of any script on its clipboard (Extended Clipboard)."""


class Severity(StrEnum):
    """How bad an alert is."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """The higher, the worse."""
        return list(Severity).index(self)


class AlertState(StrEnum):
    """Where an alert is in its life."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    """Somebody knows; it still lasts."""
    CLEARED = "cleared"
    """It is over."""

    @property
    def is_open(self) -> bool:
        """Whether it lasts."""
        return self is not AlertState.CLEARED


EXIT_CODES: dict[Reason, int] = {
    Reason.NONE: 0,
    Reason.UNREACHABLE: 10,
    Reason.REFUSED: 11,
    Reason.NAME_NOT_FOUND: 12,
    Reason.WRONG_PASSWORD: 13,
    Reason.NEEDS_PASSWORD: 14,
    Reason.NOT_ALLOWED: 15,
    Reason.DISCONNECTED: 16,
    Reason.TIMED_OUT: 17,
    Reason.PROTOCOL_ERROR: 18,
    Reason.WORKER_DIED: 19,
    Reason.QUARANTINED: 20,
    Reason.OUT_OF_FILES: 21,
    Reason.NEW_KEY: 22,
    Reason.KEY_CHANGED: 23,
    Reason.NEEDS_USERNAME: 24,
}
"""Exit code of a command that ended because of one cause (1: several or other, 2: usage)."""
