"""The source of compiled modules, run as ordinary Python: the reference for the compiled ones."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import ModuleType

import vncwall.kernels


@cache
def interpreted(name: str) -> ModuleType:
    """Load ``vncwall/kernels/<name>.py`` under another name, with the stand-in for Cython."""
    path = Path(vncwall.kernels.__file__).parent / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"interpreted_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with _no_cython():
        spec.loader.exec_module(module)
    assert not module.COMPILED
    return module


@cache
def interpreted_package(*names: str) -> dict[str, ModuleType]:
    """Load these modules of vncwall, and all that they import, from their sources alone.

    They are a second package with classes of its own beside the one in use.
    """
    kept = {name: module for name, module in sys.modules.items() if _is_ours(name)}
    for name in kept:
        del sys.modules[name]
    finder = _Sources()
    sys.meta_path.insert(0, finder)
    try:
        with _no_cython():
            return {name: importlib.import_module(name) for name in names}
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if _is_ours(name)]:
            del sys.modules[name]
        sys.modules.update(kept)


class _Sources(MetaPathFinder):
    """Finds the .py of a module of vncwall, also where a compiled one stands beside it."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not _is_ours(name):
            return None
        for folder in path or [str(Path(vncwall.kernels.__file__).parents[2])]:
            spec = FileFinder(folder, (SourceFileLoader, [".py"])).find_spec(name)
            if spec is not None:
                return spec
        return None


def _is_ours(name: str) -> bool:
    return name == "vncwall" or name.startswith("vncwall.")


@contextmanager
def _no_cython() -> Iterator[None]:
    """Make `import cython` fail."""
    missing = object()
    original = sys.modules.get("cython", missing)
    sys.modules["cython"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if original is missing:
            del sys.modules["cython"]
        else:
            sys.modules["cython"] = original  # type: ignore[assignment]
