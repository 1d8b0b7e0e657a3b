"""What a running vncwall says when it is asked: the facts of the roster as plain values.

Everything that is returned can be written as JSON. Keys are part of the conversation that
docs/reference/desk.md describes: they are added to, never changed.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from vncwall.alerting.journal import alert_line
from vncwall.ipc.messages import RecordingState, SessionStats
from vncwall.recording.journal import stamp
from vncwall.scheduling.capacity import Figures, limits, more_recordings, more_tiles
from vncwall.settings.model import BudgetSettings, HostSettings, PictureSettings
from vncwall.states import SessionState
from vncwall.workers.crew import Crew
from vncwall.workers.followers.alerts import Alerts
from vncwall.workers.followers.chronicle import Chronicle
from vncwall.workers.followers.costs import Costs
from vncwall.workers.followers.planner import Planner
from vncwall.workers.followers.relief import Relief
from vncwall.workers.roster import Entry, Roster

_NS = 1_000_000_000
_LONGEST_NAME = 255
"""To look for what is like a name takes time, the more the longer it is."""


@dataclass(frozen=True, slots=True)
class LinkUse:
    """A link with a budget."""

    link: str
    budget_kbit_s: float
    kbit_s: float
    """That its hosts use now."""
    live: int


class Unanswerable(Exception):
    """There is no answer; the text says why, for the person who asked."""


class Answers:
    """Says what is known of the sessions of one supervisor."""

    def __init__(
        self,
        roster: Roster,
        crew: Crew,
        chronicle: Chronicle,
        costs: Costs,
        relief: Relief,
        planner: Planner,
        budgets: BudgetSettings | None = None,
        alerts: Alerts | None = None,
    ) -> None:
        self._roster = roster
        self._crew = crew
        self._chronicle = chronicle
        self._costs = costs
        self._relief = relief
        self._planner = planner
        self._budgets = budgets or BudgetSettings()
        self._alerts = alerts

    def status(self, now_ns: int) -> dict[str, Any]:
        """Return every host with its state, for tables and monitoring."""
        hosts = [self.summary(entry, now_ns) for entry in self._roster]
        live = sum(host["state"] == str(SessionState.LIVE) for host in hosts)
        return {"hosts": hosts, "live": live, "load": self._load()}

    def alerts(self) -> dict[str, Any]:
        """Return every alert that lasts, and who is being worked on."""
        if self._alerts is None:
            return {"alerts": [], "maintenance": []}
        names = {entry.session: entry.host.name for entry in self._roster}
        return {
            "alerts": [
                {"host": names[session], **alert_line(alert)}
                for session, alert in self._alerts.open()
                if session in names
            ],
            "maintenance": [
                {
                    "host": names[session],
                    "until": stamp(one.until_ns) if one.until_ns else "",
                    "reason": one.reason,
                    "who": one.who,
                }
                for session, one in self._alerts.maintained()
                if session in names
            ],
        }

    def capacity(self) -> dict[str, Any]:
        """Return what tiles and recordings cost, and how many more fit."""
        figures = self._costs.figures()
        return {
            "figures": asdict(figures),
            **fit(figures),
            "links": [asdict(link) for link in self._links()],
            "load": self._load(),
        }

    def _load(self) -> dict[str, Any]:
        said = self._relief.said
        return {"level": said.level, "slowed": said.slowed, "detail": said.detail}

    def _links(self) -> Iterator[LinkUse]:
        site = [live_stats(entry).kbit_s for entry in self._roster if self.is_live(entry)]
        if self._budgets.site_kbit_s:
            yield LinkUse("site", self._budgets.site_kbit_s, round(sum(site), 1), len(site))
        for name, limit_kbit_s in self._budgets.links_kbit_s.items():
            rates = [
                live_stats(entry).kbit_s
                for entry in self._roster
                if entry.host.link == name and self.is_live(entry)
            ]
            yield LinkUse(name, limit_kbit_s, round(sum(rates), 1), len(rates))

    def is_live(self, entry: Entry) -> bool:
        """Whether a session is live now."""
        return self._chronicle.of(entry.session).state is SessionState.LIVE

    def summary(self, entry: Entry, now_ns: int) -> dict[str, Any]:
        """Return what the table of states says of a host."""
        heard, stats, state = self._chronicle.of(entry.session), live_stats(entry), entry.state
        recording = heard.recording
        if recording is RecordingState.OFF and entry.is_recorded:
            recording = RecordingState.WAITING
        post = self._crew.post_of(entry.worker)
        return {
            "host": entry.host.name,
            "address": str(entry.host.address),
            "group": entry.host.group,
            "state": str(heard.state),
            "reason": str(heard.reason),
            "detail": state.detail if state else "",
            "look": str(heard.look) if heard.state is SessionState.LIVE else "",
            "retry_in_s": _seconds_until(state.retry_at_ns if state else 0, now_ns),
            "since_s": _seconds_since(heard.changed_ns, now_ns),
            "age_s": _seconds_since(heard.fresh_ns, now_ns),
            "kbit_s": round(stats.kbit_s, 1),
            "updates_s": round(stats.updates_s, 2),
            "recording": str(recording),
            "recording_detail": heard.recording_detail,
            **self._plan(entry),
            "worker": post.name if post else "",
            "session": entry.session,
        }

    def _plan(self, entry: Entry) -> dict[str, Any]:
        decision = self._planner.decision_of(entry.session)
        if decision is None:
            return {"plan": [], "by_hand": False, "plan_until": "", "plan_next": ""}
        return {
            "plan": list(decision.causes),
            "by_hand": decision.is_by_hand,
            "plan_until": stamp(decision.until_ns) if decision.until_ns else "",
            "plan_next": stamp(decision.next_ns) if decision.next_ns else "",
        }

    def why(self, name: object, now_ns: int) -> dict[str, Any]:
        """Return all that is known of one host, and why it is treated as it is.

        Raises:
            Unanswerable: there is no such host.
        """
        entry = find(self._roster, name)
        stats, host, desktop = live_stats(entry), entry.host, entry.desktop
        return {
            **self.summary(entry, now_ns),
            "desktop": [desktop.width, desktop.height] if desktop else None,
            "link": host.link,
            "tile": list(entry.box) if entry.box != (0, 0) else None,
            "control": entry.has_control,
            "view_only": host.view_only,
            "recorded": entry.is_recorded,
            "asked": stats.asked or asked_in_words(wanted(entry)),
            "why": stats.why or purpose(entry),
            "slowed": self._relief.slowed_in_words(entry),
            "least_interval_s": entry.least_interval_s,
            "budget_kbit_s": round(entry.budget_kbit_s, 1),
            "wanted_kbit_s": round(stats.wanted_kbit_s, 1),
            "encodings": list(stats.encodings),
            "round_trip_ms": round(stats.round_trip_ms, 1),
            "throughput_kbit_s": round(stats.throughput_kbit_s),
            "update_bytes": round(stats.update_bytes),
            "cpu_ms_s": round(stats.cpu_ms_s, 2),
            "login": stats.login,
        }


def fit(figures: Figures) -> dict[str, Any]:
    """Return how many more tiles and recordings fit, and everything that bounds them."""
    tiles, recordings = more_tiles(figures), more_recordings(figures)
    room = replace(figures.room, cpu_used_ms_s=figures.room.ours_ms_s)
    alone = replace(figures, room=room)
    tiles_alone, recordings_alone = more_tiles(alone), more_recordings(alone)
    return {
        "limits": [asdict(limit) for limit in limits(figures)],
        "more_tiles": tiles.tiles if tiles else None,
        "tiles_limited_by": tiles.what if tiles else None,
        "more_recordings": recordings.recordings if recordings else None,
        "recordings_limited_by": recordings.what if recordings else None,
        "more_tiles_alone": tiles_alone.tiles if tiles_alone else None,
        "more_recordings_alone": recordings_alone.recordings if recordings_alone else None,
    }


def live_stats(entry: Entry) -> SessionStats:
    """Return what was measured of a session; what no longer holds is 0 or empty."""
    nothing = SessionStats(entry.session, 0.0, 0.0, ())
    if entry.stats is None or entry.state is None:
        return nothing
    match entry.state.state:
        case SessionState.LIVE:
            return entry.stats
        case SessionState.STALLED:  # what was asked stands, and nothing comes
            return replace(nothing, asked=entry.stats.asked, why=entry.stats.why)
        case _:
            return nothing


def wanted(entry: Entry) -> PictureSettings:
    """Return what the configuration asks for, before any tuning."""
    return entry.host.control if entry.has_control else entry.tile_picture


def asked_in_words(picture: PictureSettings) -> str:
    """Return what is asked of a server in the words of the configuration.

    >>> asked_in_words(PictureSettings())
    'auto, JPEG quality 6, compression 6, rgb888, at most every 1 s'
    """
    quality = "lossless" if picture.jpeg_quality is None else f"JPEG quality {picture.jpeg_quality}"
    level = "server's" if picture.compression is None else str(picture.compression)
    pace = f"at most every {picture.update_interval:g} s" if picture.update_interval else "always"
    return f"{picture.encoding}, {quality}, compression {level}, {picture.pixel_format}, {pace}"


def purpose(entry: Entry) -> str:
    """Return for whom a session asks, in one sentence."""
    if entry.has_control:
        return "it is under control: as the configuration says for control"
    if entry.is_recorded:
        return "it is recorded: as often and as exactly as the recording stores"
    if entry.box == (0, 0) and not entry.sharers:
        return "nobody looks at it: nothing is asked"
    return "it is shown as a tile: as the configuration says for tiles"


def find(roster: Roster, name: object) -> Entry:
    """Return the one session that a person means by `name`.

    Its name, in any case of letters; its address; or the beginning of one name.

    Raises:
        Unanswerable: none or several are meant.
    """
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME:
        raise Unanswerable('"host" must be the name of a host')
    entries = list(roster)
    for matches in (_is_called, _is_like, _has_address, _begins):
        found = [entry for entry in entries if matches(entry.host, name)]
        if len(found) == 1:
            return found[0]
        if found:
            raise Unanswerable(f"{name!r} may be {_listed(entry.host.name for entry in found)}")
    names = [entry.host.name for entry in entries]
    close = difflib.get_close_matches(name, names, n=3)
    hint = f"did you mean {_listed(close)}?" if close else f"there are {_listed(names)}"
    if not names:
        hint = "it has no hosts"
    raise Unanswerable(f"no host is called {name!r}; {hint}")


def _is_called(host: HostSettings, name: str) -> bool:
    return host.name == name


def _is_like(host: HostSettings, name: str) -> bool:
    return host.name.casefold() == name.casefold()


def _has_address(host: HostSettings, name: str) -> bool:
    address = host.address
    return name in (str(address), f"{address.host}::{address.port}", address.host)


def _begins(host: HostSettings, name: str) -> bool:
    return host.name.casefold().startswith(name.casefold())


def _listed(names: Iterable[str], *, most: int = 8) -> str:
    """Return names as a sentence has them, the first few of many."""
    all_names = list(names)
    shown = ", ".join(all_names[:most])
    return shown if len(all_names) <= most else f"{shown} and {len(all_names) - most} more"


def _seconds_since(time_ns: int, now_ns: int) -> float | None:
    return round(max(0, now_ns - time_ns) / _NS, 1) if time_ns else None


def _seconds_until(time_ns: int, now_ns: int) -> float | None:
    return round(max(0, time_ns - now_ns) / _NS, 1) if time_ns else None
