"""Logging set-up."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from vncwall import logs


@pytest.fixture(autouse=True)
def root() -> Iterator[logging.Logger]:
    logger = logging.getLogger()
    handlers, level = logger.handlers[:], logger.level
    yield logger
    for handler in logger.handlers:
        handler.close()
    logger.handlers[:] = handlers
    logger.setLevel(level)


@pytest.mark.parametrize(("verbosity", "lines"), [(0, 1), (1, 2), (2, 3), (5, 3)])
def test_verbosity_decides_what_is_logged(verbosity: int, lines: int, tmp_path: Path) -> None:
    file = tmp_path / "x.log"
    logs.configure(verbosity=verbosity, file=str(file))
    logger = logging.getLogger("vncwall.test")
    logger.warning("degraded")
    logger.info("of interest")
    logger.debug("wire")
    assert len(file.read_text().splitlines()) == lines


def test_file_is_appended_to(tmp_path: Path) -> None:
    file = tmp_path / "x.log"
    for _ in range(2):
        logs.configure(file=str(file))
        logging.getLogger("vncwall.test").warning("degraded")
    assert file.read_text().count("WARNING MainProcess vncwall.test: degraded") == 2


def test_standard_error_is_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    logging.getLogger("vncwall.test").warning("degraded")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.endswith("vncwall.test: degraded\n")
