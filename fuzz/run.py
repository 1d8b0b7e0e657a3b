"""Fuzz one target for some time, with atheris where it is installed, else with random mutation.

    python -m fuzz.run TARGET [--seconds N] [--runs N] [--seed N]

Instruments what is not compiled; all of the core runs from its sources with `--interpreted`. Prints
how many inputs ran. A finding is written to ``fuzz/findings/`` and ends the run with code 1.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import random
import resource
import subprocess
import sys
import time
import traceback
from pathlib import Path

MEMORY_BYTES = 3 << 30
"""More than this for one input is a finding: the address space is limited to it."""

HANG_S = 20
INSTRUMENTED = ("vncwall.rfb", "vncwall.kernels", "vncwall.framebuffer")
FINDINGS = Path(__file__).parent / "findings"


def main() -> int:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--runs", type=int, default=0, help="at most so many inputs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="random mutation, no atheris")
    parser.add_argument("--interpreted", action="store_true", help="compiled modules from source")
    arguments = parser.parse_args()
    if arguments.interpreted:
        use_sources()
    if importlib.util.find_spec("atheris") is None or arguments.plain:
        return mutate(arguments.target, arguments.seconds, arguments.runs, arguments.seed)
    return guided(arguments.target, arguments.seconds, arguments.runs, arguments.seed)


def use_sources() -> None:
    """Import every compiled module from its source, so that a fuzzer sees into it."""

    class Source:
        def find_spec(self, name: str, path: object = None, target: object = None) -> object:
            file = Path(__file__).parents[1].joinpath(*name.split(".")).with_suffix(".py")
            if not name.startswith(INSTRUMENTED) or not file.exists():
                return None
            return importlib.util.spec_from_file_location(name, file)

    sys.meta_path.insert(0, Source())  # type: ignore[arg-type]
    sys.modules["cython"] = None  # type: ignore[assignment]  # the stand-in serves then


def mutate(name: str, seconds: float, runs: int, seed: int) -> int:
    """Feed mutated seeds, the same ones for the same number; return the exit code."""
    from fuzz.seeds import seeds
    from fuzz.targets import TARGETS, watch_log

    watch_log()
    target, corpus = TARGETS[name], list(seeds(name))
    generator = random.Random(seed)
    end = time.monotonic() + seconds
    count = 0
    for data in corpus:
        target(data)
        count += 1
    while time.monotonic() < end and (not runs or count < runs):
        data = mutation(generator, corpus)
        count += 1
        try:
            target(data)
        except Exception:
            traceback.print_exc()
            keep(name, data)
            return 1
    print(f"{name}: {count} inputs, no findings")
    return 0


def mutation(generator: random.Random, corpus: list[bytes]) -> bytes:
    """Return a seed with some bytes changed, cut, repeated or joined to another."""
    data = bytearray(generator.choice(corpus))
    for _ in range(generator.choice((1, 1, 2, 4, 16))):
        at = generator.randrange(len(data)) if data else 0
        match generator.randrange(6):
            case 0 | 1 if data:
                data[at] = generator.randrange(256)
            case 2 if data:
                data[at] = generator.choice((0, 1, 0x7F, 0x80, 0xFF))
            case 3:
                del data[at : at + generator.randrange(1, 9)]
            case 4:
                data[at:at] = generator.randbytes(generator.randrange(1, 9))
            case 5:
                other = generator.choice(corpus)
                start = generator.randrange(len(other))
                data[at:] = other[start : start + 2000]
    return bytes(data)


def keep(name: str, data: bytes) -> None:
    """Write an input that was a finding."""
    FINDINGS.mkdir(exist_ok=True)
    path = FINDINGS / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    print(f"{name}: finding written to {path}")


def guided(name: str, seconds: float, runs: int, seed: int) -> int:
    """Let libFuzzer look for inputs that reach new code; does not return."""
    import atheris

    FINDINGS.mkdir(exist_ok=True)
    folder = Path(__file__).parent / "corpus" / name
    folder.mkdir(parents=True, exist_ok=True)
    # In a process of its own: what the seeds import must be imported under the eyes of atheris, and
    # a compiled module cannot be imported twice.
    subprocess.run([sys.executable, "-m", "fuzz.seeds", name, str(folder)], check=True)
    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        from fuzz.targets import TARGETS, watch_log
    watch_log()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    options = [
        f"-max_total_time={max(1, int(seconds))}",
        f"-runs={runs or -1}",
        f"-seed={seed}",
        f"-timeout={HANG_S}",
        "-rss_limit_mb=2048",
        "-max_len=16384",
        "-print_final_stats=1",
        "-verbosity=1",
        f"-artifact_prefix={FINDINGS}/{name}-",
    ]
    atheris.Setup([sys.argv[0], *options, str(folder)], TARGETS[name])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
