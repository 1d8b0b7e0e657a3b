"""Where a running vncwall can be asked."""

from __future__ import annotations

import getpass
import os
import tempfile
from pathlib import Path

from vncwall.ipc.desk import is_own

RUNTIME_VARIABLE = "XDG_RUNTIME_DIR"


def desks() -> Path:
    """Return the folder where every running vncwall of this user can be asked."""
    runtime = os.environ.get(RUNTIME_VARIABLE)
    if runtime and is_own(Path(runtime).resolve()):  # after `su` it is somebody else's
        return Path(runtime).resolve() / "vncwall"
    return Path(tempfile.gettempdir()) / f"vncwall-{getpass.getuser()}"
