"""Amounts of storage as people write them."""

from __future__ import annotations

import pytest

from vncwall.errors import SettingsError
from vncwall.settings.sizes import parse_size, size_bytes, size_in_words


@pytest.mark.parametrize(
    ("value", "size"),
    [(0, 0), (1000, 1000), ("7", 7), ("500 GB", 500 * 10**9), ("1.5TiB", 3 << 39), ("20 b", 20)],
)
def test_sizes_are_read(value: object, size: int) -> None:
    assert size_bytes(value) == size


@pytest.mark.parametrize("value", [-1, 1.5, True, None, "", "GB", "5 XB", "-5 GB", "1e9", []])
def test_what_is_no_size_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="is not a size; write bytes or a text like"):
        size_bytes(value)


def test_an_argument_is_named_in_the_error() -> None:
    with pytest.raises(SettingsError, match=r"^--most: 'much'"):
        parse_size("much", path="--most")


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (1_500_000, "1.5 MB"), (999_600, "1 MB"),
     (20 * 10**9, "20 GB"), (3 * 10**18, "3000 PB")],
)  # fmt: skip
def test_sizes_are_told(size: int, words: str) -> None:
    assert size_in_words(size) == words
