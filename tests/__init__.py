"""Tests mirror the package; `tests.support` is importable."""
