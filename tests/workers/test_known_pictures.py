from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vncwall.framebuffer.png import encode_png
from vncwall.workers.known_pictures import KnownPictures

WORDS = (0xFF000000 + np.arange(90 * 160, dtype=np.uint32).reshape(90, 160) * 997) | 0xFF000000


def test_a_snapshot_is_known_again(tmp_path: Path) -> None:
    path = tmp_path / "lock.png"
    path.write_bytes(encode_png(WORDS))
    known = KnownPictures()
    picture = known.get(str(path))
    assert picture is not None
    assert picture.resembles(WORDS)
    path.unlink()
    assert known.get(str(path)) is picture, "read once"
    assert known.get("") is None
    path.write_bytes(encode_png(WORDS[::-1].copy()))
    other = known.get(str(path), 5)
    assert other is not None
    assert not other.resembles(WORDS), "another picture in it"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, "No such file"),
        (b"", "ends in its header"),
        (b"not a picture, but long enough for a header", "pixels"),
        (encode_png(WORDS)[:200], "ends early"),
        (encode_png(np.full((90, 160), 0xFF000000, np.uint32)), "one colour"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff", "pixels"),
    ],
)
def test_what_is_of_no_use_is_said_once_and_known_by_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, data: bytes | None, why: str
) -> None:
    path = tmp_path / "lock.png"
    if data is not None:
        path.write_bytes(data)
    known = KnownPictures()
    assert known.get(str(path)) is None
    assert known.get(str(path)) is None
    (record,) = caplog.records
    assert why in record.getMessage()
