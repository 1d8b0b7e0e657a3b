from collections.abc import Iterator

import pytest

from tests.support.wall_stage import Stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A wall of four desktops in 640x400, none of them connected yet."""
    with Stage() as result:
        yield result
