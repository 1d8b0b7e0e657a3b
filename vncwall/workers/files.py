"""How many files the program may have open: a socket for each host, and its shared memory."""

from __future__ import annotations

import logging

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

logger = logging.getLogger(__name__)

FILES_A_HOST = 4
"""A socket, two segments and their locks, at most, in the process that holds the session."""
SPARE = 128
"""What a process has open besides."""
MOST = 1 << 16
"""More is never asked for; some systems call their limit infinite and mean much less."""


def allow_open_files(hosts: int) -> int:
    """Raise this process's limit, which its children inherit, as far as it may be raised.

    Returns:
        The limit that holds now; 0 where there is none.
    """
    if resource is None:
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError) as error:
            logger.debug("the limit of open files stays at %d: %s", soft, error)
        else:
            soft = wanted
    if soft != resource.RLIM_INFINITY and soft < SPARE + FILES_A_HOST * hosts:
        logger.warning(
            "only %d files may be open, %d hosts may need %d; raise the limit (ulimit -Hn)",
            soft,
            hosts,
            SPARE + FILES_A_HOST * hosts,
        )
    return 0 if soft == resource.RLIM_INFINITY else soft
