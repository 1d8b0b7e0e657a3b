import asyncio
import errno
import socket

import pytest

from vncwall.errors import TransportError
from vncwall.settings.address import HostAddress
from vncwall.states import Reason
from vncwall.transport.tcp import _failure, open_tcp


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def failure_at(host: str, port: int, timeout_s: float = 5.0) -> TransportError:
    with pytest.raises(TransportError) as caught:
        await open_tcp(HostAddress(host, port), timeout_s=timeout_s)
    return caught.value


async def test_a_closed_port_is_a_refusal():
    port = closed_port()
    error = await failure_at("127.0.0.1", port)
    assert (error.reason, error.detail) == (Reason.REFUSED, f"nothing listens on port {port}")


async def test_a_name_with_several_addresses_is_refused_when_all_refuse():
    error = await failure_at("localhost", closed_port())
    assert error.reason is Reason.REFUSED


async def test_a_name_that_does_not_exist_is_said(monkeypatch):
    def nowhere(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    error = await failure_at("no-such-host.invalid", 5900)
    assert error.reason is Reason.NAME_NOT_FOUND
    assert error.detail == "no-such-host.invalid: name or service not known"


async def test_what_cannot_be_a_name_is_said():
    assert (await failure_at("x" * 70 + ".example", 5900)).reason is Reason.NAME_NOT_FOUND


async def test_no_answer_within_the_timeout_is_unreachable(monkeypatch):
    async def never(*_, **__):
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", never)
    error = await failure_at("127.0.0.1", 5900, timeout_s=0.01)
    assert error.reason is Reason.UNREACHABLE
    assert error.detail == "no answer from 127.0.0.1:0 within 0.01 s"


async def test_the_next_address_is_tried_when_the_first_refuses(monkeypatch):
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    found = [
        (family, socket.SOCK_STREAM, 6, "", (host, port))
        for family, host in ((socket.AF_INET, "127.0.0.2"), (socket.AF_INET, "127.0.0.1"))
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    stream = await open_tcp(HostAddress("two-addresses", port), timeout_s=5)
    await stream.close()
    server.close()


async def test_small_messages_are_not_held_back_and_death_is_noticed():
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    stream = await open_tcp(HostAddress("127.0.0.1", port), timeout_s=5)
    raw = stream._transport.get_extra_info("socket")
    assert raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    assert raw.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    await stream.close()
    server.close()


@pytest.mark.parametrize(
    ("number", "detail"),
    [
        (errno.EHOSTUNREACH, "no route to the machine"),
        (errno.ENETUNREACH, "no route to its network"),
        (errno.ETIMEDOUT, "no answer"),
    ],
)
def test_an_unreachable_machine_is_said_in_words(number, detail):
    error = _failure(OSError(number, "x"), HostAddress("lab", 5901))
    assert (error.reason, error.detail) == (Reason.UNREACHABLE, f"lab:1: {detail}")


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE])
def test_a_full_table_of_files_is_the_fault_of_this_machine(number):
    error = _failure(OSError(number, "Too many open files"), HostAddress("lab", 5901))
    assert error.reason is Reason.OUT_OF_FILES
    assert "ulimit -n" in error.detail
