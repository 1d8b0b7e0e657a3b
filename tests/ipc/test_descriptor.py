import pytest

from vncwall.ipc.descriptor import FramebufferKind, segment_name
from vncwall.workers.pool import token_of


def test_names_are_short_enough_for_macos_after_years():
    run = f"{token_of(4_194_304)}xxxzz"  # process, random, count
    name = segment_name(run, 9999, FramebufferKind.PREVIEW, 99_999_999)
    assert len(name) <= 30


@pytest.mark.parametrize(
    "other",
    [
        ("a1", 1, FramebufferKind.FULL, 2),
        ("a1", 2, FramebufferKind.FULL, 1),
        ("a1", 1, FramebufferKind.PREVIEW, 1),
        ("b1", 1, FramebufferKind.FULL, 1),
    ],
)
def test_names_differ_in_every_part(other):
    assert segment_name(*other) != segment_name("a1", 1, FramebufferKind.FULL, 1)
