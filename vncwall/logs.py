"""Logging set-up: one format for every process, levels as in the contributing guide."""

from __future__ import annotations

import logging
import sys

FORMAT = "%(asctime)s %(levelname)-7s %(processName)s %(name)s: %(message)s"


def configure(*, verbosity: int = 0, file: str | None = None) -> None:
    """Send records to standard error, or to `file`.

    Args:
        verbosity: 0 shows warnings, 1 information, 2 and more the wire.
        file: append there instead of writing to standard error.
    """
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbosity, 2)]
    handler: logging.Handler = (
        logging.FileHandler(file) if file else logging.StreamHandler(sys.stderr)
    )
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
