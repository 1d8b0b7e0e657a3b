"""Where the keys of a TOML text stand."""

import pytest
import tomli

from vncwall.settings.locate import KeyLines

TEXT = '''\
# wall
title = "a # b = c"          # line 2
[wall]
columns = 4
[links.slow.tile]
"jpeg quality" = 3
control.compression = 9      # line 7
[[hosts]]
name = """
[not.a.header]
x = 1
"""
address = 'one'              # line 13
[hosts.tile]
compression = 2
[[hosts]]
address = "two"              # line 17
tile = { compression = 1, jpeg_quality = 12 }
[inline]
hosts = [                    # line 20
  { name = "a", address = "b" },  # 21 , { "
  { name = "c],",
  address = "d" },
  [1, 2], "x",
]
last = 1                     # line 26
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("wall",), 3),
        (("wall", "columns"), 4),
        (("links", "slow"), 5),
        (("links", "slow", "tile", "jpeg quality"), 6),
        (("links", "slow", "tile", "control", "compression"), 7),
        (("hosts",), 8),
        (("hosts", 0), 8),
        (("hosts", 0, "address"), 13),
        (("hosts", 0, "tile", "compression"), 15),
        (("hosts", 1), 16),
        (("hosts", 1, "address"), 17),
        (("hosts", 1, "tile", "jpeg_quality"), 18),
        (("inline", "hosts", 0, "address"), 21),
        (("inline", "hosts", 1, "name"), 22),
        (("inline", "hosts", 2), 24),
        (("inline", "hosts", 3), 24),
        (("inline", "last"), 26),
    ],
)
def test_key_is_found_on_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert KeyLines(TEXT).line_of(path) == line


def test_unknown_key_is_placed_at_its_table() -> None:
    assert KeyLines(TEXT).line_of(("hosts", 1, "nothing", "here")) == 16


def test_unknown_table_is_placed_on_the_first_line() -> None:
    assert KeyLines(TEXT).line_of(("nothing",)) == 1


def test_every_key_that_the_reader_finds_is_placed() -> None:
    text = "a.b.c = 1\n[x]\ny = {z = 1}\n'q.r' = 2\n"
    lines = KeyLines(text)
    assert tomli.loads(text) == {"a": {"b": {"c": 1}}, "x": {"y": {"z": 1}, "q.r": 2}}
    assert [lines.line_of(p) for p in (("a", "b", "c"), ("x", "y", "z"), ("x", "q.r"))] == [1, 3, 4]
