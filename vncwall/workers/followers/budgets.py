"""Divides what lines may carry among the sessions behind them, and tells each its share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from vncwall.ipc.messages import (
    AddSession,
    Bell,
    ChangeHost,
    Command,
    Configure,
    Notice,
    RemoveSession,
    SessionChanged,
    SessionStats,
    SetBudget,
    SetControl,
    SetPreviewSize,
    SetRecording,
    ShareFramebuffer,
)
from vncwall.scheduling.budget import Demand, Purpose, is_noticeable, shares
from vncwall.scheduling.demand import WantedRate
from vncwall.settings.model import BudgetSettings, HostSettings
from vncwall.states import SessionState
from vncwall.workers.followers.base import Follower
from vncwall.workers.roster import Entry, Roster

_NS = 1_000_000_000
PERIOD_S = 0.5
"""Shares are looked at so often; at once after a command that matters to them."""
_MATTERS = (
    AddSession
    | ChangeHost
    | Configure
    | RemoveSession
    | SetControl
    | SetPreviewSize
    | SetRecording
    | ShareFramebuffer
)


class Budgets(Follower):
    """Keeps the shares of all sessions; without a budget in the settings it does nothing.

    Args:
        budgets: of the links and the site.
        roster: of all sessions; what each was last told stands there.
        planned: hosts that are about to be added, so that the first of them is not given the
            whole line.
    """

    def __init__(
        self, budgets: BudgetSettings, roster: Roster, planned: Iterable[HostSettings] = ()
    ) -> None:
        self._budgets = budgets
        self._roster = roster
        self._planned = Counter(host.link for host in planned)
        self._rates: dict[int, WantedRate] = {}
        self._heard: list[SessionChanged | SessionStats | Bell] = []
        self._now_ns = 0
        """Of the last tick."""
        self._due_ns = 0
        self._is_redrawn = False
        """Lines have other budgets or other hosts: also small changes are told."""

    def entering(self, entry: Entry) -> None:
        """Give a new session its share before it connects."""
        self._planned -= Counter([entry.host.link])
        demands = self._demands(self._now_ns)
        for link, count in self._planned.items():
            # None of the sessions has a negative number.
            demands += [Demand(-1, link, Purpose.IDLE, 0.0) for _ in range(count)]
        entry.budget_kbit_s = shares(demands, self._budgets).get(entry.session, 0.0)

    def sent(self, command: Command) -> None:
        """Take note of what changes who is important."""
        if isinstance(command, Configure):
            self._budgets = command.budgets
        elif isinstance(command, RemoveSession):
            self._rates.pop(command.session, None)
        if isinstance(command, _MATTERS):
            self._due_ns = 0
            self._is_redrawn |= isinstance(command, ChangeHost | Configure)

    def noticed(self, notice: Notice) -> None:
        """Keep what sessions report for the next tick."""
        if isinstance(notice, SessionChanged | SessionStats | Bell):
            self._heard.append(notice)

    def tick(self, now_ns: int) -> Iterable[Command | Notice]:
        """Return the shares that have changed, those that shrink first."""
        self._now_ns = now_ns
        heard, self._heard = self._heard, []
        for notice in heard:
            self._take(notice, now_ns)
        if now_ns < self._due_ns:
            return ()
        self._due_ns = now_ns + int(PERIOD_S * _NS)
        is_limited = self._budgets.site_kbit_s or self._budgets.links_kbit_s
        if not is_limited and not self._is_redrawn:
            return ()
        before = {entry.session: entry.budget_kbit_s for entry in self._roster}
        wanted = shares(self._demands(now_ns), self._budgets)
        told = {session: share for session, share in before.items() if share}
        if not self._is_redrawn and not is_noticeable(told, wanted):
            return ()
        self._is_redrawn = False
        changes = [
            SetBudget(session, wanted.get(session, 0.0))
            for session, share in before.items()
            if wanted.get(session, 0.0) != share
        ]
        return sorted(changes, key=lambda change: change.kbit_s - before[change.session])

    def _take(self, notice: SessionChanged | SessionStats | Bell, now_ns: int) -> None:
        entry = self._roster.get(notice.session)
        if entry is None:
            return
        rate = self._rates.setdefault(notice.session, WantedRate())
        match notice:
            case SessionChanged(state=SessionState.LIVE):
                rate.connected(now_ns)
                self._due_ns = 0
            case SessionChanged(state=SessionState.STALLED):
                pass  # it may thaw at any moment
            case SessionChanged():
                rate.disconnected()
            case SessionStats():
                rate.reported(
                    notice.kbit_s,
                    notice.wanted_kbit_s,
                    share=entry.budget_kbit_s,
                    now_ns=now_ns,
                    change_bytes=notice.change_bytes,
                    is_controlled=entry.has_control,
                )
            case Bell():
                rate.rang(now_ns)
                self._due_ns = 0

    def _demands(self, now_ns: int) -> list[Demand]:
        return [self._demand(entry, now_ns) for entry in self._roster]

    def _demand(self, entry: Entry, now_ns: int) -> Demand:
        rate = self._rates.get(entry.session)
        if rate is None or not rate.is_connected or not entry.needs_pictures:
            return Demand(entry.session, entry.host.link, Purpose.IDLE, 0.0)
        wanted, purpose = rate.wanted_kbit_s(now_ns), rate.purpose(now_ns)
        if entry.has_control:
            purpose = Purpose.CONTROL
        elif entry.is_recorded:
            purpose = min(purpose, Purpose.CHANGING)
        # Under control it is asked without a pause, for little at a time.
        fresh = 0.0 if entry.has_control else rate.fresh_kbit_s(now_ns)
        return Demand(entry.session, entry.host.link, purpose, wanted, fresh)
