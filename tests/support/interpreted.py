"""The source of a compiled module, run as ordinary Python: the reference for the compiled one."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
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
    missing = object()
    original = sys.modules.get("cython", missing)
    sys.modules["cython"] = None  # type: ignore[assignment]  # makes `import cython` fail
    try:
        spec.loader.exec_module(module)
    finally:
        if original is missing:
            del sys.modules["cython"]
        else:
            sys.modules["cython"] = original  # type: ignore[assignment]
    assert not module.COMPILED
    return module
