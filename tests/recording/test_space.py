from pathlib import Path

import pytest

from vncwall.errors import NoSpace
from vncwall.recording.space import RESERVE_BYTES, free_bytes, require_space


def test_free_space_is_that_of_the_nearest_folder_there_is(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "not" / "yet") > 0


def test_recording_stops_at_the_reserve_and_says_for_which_folder(tmp_path: Path) -> None:
    require_space(tmp_path, lambda _: RESERVE_BYTES)
    with pytest.raises(NoSpace, match=f"less than 32 MB are free for {tmp_path}"):
        require_space(tmp_path, lambda _: RESERVE_BYTES - 1)


def test_it_begins_again_with_twice_as_much(tmp_path: Path) -> None:
    require_space(tmp_path, lambda _: 2 * RESERVE_BYTES, again=True)
    with pytest.raises(NoSpace):
        require_space(tmp_path, lambda _: 2 * RESERVE_BYTES - 1, again=True)
