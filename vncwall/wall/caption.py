"""What the configuration has written on each tile."""

from __future__ import annotations

import re

from vncwall.language import _
from vncwall.settings.caption import Captions, parse_caption
from vncwall.ui.theme import Measures
from vncwall.wall.condition import Condition, Status
from vncwall.wall.desktop import Desktop
from vncwall.wall.phrases import age_in_words, bandwidth_in_words, plan_in_words

_JOINTS = " ·|/,;:-\N{EN DASH}\N{EM DASH}"
"""What is left hanging at the ends of a section when a field of it is empty."""


class Caption:
    """A template that has been read. One serves all tiles."""

    def __init__(self, template: str, which: Captions = Captions.AUTO) -> None:
        """Read a template as `settings.caption` describes it.

        Args:
            template: what stands there.
            which: tiles that have one though nobody points at them and nothing is wrong with them.

        Raises:
            ValueError: it is not right.
        """
        self._which = which
        self._sections = parse_caption(template)
        self._fields = {field for section in self._sections for _, field in section if field}

    def is_shown(self, width: int, measures: Measures) -> bool:
        """Return whether a tile of this width has one all the time."""
        if self._which is Captions.AUTO:
            return width >= measures.caption_from_width
        return self._which is Captions.ALWAYS

    def texts(self, desktop: Desktop, status: Status, *, monitor: int | None) -> tuple[str, ...]:
        """Return the sections that have something to say, the first one first.

        Args:
            desktop: whose tile it is.
            status: of now.
            monitor: which of its monitors the tile shows, from 0; None: all of it.
        """
        values = {field: _value(field, desktop, status, monitor) for field in self._fields}
        texts = []
        for section in self._sections:
            fields = [values[field] for _, field in section if field]
            if fields and not any(fields):
                continue
            text = "".join(words or values[field] for words, field in section)
            if not all(fields):
                text = re.sub(r"\s+", " ", text).strip(_JOINTS)
            if text.strip():
                texts.append(text.strip())
        return tuple(texts)


def _value(field: str, desktop: Desktop, status: Status, monitor: int | None) -> str:
    host = desktop.host
    match field:
        case "name":
            return desktop.name
        case "address":
            return str(host.address)
        case "group":
            return host.group
        case "tags":
            return ", ".join(host.tags)
        case "title":
            return desktop.remote_name
        case "state":
            return "" if status.condition is Condition.LIVE else status.word
        case "age":
            return "" if status.age_s is None else age_in_words(status.age_s)
        case "kbit_s":
            return bandwidth_in_words(desktop.kbit_s) if desktop.kbit_s else ""
        case "fps":
            fps = desktop.updates_s
            if fps < 0.05:
                return ""
            return _("{n} fps").format(n=f"{fps:.1f}" if fps < 10 else f"{fps:.0f}")
        case "recording":
            return plan_in_words(desktop.plan) if desktop.is_recorded else ""
        case "control":
            if desktop.controlled_by:
                return _("under control by {who}").format(who=desktop.controlled_by)
            return _("under control") if desktop.is_controlled else ""
        case "monitor":
            return "" if monitor is None else _("monitor {n}").format(n=monitor + 1)
        case "size":
            return f"{desktop.size.width}x{desktop.size.height}" if desktop.size else ""
    raise ValueError(f"no caption field {field}")
