"""Answers what other programs ask a running vncwall, and does the little they may command."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from vncwall.clock import Clock
from vncwall.ipc.desk import DeskPlace, open_listener
from vncwall.ipc.desk_server import DeskServer
from vncwall.ipc.messages import (
    AcknowledgeAlert,
    Command,
    Notice,
    PrerollSaved,
    Reconnect,
    SavePreroll,
    SetMaintenance,
    SetRecording,
)
from vncwall.workers.followers.answers import Answers, Unanswerable, find
from vncwall.workers.followers.base import Follower
from vncwall.workers.roster import Roster

logger = logging.getLogger(__name__)

MOST_MAINTENANCE_S = 366 * 86400.0
MOST_TEXT = 500


class Desk(Follower):
    """A desk in a folder; one that cannot be opened is said in the log and missed by nobody."""

    def __init__(self, place: DeskPlace, roster: Roster, answers: Answers, clock: Clock) -> None:
        """Open the desk.

        Args:
            place: where.
            roster: whom commands are for.
            answers: to questions.
            clock: times of the questions.
        """
        self._place = place
        self._roster = roster
        self._answers = answers
        self._clock = clock
        self._begun_ns = clock.monotonic_ns()
        self._due: list[Command] = []
        self._saved: dict[int, list[PrerollSaved]] = {}
        self._server: DeskServer | None = None
        try:
            self._server = DeskServer(open_listener(place.folder), self._reply)
        except OSError as error:
            logger.warning("vncwall why, status and capacity cannot ask here: %s", error)

    def descriptors(self) -> Sequence[int]:
        """Return the socket and its connections."""
        return self._server.descriptors() if self._server is not None else ()

    def noticed(self, notice: Notice) -> None:
        """Keep what became of pre-rolls that were asked for here."""
        if isinstance(notice, PrerollSaved) and notice.session in self._saved:
            self._saved[notice.session].append(notice)

    def tick(self, now_ns: int) -> Iterable[Command | Notice]:
        """Answer; return what was commanded."""
        if self._server is not None:
            self._server.serve(now_ns)
        due, self._due = self._due, []
        return due

    def close(self) -> None:
        """Close the desk and remove its file."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _reply(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return {"answer": self._answer(question)}
        except Unanswerable as error:
            return {"error": str(error)}

    def _answer(self, question: Mapping[str, Any]) -> dict[str, Any]:
        now = self._clock.monotonic_ns()
        match question.get("ask"):
            case "who":
                return {
                    "pid": os.getpid(),
                    "title": self._place.title,
                    "hosts": len(self._roster),
                    "up_s": round((now - self._begun_ns) / 1e9, 1),
                }
            case "status":
                return self._answers.status(now)
            case "why":
                return self._answers.why(question.get("host"), now)
            case "capacity":
                return self._answers.capacity()
            case "alerts":
                return self._answers.alerts()
            case "acknowledge":
                return self._acknowledge(question)
            case "maintain":
                return self._maintain(question)
            case "reconnect":
                return self._reconnect(question.get("host"))
            case "reload":
                if self._place.reload is None:
                    raise Unanswerable("it was not started from a configuration file")
                self._place.reload()
                return {}
            case "record":
                return self._record(question.get("host"), question.get("enabled", True))
            case "save":
                return self._save(question.get("host"), question.get("last_s", 0.0))
            case "saved":
                return self._what_was_saved(question.get("host"), question.get("number", 0))
            case other:
                raise Unanswerable(f"{str(other)[:40]!r} is no question that this vncwall knows")

    def _record(self, name: object, enabled: object) -> dict[str, Any]:
        """Begin or end to record one host."""
        entry = find(self._roster, name)
        if not isinstance(enabled, bool):
            raise Unanswerable('"enabled" must be true or false')
        self._due.append(SetRecording(entry.session, enabled))
        return {"host": entry.host.name}

    def _acknowledge(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """Somebody knows of the alerts of one host, or of one of them."""
        entry = find(self._roster, question.get("host"))
        rule = _text(question, "rule")
        standing = self._answers.alerts()["alerts"]
        found = [
            one["rule"]
            for one in standing
            if one["host"] == entry.host.name and (not rule or one["rule"] == rule)
        ]
        if not found:
            what = f"no alert {rule!r}" if rule else "no alert"
            raise Unanswerable(f"{entry.host.name} has {what} that lasts")
        who, note = _text(question, "who"), _text(question, "text")
        self._due.append(AcknowledgeAlert(entry.session, rule, who, note))
        return {"host": entry.host.name, "rules": found}

    def _maintain(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """Somebody begins to work on one host, or has done."""
        entry = find(self._roster, question.get("host"))
        for_s = question.get("for_s", 0.0)
        if isinstance(for_s, bool) or not isinstance(for_s, int | float):
            raise Unanswerable('"for_s" must be a number of seconds')
        if not 0 <= for_s <= MOST_MAINTENANCE_S:
            raise Unanswerable(f'"for_s" must be 0 to {MOST_MAINTENANCE_S:.0f}')
        who, note = _text(question, "who"), _text(question, "text")
        self._due.append(SetMaintenance(entry.session, float(for_s), who, note))
        return {"host": entry.host.name}

    def _save(self, name: object, last_s: object) -> dict[str, Any]:
        """Have the last minutes of one host saved; "saved" tells what became of it."""
        entry = find(self._roster, name)
        if isinstance(last_s, bool) or not isinstance(last_s, int | float) or not last_s >= 0:
            raise Unanswerable('"last_s" must be a number of seconds')
        results = self._saved.setdefault(entry.session, [])
        self._due.append(SavePreroll(entry.session, float(last_s)))
        return {"host": entry.host.name, "number": len(results)}

    def _what_was_saved(self, name: object, number: object) -> dict[str, Any]:
        """Tell what became of a "save" by its number."""
        entry = find(self._roster, name)
        results = self._saved.get(entry.session, [])
        if not isinstance(number, int) or not 0 <= number < len(results):
            return {"is_done": False}
        saved = results[number]
        return {
            "is_done": True,
            "host": entry.host.name,
            "paths": list(saved.paths),
            "length_s": round(saved.length_s, 3),
            "detail": saved.detail,
        }

    def _reconnect(self, name: object) -> dict[str, Any]:
        """Connect one host anew now; without a name all that are not live."""
        if name is not None:
            chosen = [find(self._roster, name)]
        else:
            chosen = [entry for entry in self._roster if not self._answers.is_live(entry)]
        self._due += (Reconnect(entry.session) for entry in chosen)
        return {"hosts": [entry.host.name for entry in chosen]}


def _text(question: Mapping[str, Any], key: str) -> str:
    value = question.get(key, "")
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise Unanswerable(f'"{key}" must be a text of at most {MOST_TEXT} characters')
    return value
