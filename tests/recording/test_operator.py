"""The operator is who really works with the program."""

from __future__ import annotations

import getpass

import pytest

from vncwall.recording.operator import operator


def test_it_is_the_user_of_the_process() -> None:
    assert operator({}) == getpass.getuser()


def test_behind_sudo_both_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "root")
    assert operator({"SUDO_USER": "alice"}) == "root (for alice)"


def test_a_user_without_a_name_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert operator({}).startswith("uid ")
