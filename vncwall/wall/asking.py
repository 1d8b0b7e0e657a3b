"""Asks the operator for passwords and about keys, at the side, while the wall goes on."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from vncwall.errors import SettingsError
from vncwall.language import N_, _, ngettext
from vncwall.security import HostKey
from vncwall.settings.address import HostAddress
from vncwall.settings.known_keys import UTC_FORMAT, KnownKeys
from vncwall.settings.model import HostSettings, Settings
from vncwall.states import Reason, SessionState
from vncwall.ui.text_field import TextStore
from vncwall.wall.desktop import Desktop
from vncwall.wall.logins import Logins, write_password
from vncwall.wall.panels.key_question import ALL, key_question
from vncwall.wall.panels.question import Answer, Field, Question, Tick
from vncwall.wall.panels.questions import Questions

_WANTING_LOGIN = (Reason.NEEDS_PASSWORD, Reason.NEEDS_USERNAME, Reason.WRONG_PASSWORD)
_WANTING_TRUST = (Reason.NEW_KEY, Reason.KEY_CHANGED)
_USER, _PASSWORD, _ALL, _KEEP = "user", "password", "all", "keep"


class Report(Protocol):
    """Where it is told what came of an answer."""

    def __call__(self, success: bool, sentence: str) -> None:
        """Show a sentence."""


class Asking:
    """Puts one question at a time for hosts that want a password, and logs in with the answer.

    Of a host whose key is new or has changed it asks whether that is right.

    A question that nobody called for takes no keys until it is clicked or called for. Esc ends the
    questions for all hosts that want a password now; each can still be asked for by its tile.

    Attributes:
        is_on: questions come by themselves.
        logins: what was typed.
    """

    def __init__(
        self,
        settings: Settings,
        questions: Questions,
        *,
        change: Callable[[Settings], None],
        reconnect: Callable[[int], None],
        report: Report,
        hint: Callable[[], str],
        configuration: Path | None,
        is_on: bool,
    ) -> None:
        """Ask nothing yet.

        Args:
            settings: as configured.
            questions: where to ask.
            change: takes the settings with the answer in them.
            reconnect: connects a session anew.
            report: told what came of an answer.
            hint: how a question that has come by itself is answered, in words.
            configuration: the file that passwords can be written beside; None: there is none.
            is_on: whether questions come by themselves.
        """
        self.is_on = is_on
        self.logins = Logins(settings)
        self._questions = questions
        self._change = change
        self._reconnect = reconnect
        self._report = report
        self._hint = hint
        self._configuration = configuration
        self._asked: Question | None = None
        self._host: HostSettings | None = None
        self._answered: tuple[str, HostAddress] | None = None
        self._refused: set[int] = set()
        self._retried: set[int] = set()
        self._wanting: dict[int, Desktop] = {}
        self.store: TextStore | None = None
        """The clipboard, for a password that is pasted."""

    def note(self, desktop: Desktop) -> None:
        """Take in what a desktop's session has come to."""
        if _wants(desktop):
            self._wanting[desktop.session] = desktop
        else:
            self._wanting.pop(desktop.session, None)
        if desktop.state is SessionState.LIVE:
            self._retried.discard(desktop.session)

    def follow(self, desktops: Iterable[Desktop]) -> None:
        """Go on with other desktops."""
        self._wanting = {desktop.session: desktop for desktop in desktops if _wants(desktop)}

    def advance(self, *, may_ask: bool) -> None:
        """Ask for what has come to be wanted, and no longer for what is not.

        Args:
            may_ask: a question that nobody called for may stand over the wall now.
        """
        self._refused &= self._wanting.keys()
        shown = self._asked
        if shown is not None and shown.is_closed:
            self._asked = shown = None
        if shown is not None and not (
            any(desktop.host == self._host for desktop in self._wanting.values())
            and (may_ask or shown.has_focus)
        ):
            self._asked = None
            self._questions.withdraw(shown)
        if self.is_on and may_ask and self._asked is None:
            left = [d for session, d in self._wanting.items() if session not in self._refused]
            if left:
                # Who has just typed a password that was wrong is still at it.
                has_focus = (left[0].host.name, left[0].host.address) == self._answered
                self._ask(left[0], has_focus=has_focus)

    def recall(self) -> bool:
        """Ask again what was put off; return whether there is something to ask."""
        return any(self.ask(desktop) for desktop in list(self._wanting.values())[:1])

    def ask(self, desktop: Desktop) -> bool:
        """Ask now, as the operator wishes; return whether there is something to ask of it."""
        if not self.is_on or not _wants(desktop):
            return False
        if self._asked is not None:
            if self._host == desktop.host and not self._asked.is_closed:
                return self._questions.focus()
            self._questions.withdraw(self._asked)
        self._wanting.setdefault(desktop.session, desktop)
        self._ask(desktop, has_focus=True)
        return True

    def _ask(self, desktop: Desktop, *, has_focus: bool) -> None:
        host = desktop.host
        self._host, self._answered = host, None
        if desktop.reason in _WANTING_TRUST:
            self._ask_trust(desktop, has_focus=has_focus)
            return
        others = sum(one.reason in _WANTING_LOGIN for one in self._wanting.values()) - 1
        ticks = []
        if others > 0:
            all_of_them = ngettext(
                "The same for {n} other that asks", "The same for {n} others that ask", others
            )
            ticks.append(Tick(_ALL, all_of_them.format(n=others)))
        if self._configuration is not None:
            ticks.append(Tick(_KEEP, _("Write it to a file that only you can read")))
        fields = [Field(_PASSWORD, _("Password"), is_secret=True)]
        if host.username or desktop.reason is Reason.NEEDS_USERNAME:
            fields.insert(0, Field(_USER, _("User name"), host.username))
        was_wrong = desktop.reason is Reason.WRONG_PASSWORD
        sentence = (
            _("{address} does not accept the password: {detail}")
            if was_wrong
            else _("{address} asks for a password.")
        )
        self._asked = Question(
            _("Password for {name}").format(name=desktop.name),
            sentence.format(address=host.address, detail=desktop.detail),
            on_answer=self._take,
            fields=fields,
            ticks=ticks,
            yes=N_("Connect"),
            no=N_("Not now"),
            is_harmful=False,
            glyph="key",
            colour="locked",
            has_focus=has_focus,
            hint=self._hint(),
            check=_complaint,
            store=self.store,
        )
        self._questions.ask(self._asked)

    def _take(self, answer: Answer | None) -> None:
        self._asked = None
        if answer is None:
            self._refused |= self._wanting.keys()
            return
        asked = [d.host for d in self._wanting.values() if d.host == self._host]
        wanting = [d for d in self._wanting.values() if d.reason in _WANTING_LOGIN]
        hosts = [d.host for d in wanting] if _ALL in answer.ticked else asked
        password = answer.values[_PASSWORD]
        for host in hosts:
            self.logins.give(host, answer.values.get(_USER, host.username), password)
        username = answer.values.get(_USER, "")
        self._wanting = {}
        if len(hosts) == 1:
            self._answered = hosts[0].name, hosts[0].address
        self._change(self.logins.again())
        if _KEEP in answer.ticked and self._configuration is not None:
            self._write(self._configuration, hosts, username, password)

    def _ask_trust(self, desktop: Desktop, *, has_focus: bool) -> None:
        """Ask whether the key that a host shows is right."""
        try:
            keys = KnownKeys(Path(desktop.host.known_keys))
            key = keys.offered(desktop.host.address)
            known = keys.trusted(desktop.host.address)
        except OSError as error:
            self._refused.add(desktop.session)
            self._report(False, f"{desktop.host.known_keys}: {error.strerror}")
            return
        if key is None:
            # Somebody else has answered it meanwhile; or there is none to ask about.
            self._refused.add(desktop.session)
            if desktop.session not in self._retried:
                self._retried.add(desktop.session)
                self._reconnect(desktop.session)
            return
        of_kind = tuple(one for one in known if one.kind is key.kind)
        new = [d for d in self._wanting.values() if d.reason is Reason.NEW_KEY and d is not desktop]

        def take(answer: Answer | None) -> None:
            self._asked = None
            if answer is None:
                self._refused |= self._wanting.keys()
                return
            self._trust(keys, desktop, key)
            for other in new if ALL in answer.ticked else ():
                if (shown := keys.offered(other.host.address)) is not None:
                    self._trust(keys, other, shown)
            self._wanting = {}

        self._asked = key_question(
            desktop,
            key,
            of_kind,
            others=0 if of_kind else len(new),
            on_answer=take,
            has_focus=has_focus,
            hint=self._hint(),
        )
        self._questions.ask(self._asked)

    def _trust(self, keys: KnownKeys, desktop: Desktop, key: HostKey) -> None:
        try:
            keys.trust(desktop.host.address, key, time.strftime(UTC_FORMAT, time.gmtime()))
        except OSError as error:
            self._report(False, f"{desktop.host.known_keys}: {error.strerror}")
        else:
            self._refused.add(desktop.session)  # until its state is another
            self._reconnect(desktop.session)

    def _write(
        self, configuration: Path, hosts: list[HostSettings], username: str, password: str
    ) -> None:
        try:
            for host in hosts:
                path = write_password(
                    configuration, host, password, username=username, environment=os.environ
                )
        except SettingsError as error:
            self._report(False, str(error))
        else:
            self._report(True, _("wrote {path}").format(path=path))


def _wants(desktop: Desktop) -> bool:
    return desktop.state is SessionState.FAILED and (
        desktop.reason in _WANTING_LOGIN
        or (desktop.reason in _WANTING_TRUST and bool(desktop.host.known_keys))
    )


def _complaint(answer: Answer) -> str:
    if not answer.values.get(_USER, "-"):
        return _("type the user name")
    return "" if answer.values[_PASSWORD] else _("type the password")
