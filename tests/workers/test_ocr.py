"""Reading text by another program, here by ones that a test has made."""

from __future__ import annotations

import asyncio
import sys

import pytest

from vncwall.workers.ocr import TextReader


def reader(code: str, *, timeout_s: float = 20.0) -> TextReader:
    return TextReader((sys.executable, "-c", code), timeout_s=timeout_s)


async def finished(one: TextReader) -> None:
    assert one._task is not None
    await one._task


async def test_the_program_gets_picture_and_arguments_and_its_text_is_told() -> None:
    one = reader("import sys; print(sys.argv[1:], sys.stdin.buffer.read())")
    told: list[str] = []
    assert one.read(b"P5", ("-l", "eng"), told.append)
    assert one.is_busy
    assert not one.read(b"P5", (), told.append)
    await finished(one)
    assert told == ["['stdin', 'stdout', '-l', 'eng'] b'P5'\n"]
    assert not one.is_busy


async def test_one_that_hangs_is_ended(caplog: pytest.LogCaptureFixture) -> None:
    one = reader("import time; time.sleep(60)", timeout_s=0.05)
    told: list[str] = []
    one.read(b"", (), told.append)
    await finished(one)
    assert told == []
    assert "took longer than 0.05 s" in caplog.text


async def test_what_it_complains_of_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    one = reader("import sys; sys.exit('Failed loading language xyz')")
    for _ in range(2):
        one.read(b"", (), lambda text: None)
        await finished(one)
    assert caplog.text.count("Failed loading language xyz") == 1


async def test_one_that_is_not_installed_is_said_with_the_remedy(
    caplog: pytest.LogCaptureFixture,
) -> None:
    one = TextReader(("/no/such/program",))
    one.read(b"", (), lambda text: None)
    await finished(one)
    assert "apt install tesseract-ocr" in caplog.text


async def test_closing_ends_what_is_being_read() -> None:
    one = reader("import time; time.sleep(60)")
    one.read(b"", (), lambda text: None)
    await asyncio.sleep(0)
    await one.close()
    assert not one.is_busy
