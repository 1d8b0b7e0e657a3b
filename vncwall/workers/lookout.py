"""Looks at one session's picture for the rules of its host, where the pixels are.

A rule is looked at only when its region was painted since the last look, and all of a session at
most once a second. What is found is told when it is news.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vncwall.alerting.checks import CHECKS
from vncwall.alerting.checks.base import Check, Verdict
from vncwall.alerting.checks.reference import ReferenceCheck
from vncwall.alerting.checks.text import TextCheck
from vncwall.framebuffer.indexed import Picture
from vncwall.geometry import Rect, Size
from vncwall.ipc.messages import Notice, RuleSeen
from vncwall.settings.alert import AlertSettings
from vncwall.workers.known_pictures import KnownPictures
from vncwall.workers.ocr import TextReader

logger = logging.getLogger(__name__)

_NS = 1_000_000_000
EVERY_NS = _NS
"""Between two looks."""
SAID_EVERY_NS = 10 * _NS
"""That something has changed, or in which words the same was found, is told so often at most."""


@dataclass(slots=True)
class _Post:
    """One rule."""

    name: str
    check: Check
    region: Rect | None = None
    """On the present desktop; None: its size is not known."""
    is_due: bool = True
    not_before_ns: int = 0
    said: RuleSeen | None = None
    said_ns: int = 0


class Lookout:
    """Follows one session."""

    def __init__(
        self,
        session: int,
        rules: Sequence[AlertSettings],
        send: Callable[[Notice], None],
        *,
        reader: TextReader,
        pictures: KnownPictures,
    ) -> None:
        """Begin.

        Args:
            session: in whose name it speaks.
            rules: of its host; those that are not about pixels are left out.
            send: takes what is found.
            reader: of texts, shared by all sessions of the process.
            pictures: references, shared as well.
        """
        self._session = session
        self._send = send
        self._reader = reader
        self._posts: list[_Post] = []
        self._size: Size | None = None
        self._look_ns = 0
        for rule in rules:
            kind = CHECKS.get(rule.when)
            if kind is None:
                continue
            check = kind(rule.picture)
            if isinstance(check, ReferenceCheck):
                check.reference = pictures.words(rule.picture.reference, rule.picture.reference_ns)
            self._posts.append(_Post(rule.name, check))

    @property
    def needs_pictures(self) -> bool:
        """Whether pictures are needed although nobody looks."""
        return bool(self._posts)

    @property
    def needs_detail(self) -> bool:
        """Whether they must be as good as the settings allow."""
        return any(post.check.needs_detail for post in self._posts)

    def replaced(self) -> None:
        """All of the picture is new: another connection, or another size."""
        self._size = None
        for post in self._posts:
            post.is_due, post.said = True, None

    def changed(self, damage: Sequence[Rect], size: Size) -> None:
        """Note where the desktop was painted."""
        if not self._posts:
            return
        if size != self._size:
            self._size = size
            for post in self._posts:
                post.region = post.check.region(size)
                post.is_due = True
            return
        for post in self._posts:
            region = post.region
            if not post.is_due and region is not None:
                post.is_due = any(not rect.intersection(region).is_empty for rect in damage)

    def see(self, words: Picture, now_ns: int) -> None:
        """Look at the picture, which is current, where that is due."""
        if not self._posts or now_ns < self._look_ns:
            return
        self._look_ns = now_ns + EVERY_NS
        for post in self._posts:
            if not post.is_due or now_ns < post.not_before_ns:
                continue
            if isinstance(post.check, TextCheck):
                self._read(post, post.check, words, now_ns)
                continue
            post.is_due = False
            verdict = post.check.see(words)
            if verdict is not None:
                self._say(post, verdict, now_ns)

    def _read(self, post: _Post, check: TextCheck, words: Picture, now_ns: int) -> None:
        if self._reader.is_busy:
            return
        image = check.image(words)

        def tell(text: str) -> None:
            self._say(post, check.judge(text), now_ns)

        if not image:
            tell("")
        elif not self._reader.read(image, check.arguments, tell):
            return
        post.is_due = False
        post.not_before_ns = now_ns + int(check.rule.every_s * _NS)

    def _say(self, post: _Post, verdict: Verdict, now_ns: int) -> None:
        seen = RuleSeen(
            self._session, post.name, verdict.is_met, verdict.detail, verdict.is_activity
        )
        said = post.said
        if said is not None and said.is_met == seen.is_met:
            is_news = seen.is_activity or (seen.is_met and seen.detail != said.detail)
            if not is_news or now_ns < post.said_ns + SAID_EVERY_NS:
                return
        post.said, post.said_ns = seen, now_ns
        self._send(seen)
