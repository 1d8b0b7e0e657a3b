"""`python -m vncwall` and the `vncwall` command.

Spawned children import this module again under another name, so it imports nothing heavy itself.
"""

import os


def main() -> None:
    """Run the command line."""
    # Nothing here multiplies matrices, and the threads for it cost each process 30 ms at its start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from vncwall.cli import main as run

    run()


if __name__ == "__main__":
    main()
