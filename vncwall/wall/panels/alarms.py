"""The panel of what happened: alerts and maintenance, the newest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pygame

from vncwall.geometry import Rect
from vncwall.ipc.messages import AcknowledgeAlert, AlertChanged
from vncwall.language import _
from vncwall.states import AlertState, Severity
from vncwall.ui.canvas import Canvas
from vncwall.ui.list_box import ListBox, Row
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Measures
from vncwall.wall.actions.base import Hands
from vncwall.wall.alarm import maintenance_in_words
from vncwall.wall.alarms import Happening
from vncwall.wall.choices import go_to
from vncwall.wall.panels.base import Panel
from vncwall.wall.phrases import age_in_words

_SECOND = 1_000_000_000


class AlarmsPanel(Panel):
    """At the right edge; what lasts stands above what is over."""

    closes_outside = False

    def __init__(self, hands: Hands, *, text: Text) -> None:
        super().__init__()
        self._hands = hands
        self._seen = -1
        self._shown: list[Happening] = []
        self.list = ListBox(text=text)
        self.update(hands.now_ns)

    def update(self, now_ns: int) -> bool:
        """Show what has happened meanwhile; return whether anything has."""
        del now_ns
        alarms = self._hands.alarms
        if alarms.changed == self._seen:
            return False
        self._seen = alarms.changed
        chosen = self._chosen()
        lasting, over = self._parted()
        rows: list[Row] = []
        self._shown = []
        for heading, happenings in ((_("Now"), lasting), (_("Before"), over)):
            if happenings:
                rows.append(Row(heading, is_heading=True))
                self._shown.append(happenings[0])
            rows += (self._row(one, lasts=happenings is lasting) for one in happenings)
            self._shown += happenings
        index = self._shown.index(chosen) if chosen in self._shown else None
        self.list.replace(rows, chosen=index)
        return True

    def rect(self, area: Rect, measures: Measures) -> Rect:
        """Return the column that it takes."""
        width = min(area.width, max(120 * measures.u, area.width // 3))
        return Rect(area.right - width, area.y, width, area.height)

    def draw(self, canvas: Canvas, area: Rect) -> None:
        """Draw it."""
        theme, measures = canvas.theme, canvas.measures
        u, rect = measures.u, self.rect(area, measures)
        canvas.fill(rect, theme.panel)
        canvas.fill(Rect(rect.x, rect.y, max(1, u // 4), rect.height), theme.line)
        left, y = rect.x + 4 * u, rect.y + 6 * u
        canvas.label(
            _("What happened"), left, y, size=5 * u, colour=theme.text, weight=Weight.SEMIBOLD
        )
        foot = _("Enter goes to it · A acknowledges · M maintenance · Esc closes")
        foot_y = rect.bottom - 4 * u
        canvas.label(
            foot, left, foot_y, size=measures.detail_text, colour=theme.text_second,
            max_width=rect.width - 6 * u,
        )  # fmt: skip
        if not self.list.rows:
            canvas.label(
                _("Nothing has happened yet"), left, y + 10 * u, size=measures.caption_text,
                colour=theme.text_second,
            )  # fmt: skip
        inner = Rect(rect.x + u, y + 5 * u, rect.width - 2 * u, foot_y - 4 * u - (y + 5 * u))
        self.list.place(inner, measures)
        self.list.draw(canvas)

    def key(self, event: pygame.event.Event) -> bool:
        """Choose by the arrow keys; act on what is chosen."""
        if event.mod & (pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META):
            return False
        chosen = self._chosen()
        match event.key:
            case pygame.K_ESCAPE:
                self.is_closed = True
            case pygame.K_RETURN | pygame.K_KP_ENTER:
                self._go(chosen)
            case pygame.K_a if not event.mod & pygame.KMOD_SHIFT:
                self._acknowledge(chosen)
            case pygame.K_m if chosen is not None:
                # The action for maintenance is about the desktop that is selected.
                go_to(self._hands, chosen.session)
                return False
            case _:
                return self.list.key(event.key)
        return True

    def press(self, button: int, x: int, y: int) -> bool:
        """Go to the desktop of what is under the pointer."""
        if button == pygame.BUTTON_LEFT and (index := self.list.at(x, y)) is not None:
            self.list.chosen = index
            self._go(self._chosen())
        return True

    def move(self, x: int, y: int) -> bool:
        """Choose what is under the pointer."""
        return self.list.hover(x, y)

    def wheel(self, up: int) -> bool:
        """Scroll."""
        return self.list.wheel(up)

    # --- what is chosen

    def _chosen(self) -> Happening | None:
        index = self.list.chosen
        return self._shown[index] if index is not None and index < len(self._shown) else None

    def _go(self, happening: Happening | None) -> None:
        if happening is not None:
            go_to(self._hands, happening.session)

    def _acknowledge(self, happening: Happening | None) -> None:
        if happening is not None and isinstance(happening.notice, AlertChanged):
            self._hands.send(AcknowledgeAlert(happening.session, happening.notice.rule, ""))

    # --- rows

    def _parted(self) -> tuple[list[Happening], list[Happening]]:
        """Return what lasts, the gravest first, and what is over, the newest first; each once."""
        lasting: dict[object, Happening] = {}
        over: dict[object, Happening] = {}
        for one in self._hands.alarms.happenings:
            notice = one.notice
            desktop = self._hands.desktops.get(one.session)
            if isinstance(notice, AlertChanged):
                key = (one.session, notice.rule, notice.raised_ns)
                now = desktop.alarm.alerts.get(notice.rule) if desktop is not None else None
                if now is not None and now.raised_ns == notice.raised_ns:
                    lasting.setdefault(key, replace(one, notice=now))  # as it is known now
                else:
                    over.setdefault(key, one)
            elif notice.is_on:
                is_now = desktop is not None and desktop.alarm.maintenance == notice
                (lasting if is_now else over).setdefault((one.session, one.time_ns), one)
        return sorted(lasting.values(), key=_gravity), list(over.values())

    def _row(self, one: Happening, *, lasts: bool) -> Row:
        notice, now = one.notice, datetime.now()
        if not isinstance(notice, AlertChanged):
            detail = maintenance_in_words(notice, now=now)
            label = f"{one.name} · {_('maintenance')}"
            return Row(label, detail, _when(one.time_ns, now), glyph="pause", is_on=lasts)
        detail = notice.detail
        if notice.who:
            said = f"{notice.who}: {notice.note}" if notice.note else notice.who
            detail = f"{_('known to {who}').format(who=said)} · {detail}"
        key = _when(notice.raised_ns, now)
        colour = "text_second"
        if lasts:
            colour = "stale" if notice.severity is Severity.INFO else "alert"
        elif notice.state is AlertState.CLEARED:
            key = f"{key} · {age_in_words((notice.changed_ns - notice.raised_ns) // _SECOND)}"
        is_raised = notice.state is AlertState.RAISED
        return Row(
            f"{one.name} · {notice.rule}", detail, key,
            glyph="bell" if is_raised else "check", colour=colour, is_on=is_raised,
        )  # fmt: skip


def _gravity(one: Happening) -> tuple[int, int, int]:
    """Return a key that sorts what nobody knows of before all else, the gravest first."""
    notice = one.notice
    if not isinstance(notice, AlertChanged):
        return 2, 0, 0
    return int(notice.state is not AlertState.RAISED), -notice.severity.rank, -notice.raised_ns


def _when(time_ns: int, now: datetime) -> str:
    time = datetime.fromtimestamp(time_ns / _SECOND)
    return f"{time:%H:%M:%S}" if time.date() == now.date() else f"{time:%d %b %H:%M}"
