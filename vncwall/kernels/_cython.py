"""Stand-in for the `cython` module where Cython is not installed: every name does nothing.

A kernel imports it so that the same file runs interpreted, without Cython, and compiled:

    try:
        import cython
    except ImportError:
        from vncwall.kernels import _cython as cython

Types in annotations are never evaluated here; the few below are for casts. Integers do not wrap
when interpreted: a kernel that counts on 32 bits masks them itself.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])

compiled = False
uint = ulonglong = Py_ssize_t = int


class _NoGIL(nullcontext[None]):
    """A context manager and a decorator, as in Cython."""

    def __call__(self, function: F) -> F:
        return function


nogil = _NoGIL()


def _unchanged(function: F) -> F:
    return function


ccall = cfunc = inline = nonecheck = _unchanged


def exceptval(value: int | None = None, *, check: bool = True) -> Callable[[F], F]:
    """Declare how a C function reports an exception: no meaning here."""
    return _unchanged


def cast(kind: object, value: int) -> int:
    """Convert to an integer of C: here to an ordinary one, also from a scalar of numpy."""
    return int(value)
