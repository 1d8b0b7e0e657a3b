"""`python -m vncwall` and the `vncwall` command.

Spawned children import this module again under another name, so it imports nothing itself.
"""


def main() -> None:
    """Run the command line."""
    from vncwall.cli import main as run

    run()


if __name__ == "__main__":
    main()
