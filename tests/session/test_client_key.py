"""The key of RSA-AES is made beside the loop, once."""

from __future__ import annotations

import asyncio

from vncwall.rfb.security import rsa
from vncwall.session.client_key import make_client_key


async def test_whoever_comes_meanwhile_waits_for_the_same_key(monkeypatch) -> None:
    made = []

    def client_key() -> object:
        made.append(1)
        return object()

    monkeypatch.setattr(rsa, "client_key", client_key)
    monkeypatch.setattr(rsa, "has_client_key", lambda: bool(made))
    await asyncio.gather(*(make_client_key() for _ in range(5)))
    await make_client_key()
    assert made == [1]
