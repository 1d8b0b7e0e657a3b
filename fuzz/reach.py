"""Say how much of the protocol core the inputs of one target reach, file by file.

    python -m fuzz.reach TARGET

Runs the seeds and what `make fuzz` has kept in ``fuzz/corpus/``, the core from its sources, with
`coverage`, which has to be installed. Each line of the table: statements reached, all, the file.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from fuzz.run import INSTRUMENTED, use_sources

PACKAGE = Path(__file__).parents[1] / "vncwall"


def main() -> int:
    """Run one target; the table goes to standard output."""
    import coverage

    name = sys.argv[1]
    use_sources()
    sources = [str(PACKAGE.parent.joinpath(*module.split("."))) for module in INSTRUMENTED]
    measure = coverage.Coverage(source=sources, data_file=None, messages=False)
    measure.start()
    from fuzz.seeds import seeds
    from fuzz.targets import TARGETS

    kept = Path(__file__).parent / "corpus" / name
    inputs = [*seeds(name), *(path.read_bytes() for path in sorted(kept.glob("*")))]
    for data in inputs:
        with suppress(Exception):  # a finding is the affair of `fuzz.run`
            TARGETS[name](data)
    measure.stop()
    reached, total = 0, 0
    for path in sorted(PACKAGE.rglob("*.py")):
        if not str(path).startswith(tuple(sources)):
            continue
        _, statements, _, missing, _ = measure.analysis2(str(path))
        if statements:
            here, every = len(statements) - len(missing), len(statements)
            print(f"{here:5} {every:5} {here / every:4.0%}  {path.relative_to(PACKAGE)}")
            reached, total = reached + here, total + every
    print(f"{reached:5} {total:5} {reached / total:4.0%}  {len(inputs)} inputs of {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
