"""The narrow side of a connection."""

from __future__ import annotations

import pytest

from vncwall.rfb.errors import CredentialsMissing
from vncwall.rfb.link import ConnectionState, Link, decode_text
from vncwall.rfb.options import ConnectionOptions, Credentials
from vncwall.rfb.questions import CredentialsNeeded


def test_only_failed_and_closed_are_the_end() -> None:
    assert [state for state in ConnectionState if state.is_over] == [
        ConnectionState.FAILED,
        ConnectionState.CLOSED,
    ]


def test_text_is_utf_8_or_else_latin_1() -> None:
    assert decode_text("naïve".encode()) == "naïve"
    assert decode_text("naïve".encode("latin-1")) == "naïve"


def test_known_credentials_are_returned_at_once() -> None:
    known = Credentials("user", "secret")
    steps = Link(ConnectionOptions(credentials=known)).credentials(2, username=True)
    with pytest.raises(StopIteration) as stop:
        next(steps)
    assert stop.value.value == known


def test_a_user_name_that_is_wanted_and_missing_is_asked_for() -> None:
    options = ConnectionOptions(credentials=Credentials(password="x"), interactive=True)
    link = Link(options)
    steps = link.credentials(19, username=True)
    next(steps)
    assert link.events == [CredentialsNeeded(19, username=True)]
    link.answer(Credentials("user", "x"))
    with pytest.raises(StopIteration) as stop:
        next(steps)
    assert stop.value.value == Credentials("user", "x")


def test_without_anyone_to_ask_they_are_missing() -> None:
    with pytest.raises(CredentialsMissing):
        next(Link(ConnectionOptions()).credentials(2, username=False))


def test_an_open_question_is_not_resumed_by_bytes() -> None:
    link = Link(ConnectionOptions(interactive=True))
    next(link.credentials(2, username=False))
    link.reader.feed(bytes(1000))
    assert link.reader.wanted > link.reader.available


def test_a_text_is_read_up_to_the_limit() -> None:
    link = Link(ConnectionOptions())
    link.reader.feed(b"\0\0\0\x0aToo many authentications")
    with pytest.raises(StopIteration) as stop:
        next(link.read_text(8))
    assert stop.value.value == "Too many"
