"""The error tree of the whole program.

* `VNCWallError`: every failure that a user may meet; its text names what, where and the value
    * `SettingsError`: a configuration or an argument is wrong
        * `InvalidConfiguration`: all that is wrong in one file
    * `DisplayError`: there is no screen to open a window on
    * `TransportError`: a byte stream could not be opened (carries a `states.Reason`)
    * `BoundsError`: a rectangle lies outside a framebuffer
    * `SinkError`: a recording could not be written
        * `NoSpace`: because the disk is full
    * `PlaybackError`: a file cannot be played
    * `rfb.errors.RFBError`: see that module
"""

from __future__ import annotations

from collections.abc import Sequence

from vncwall.states import Reason


class VNCWallError(Exception):
    """Base of all errors that vncwall raises on purpose."""


class SettingsError(VNCWallError):
    """A setting is wrong.

    Attributes:
        path: file name, with ``:line`` where known, or the name of the argument.
        key: dotted key inside the file, or "".
        reason: what is wrong with which value, and what to write instead.
    """

    def __init__(self, path: str, key: str, reason: str) -> None:
        super().__init__(": ".join(part for part in (path, key, reason) if part))
        self.path = path
        self.key = key
        self.reason = reason


class InvalidConfiguration(SettingsError):
    """A configuration has mistakes; its text has one line for each.

    Attributes:
        problems: every mistake, in the order of the file; at least one.
    """

    def __init__(self, problems: Sequence[SettingsError]) -> None:
        super().__init__("", "", "\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class DisplayError(VNCWallError):
    """No window can be opened; the text names the way that needs none."""


class TransportError(VNCWallError):
    """A byte stream could not be opened or broke; `reason` is the word the operator reads."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class BoundsError(VNCWallError):
    """A rectangle lies outside the framebuffer it should be drawn into."""


class SinkError(VNCWallError):
    """A recording cannot be written: disk, codec or container."""


class NoSpace(SinkError):
    """A recording cannot be written: the disk is nearly full."""


class PlaybackError(VNCWallError):
    """A file cannot be played: missing, empty, damaged, or of a kind that is not known."""
