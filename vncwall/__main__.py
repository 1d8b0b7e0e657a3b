"""`python -m vncwall` is the same as `vncwall`."""

from vncwall.cli import main

if __name__ == "__main__":  # spawned children import this module under another name
    main()
