"""Each manifest holds the hash of the one before, whatever happens in between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.recording.test_manifest import FACTS
from vncwall.recording.chain import HEAD, Chain, Link, manifests, read_end
from vncwall.recording.manifest import Manifest, manifest_path, read_manifest


def segment(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(name.encode())
    return path


def add(chain: Chain, folder: Path, name: str) -> Manifest:
    from dataclasses import replace

    path = segment(folder, name)
    return chain.add(path, replace(FACTS, path=str(path)), audit=(0, ""))


def test_the_first_has_nothing_before_it_and_the_others_what_was_written_before(
    tmp_path: Path,
) -> None:
    chain = Chain(tmp_path)
    made = [add(chain, tmp_path, f"2026-03-01/{n}.mkv") for n in range(3)]
    assert [one.sequence for one in made] == [1, 2, 3]
    digests = [read_manifest(path)[1] for path in manifests(tmp_path)]
    assert [one.previous for one in made] == ["", *digests[:2]]
    assert read_end(tmp_path) == Link(3, digests[2], "2026-03-01/2.mkv")


def test_a_segment_is_entered_once(tmp_path: Path) -> None:
    chain = Chain(tmp_path)
    first = add(chain, tmp_path, "d/a.mkv")
    assert add(chain, tmp_path, "d/a.mkv") == first
    assert len(list(manifests(tmp_path))) == 1


def test_another_program_may_add_in_between(tmp_path: Path) -> None:
    ours, theirs = Chain(tmp_path), Chain(tmp_path)
    order = [add(chain, tmp_path, f"d/{n}.mkv") for n, chain in enumerate((ours, theirs, ours))]
    assert [one.sequence for one in order] == [1, 2, 3]


def test_many_at_once_make_one_chain(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda n: add(Chain(tmp_path), tmp_path, f"d/{n}.mkv"), range(24)))
    links = sorted((one.sequence, one.previous) for one in made)
    digests = {read_manifest(path)[1] for path in manifests(tmp_path)}
    assert [sequence for sequence, _ in links] == list(range(1, 25))
    assert len({previous for _, previous in links} & digests) == 23


def test_a_crash_before_the_end_is_written_down_breaks_no_chain(tmp_path: Path) -> None:
    add(Chain(tmp_path), tmp_path, "d/1.mkv")
    before = (tmp_path / HEAD).read_bytes()
    second = add(Chain(tmp_path), tmp_path, "d/2.mkv")
    (tmp_path / HEAD).write_bytes(before)
    assert add(Chain(tmp_path), tmp_path, "d/3.mkv").sequence == second.sequence + 1


@pytest.mark.parametrize("damage", [None, b"", b"{}", b"[]", b'{"sequence":"9"}'])
def test_an_end_that_is_lost_is_found_by_reading_all(tmp_path: Path, damage: bytes | None) -> None:
    for n in range(3):
        add(Chain(tmp_path), tmp_path, f"d/{n}.mkv")
    (tmp_path / HEAD).unlink()
    if damage is not None:
        (tmp_path / HEAD).write_bytes(damage)
    assert add(Chain(tmp_path), tmp_path, "d/9.mkv").sequence == 4


def test_the_end_holds_though_the_newest_segment_was_deleted(tmp_path: Path) -> None:
    chain = Chain(tmp_path)
    add(chain, tmp_path, "d/1.mkv")
    add(chain, tmp_path, "d/2.mkv")
    _, digest = read_manifest(manifest_path(tmp_path / "d/2.mkv"))
    manifest_path(tmp_path / "d/2.mkv").unlink()
    third = add(Chain(tmp_path), tmp_path, "d/3.mkv")
    assert (third.sequence, third.previous) == (3, digest)


def test_a_manifest_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    add(Chain(tmp_path), tmp_path, "d/1.mkv")
    (tmp_path / "d/0.mkv.json").write_text("damaged")
    (tmp_path / HEAD).unlink()
    assert add(Chain(tmp_path), tmp_path, "d/2.mkv").sequence == 2
