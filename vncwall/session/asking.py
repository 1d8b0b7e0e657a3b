"""Asking one connection for pictures: when, for which part of the screen, in which settings."""

from __future__ import annotations

from vncwall.rfb.connection import Connection
from vncwall.session.bands import Bands
from vncwall.session.pacing import UpdatePacer
from vncwall.session.strips import Strips
from vncwall.session.terms import Terms

_NS = 1_000_000_000
UNANSWERED_NS = _NS // 2
"""A strip of which nothing has come for so long, and for three round trips, has not changed."""


class Asker:
    """Sends the requests of one connection.

    Rules:

    1. Nothing is asked while the allowance is in debt: what is on its way must be paid first.
    2. A whole screen (the first, after a change of size, a finer picture) is asked for in bands.
       The next band is asked for when the last has come, whatever the interval.
    3. Everything else is the pacer's: changes of the whole screen, an interval apart. Where they
       would take the line for long they are asked for in strips, one after the other.
    4. Under control on a line that nothing holds back the server may send unasked.
    """

    __slots__ = (
        "_bands",
        "_connection",
        "_is_fetching",
        "_is_whole",
        "_needs_whole",
        "_pacer",
        "_strip_ns",
        "_strips",
        "_terms",
    )

    def __init__(self, connection: Connection, pacer: UpdatePacer, terms: Terms) -> None:
        self._connection = connection
        self._pacer = pacer
        self._terms = terms
        self._bands: Bands | None = None
        self._needs_whole = True
        self._is_whole = False
        self._is_fetching = False
        self._strips: Strips | None = None
        self._strip_ns = 0
        """Since when an answer to the last strip may have come."""
        pacer.restart()

    @property
    def has_asked(self) -> bool:
        """Whether the screen as it is now was asked for."""
        return not self._needs_whole

    @property
    def is_whole(self) -> bool:
        """Whether all of the screen has come once, in its present size."""
        return self._is_whole

    @property
    def is_fetching(self) -> bool:
        """Whether what comes now is a band of a whole screen."""
        return self._is_fetching

    @property
    def is_part(self) -> bool:
        """Whether what comes now shows the changes of a strip only."""
        return self._strips is not None and not self._strips.is_whole_asked

    @property
    def current_ns(self) -> int | None:
        """When the oldest part of the screen was current, while it comes in strips.

        None: the server owes an answer for any change, or will be asked for all of them.
        """
        if self._strips is None or self._strips.is_whole_asked:
            return None
        return self._strips.current_ns

    def need_whole(self, *, is_new: bool) -> None:
        """Ask for everything again; `is_new`: into an empty framebuffer."""
        self._needs_whole = True
        self._bands = self._strips = None
        if is_new:
            self._is_whole = False

    def answered(self, now_ns: int) -> None:
        """An update has come."""
        self._pacer.answered()
        self._is_fetching = self._connection.is_full_outstanding
        if self._strips is not None:
            if self._strips.answered(now_ns):
                self._terms.meter.passed(now_ns)
            else:
                self._terms.meter.passing(self._strips.part)
        if self._bands is None or not self._bands.is_done:
            return
        if not self._connection.is_full_due and not self._connection.is_full_outstanding:
            self._bands = None
            self._is_whole = True

    def choose_picture(self) -> None:
        """Ask in the settings of the present choice; the first request is due at once."""
        connection = self._connection
        self._pacer.set_interval(self._terms.update_interval_s)
        if connection.is_continuous:
            connection.disable_continuous_updates()
        connection.set_picture(self._terms.options)
        self._pacer.restart()

    def adapt(self) -> None:
        """Follow a choice that was made for the line; what is under way goes on."""
        connection, terms = self._connection, self._terms
        self._pacer.set_interval(terms.update_interval_s)
        if connection.is_continuous and not terms.allows_continuous:
            connection.disable_continuous_updates()
            self._pacer.restart()
        connection.set_picture(terms.options)
        if connection.is_full_due:
            self._pacer.restart()

    def ask(self, now_ns: int) -> int | None:
        """Send what is due; return when to be called again, None: when something happens."""
        connection, pacer = self._connection, self._pacer
        if not pacer.is_watched or connection.is_continuous:
            return None
        ready_ns = self._terms.allowance.ready_ns(now_ns)
        if ready_ns > now_ns:
            self._strip_ns = ready_ns  # what has come meanwhile is still to be read
            return ready_ns
        if self._bands is not None and not self._bands.is_done and not connection.is_full_due:
            self._ask_band(self._bands, now_ns)
            return None
        if self._strips is not None and not self._strips.is_whole_asked:
            if pacer.is_open:
                return self._join_strip(self._strips, now_ns)
            if not self._strips.is_at_top and not connection.is_full_due:
                self._ask_strip(self._strips, now_ns)
                return self._strip_ns + self._unanswered_ns
        due_ns = pacer.due_ns(now_ns)
        if due_ns is None or due_ns > now_ns:
            return due_ns
        if self._needs_whole or (connection.is_full_due and not self._wants_continuous()):
            self._ask_band(Bands(connection.framebuffer.size), now_ns)
        elif self._wants_continuous():
            self._strips = None
            connection.enable_continuous_updates()
        elif self._terms.wants_strips(now_ns, has_them=self._strips is not None):
            self._strips = self._strips or Strips(connection.framebuffer.size, now_ns)
            self._ask_strip(self._strips, now_ns)
            return self._strip_ns + self._unanswered_ns
        elif connection.request_update():
            self._strips = None
            pacer.asked(now_ns)
        return None

    def _ask_strip(self, strips: Strips, now_ns: int) -> None:
        strip = strips.next(self._terms.strip_rows(now_ns))
        is_first = strips.is_at_top
        if self._connection.request_update(region=strip, joins=self._pacer.is_open):
            strips.asked(strip)
            self._strip_ns = now_ns
            if is_first and not self._pacer.is_open:
                self._pacer.asked(now_ns)
            else:
                self._pacer.joined()

    def _join_strip(self, strips: Strips, now_ns: int) -> int | None:
        """Ask for the next strip, too, when nothing comes of those that are asked for."""
        due_ns = max(self._strip_ns, self._terms.meter.heard_ns) + self._unanswered_ns
        if due_ns <= now_ns:
            self._ask_strip(strips, now_ns)
            due_ns = now_ns + self._unanswered_ns
        return due_ns

    @property
    def _unanswered_ns(self) -> int:
        return max(UNANSWERED_NS, int(3 * self._terms.meter.round_trip_s * _NS))

    def _ask_band(self, bands: Bands, now_ns: int) -> None:
        band = bands.next(self._terms.band_pixels(now_ns), is_quick=self._terms.meter.is_quick)
        if self._connection.request_part(band):
            bands.asked(band)
            self._bands, self._needs_whole, self._strips = bands, False, None
            self._is_fetching = True
            self._pacer.asked(now_ns)
            self._terms.meter.asked(now_ns)

    def _wants_continuous(self) -> bool:
        return self._terms.allows_continuous and self._connection.supports_continuous_updates
