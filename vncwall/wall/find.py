"""Which desktops the operator is looking for."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.ipc.messages import RecordingState
from vncwall.language import _
from vncwall.wall.condition import Status
from vncwall.wall.desktop import Desktop

_SHORTEST = 3
"""Letters of a state: fewer would find nearly all desktops while a name is being typed."""


@dataclass(frozen=True, slots=True)
class Find:
    """What was typed, and whether only desktops that need eyes count. Empty: all desktops do."""

    text: str = ""
    only_problems: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether every desktop matches."""
        return not self.text.strip() and not self.only_problems

    def matches(self, desktop: Desktop, status: Status) -> bool:
        """Return whether every typed word says something of a desktop. Case does not count.

        A word says something as any part of its name, group, tags and address; and as the
        beginning, of three letters at least, of a word for its state, of the name of its alert, or
        of "recording" or "alert".
        """
        if self.only_problems and not status.needs_eyes:
            return False
        host = desktop.host
        names = "\n".join((desktop.name, host.group, *host.tags, str(host.address))).casefold()
        states = {*status.word.casefold().split(), *_(status.condition.value).casefold().split()}
        if desktop.recording is RecordingState.RECORDING:
            states.add(_("recording"))
        if status.alert:
            states |= {_("alert"), *status.alert.casefold().split()}
        return all(
            word in names or (len(word) >= _SHORTEST and any(s.startswith(word) for s in states))
            for word in self.text.casefold().split()
        )
