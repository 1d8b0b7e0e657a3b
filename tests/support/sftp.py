"""A real SSH server with SFTP in a thread, which can be made to fail."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import paramiko


class SftpServer:
    """Serves a folder to anybody who knows the password.

    Attributes:
        left: bytes that are written or read before the line breaks, once; None: it holds.
        connections: how many there have been.
    """

    PASSWORD = "sesame"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = paramiko.ECDSAKey.generate()
        self.left: int | None = None
        self.connections = 0
        self._transports: list[paramiko.Transport] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def known_host(self) -> str:
        """A line for a file of known hosts."""
        return f"[127.0.0.1]:{self.port} {self.key.get_name()} {self.key.get_base64()}\n"

    def count(self, size: int) -> None:
        """Break the line when its time has come."""
        if self.left is not None:
            self.left -= size
            if self.left < 0:
                self.left = None  # the next connection holds
                self.cut()

    def cut(self) -> None:
        """Break all connections."""
        transports, self._transports = self._transports, []
        for one in transports:
            with contextlib.suppress(OSError):  # broken already
                one.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.close()
        for one in self._transports:
            one.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                transport = paramiko.Transport(connection)
                self._transports.append(transport)
                transport.add_server_key(self.key)
                transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, served=self)
                threading.Thread(target=self._serve, args=(transport,), daemon=True).start()

    def _serve(self, transport: paramiko.Transport) -> None:
        with contextlib.suppress(paramiko.SSHException, EOFError, OSError):
            transport.start_server(server=_Door())


@contextmanager
def sftp_server(folder: Path) -> Iterator[SftpServer]:
    """Serve a folder until the end of the block."""
    folder.mkdir(exist_ok=True)
    server = SftpServer(folder)
    try:
        yield server
    finally:
        server.close()


class _Door(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        is_right = password == SftpServer.PASSWORD
        return paramiko.AUTH_SUCCESSFUL if is_right else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Handle(paramiko.SFTPHandle):
    def __init__(self, file: Any, flags: int, server: SftpServer) -> None:
        super().__init__(flags)
        self.readfile = self.writefile = file
        self._server = server

    def read(self, offset: int, length: int) -> Any:
        self._server.count(length)
        return super().read(offset, length)

    def write(self, offset: int, data: bytes) -> Any:
        self._server.count(len(data))
        return super().write(offset, data)

    def stat(self) -> paramiko.SFTPAttributes:
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


class _Files(paramiko.SFTPServerInterface):
    def __init__(self, door: _Door, served: SftpServer) -> None:
        super().__init__(door)
        self._server = served

    def _path(self, path: str) -> Path:
        return self._server.folder / path.lstrip("/")

    def stat(self, path: str) -> Any:
        try:
            return paramiko.SFTPAttributes.from_stat(self._path(path).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    lstat = stat

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> Any:
        try:
            descriptor = os.open(self._path(path), flags, 0o600)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        mode = "wb" if flags & os.O_WRONLY else "r+b" if flags & os.O_RDWR else "rb"
        return _Handle(os.fdopen(descriptor, mode), flags, self._server)

    def mkdir(self, path: str, attr: paramiko.SFTPAttributes) -> int:
        self._path(path).mkdir()
        return paramiko.SFTP_OK

    def remove(self, path: str) -> int:
        self._path(path).unlink()
        return paramiko.SFTP_OK
