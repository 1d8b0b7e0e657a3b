"""Who works with the program: named in audit logs and in manifests."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping


def operator(environment: Mapping[str, str] = os.environ) -> str:
    """Return the name of the person in front of the program, as the system knows it.

    Behind `sudo` it is who called it that counts, so both are named.
    """
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # a container whose user has no entry
        name = f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"
    caller = environment.get("SUDO_USER", "")
    return f"{name} (for {caller})" if caller and caller != name else name
