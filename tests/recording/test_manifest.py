"""A manifest is written whole, read back unchanged, and nothing wrong is believed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vncwall.ipc.segment import Ended, SegmentFacts, Span
from vncwall.recording.manifest import (
    MAX_BYTES,
    Manifest,
    ManifestError,
    manifest_path,
    read_manifest,
    segment_of,
    sha256_of,
    write_manifest,
)

FACTS = SegmentFacts(
    path="r/pc1/2026-03-01/140000.mkv",
    folder="r",
    host="pc 1 ü",
    start_ns=1,
    end_ns=600_000_000_001,
    format="h264",
    width=1920,
    height=1080,
    frames=7,
    group="lab",
    cause="schedule nights",
    ended=Ended.RESIZE,
    activity=(0, 1, 100),
    gaps=(Span(2, 3, "frozen"),),
    controlled=(Span(4, 5, "alice"),),
    settings="format=h264",
)
MANIFEST = Manifest.of(
    FACTS, size_bytes=9, sha256="a" * 64, sequence=3, previous="b" * 64, audit=(2, "c" * 64)
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = manifest_path(tmp_path / "140000.mkv")
    digest = write_manifest(path, MANIFEST)
    assert path.name == "140000.mkv.json"
    assert segment_of(path).name == "140000.mkv"
    assert read_manifest(path) == (MANIFEST, digest)
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_person_can_read_it() -> None:
    text = MANIFEST.to_bytes().decode()
    assert '"host": "pc 1 ü",\n' in text
    assert '"activity": [0,1,100],\n' in text
    assert json.loads(text)["controlled"] == [[4, 5, "alice"]]


def altered(**values: Any) -> bytes:
    return json.dumps(json.loads(MANIFEST.to_bytes()) | values).encode()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a JSON object"),
        (b"{}", "has format None"),
        (altered(vncwall_manifest=2), "has format 2; this vncwall reads 1"),
        (altered(host=7), "wrong host"),
        (altered(width=-1), "wrong width"),
        (altered(width=True), "wrong width"),
        (altered(frames=1 << 70), "wrong frames"),
        (altered(activity=[101]), "wrong activity"),
        (altered(gaps=[[1, 2]]), "wrong item in gaps"),
        (altered(end_ns=0, start_ns=5), "ends before it starts"),
        (altered(sequence=0), "the first is 1"),
        (altered(file="../x.mkv"), "not beside it"),
        (altered(sha256="A" * 64), "where a SHA-256 belongs"),
        (altered(previous="ab"), "where a SHA-256 belongs"),
    ],
)
def test_what_is_wrong_is_named(data: bytes, why: str) -> None:
    with pytest.raises(ManifestError, match=why):
        Manifest.from_bytes(data)


def test_a_missing_key_is_named() -> None:
    values = json.loads(MANIFEST.to_bytes())
    del values["cause"]
    with pytest.raises(ManifestError, match="has no cause"):
        Manifest.from_bytes(json.dumps(values).encode())


def test_a_manifest_under_another_name_is_of_no_use(tmp_path: Path) -> None:
    path = tmp_path / "150000.mkv.json"
    write_manifest(path, MANIFEST)
    with pytest.raises(ManifestError, match=r"is of 140000\.mkv"):
        read_manifest(path)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv.json"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ManifestError, match="longer than"):
        read_manifest(path)


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(data: bytes) -> None:
    with pytest.raises(ManifestError):
        Manifest.from_bytes(data)


@given(
    st.text(max_size=40),
    st.lists(st.integers(0, 100), max_size=80),
    st.integers(0, 1 << 62),
)
def test_everything_that_can_be_recorded_comes_back(
    text: str, activity: list[int], time_ns: int
) -> None:
    manifest = replace(
        MANIFEST,
        host=text,
        cause=text,
        activity=tuple(activity),
        start_ns=time_ns,
        end_ns=time_ns,
        gaps=(Span(time_ns, time_ns, text),),
    )
    try:
        data = manifest.to_bytes()
    except UnicodeEncodeError:
        return  # half of a surrogate pair is no text
    assert Manifest.from_bytes(data) == manifest


def test_a_file_is_known_by_the_hash_that_sha256sum_prints(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256_of(tmp_path / "a") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, B.1
    )
