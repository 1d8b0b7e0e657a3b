"""Our key for RSA-AES, made once in a process, in a thread: a second that nobody else waits for."""

from __future__ import annotations

import asyncio

_making: asyncio.Task[None] | None = None


async def make_client_key() -> None:
    """Return when `rsa.client_key` returns at once; whoever comes meanwhile waits for the same."""
    global _making
    from vncwall.rfb.security import rsa

    if rsa.has_client_key():
        return
    if _making is None or _making.done() or _making.get_loop() is not asyncio.get_running_loop():
        _making = asyncio.create_task(_make())
    await asyncio.shield(_making)


async def _make() -> None:
    from vncwall.rfb.security import rsa

    await asyncio.to_thread(rsa.client_key)
