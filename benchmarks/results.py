"""Where figures are kept: one JSON object a line, measured run by measured run."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping

from benchmarks.machine import RESULTS, ROOT

FILE = ROOT / RESULTS


def add_option(parser: argparse.ArgumentParser) -> None:
    """Let the user say that a run is not to be kept."""
    parser.add_argument("--no-results", action="store_true", help=f"do not add to {FILE.name}")


def keep(result: Mapping[str, object]) -> None:
    """Append what was measured.

    Raises:
        OSError: the file cannot be written.
    """
    with FILE.open("a") as file:
        file.write(json.dumps(result) + "\n")
