"""A short fuzzing run, always the same one; `make fuzz` is the long one."""

from __future__ import annotations

import random

import pytest

from fuzz.run import mutation
from fuzz.seeds import seeds
from fuzz.targets import TARGETS, watch_log

RUNS = {"conversation": 700, "handshake": 300, "decoder": 4000, "cursor": 2000, "kernels": 8000}


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_of_a_short_run_is_a_finding(name: str) -> None:
    handler = watch_log()
    try:
        corpus = list(seeds(name))
        generator = random.Random(20)
        for data in corpus:
            TARGETS[name](data)
        for _ in range(RUNS[name]):
            TARGETS[name](mutation(generator, corpus))
    finally:
        handler.close()


def test_every_target_has_its_run() -> None:
    assert set(RUNS) == set(TARGETS)
