"""How figures are told and where they are kept: one JSON object a line, run by run."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping, Sequence

from benchmarks import machine

FILE = machine.ROOT / machine.RESULTS


def add_options(parser: argparse.ArgumentParser) -> None:
    """Let the user choose what is printed and whether it is kept."""
    parser.add_argument("--json", action="store_true", help="print what is kept")
    add_option(parser)


def add_option(parser: argparse.ArgumentParser) -> None:
    """Let the user say that a run is not to be kept."""
    parser.add_argument("--no-results", action="store_true", help=f"do not add to {FILE.name}")


def described(benchmark: str, figures: Mapping[str, object]) -> dict[str, object]:
    """Return figures with what measured them, when and where."""
    head = {"when": time.strftime("%F %T"), "machine": machine.describe(), "benchmark": benchmark}
    return {**head, **figures}


def keep(result: Mapping[str, object]) -> None:
    """Append what was measured.

    Raises:
        OSError: the file cannot be written.
    """
    with FILE.open("a") as file:
        file.write(json.dumps(result) + "\n")


def tell(result: Mapping[str, object], text: str, options: argparse.Namespace) -> None:
    """Keep what was measured and print it, each as the options say."""
    if not options.no_results:
        keep(result)
    print(json.dumps(result) if options.json else text, flush=True)


def judged(lines: Sequence[str], failures: Sequence[str], *, good: str, bad: str) -> str:
    """Return a report with its verdict as the last line.

    >>> judged(["two hosts"], [], good="kept", bad="NOT KEPT")
    'two hosts\\n  kept'
    """
    return "\n".join([*lines, f"  {bad}: {'; '.join(failures)}" if failures else f"  {good}"])
