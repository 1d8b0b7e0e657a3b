"""Buffers that are lent and given back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vncwall.rfb.scratch import KEPT_BYTES, borrow, give_back


@pytest.fixture(autouse=True)
def nothing_is_free() -> Iterator[None]:
    taken = [borrow(0) for _ in range(8)]
    yield
    del taken


def test_a_buffer_that_was_given_back_is_lent_again() -> None:
    buffer = borrow(1000)
    assert len(buffer) >= 1000
    give_back(buffer)
    assert borrow(len(buffer)) is buffer


def test_two_that_are_lent_at_a_time_are_two() -> None:
    assert borrow(10) is not borrow(10)


def test_one_that_is_too_small_is_replaced() -> None:
    small = borrow(10)
    give_back(small)
    assert len(borrow(len(small) + 1)) > len(small)
    assert borrow(10) is not small


def test_a_large_one_is_not_kept() -> None:
    large = borrow(KEPT_BYTES + 1)
    give_back(large)
    assert borrow(10) is not large
