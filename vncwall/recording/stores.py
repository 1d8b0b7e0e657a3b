"""Other places for finished segments: object storage or another file system, through fsspec.

A store is a URL of any kind that fsspec knows: ``file:///mnt/archive``, ``s3://bucket/prefix``,
``sftp://nas/recordings``. fsspec and what it needs for a kind of URL are optional
(``pip install 'vncwall[s3]'``, ``'vncwall[sftp]'``, ``'vncwall[stores]'`` for other kinds);
credentials come from where the library of that kind looks for them, or from the options of the
store. They are in no message and no log.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

from vncwall.errors import VNCWallError
from vncwall.recording.manifest import sha256_of
from vncwall.settings.keeping import StoreSettings

_PIECE = 4 << 20
_EXTRAS = {"s3": "s3", "s3a": "s3", "sftp": "sftp", "ssh": "sftp"}
"""What is installed with pip for a kind of URL; for others "stores" and a library of their own."""

Progress = Callable[[int], None]
"""Told how many bytes more were copied."""


class StoreError(VNCWallError):
    """A store cannot be used, or did not take what it was given."""


class NotThere(StoreError):
    """A store answers, and does not have the file."""


class Store:
    """A place that finished segments are moved to. One thread at a time.

    It is connected when it is first needed, and again after an error.
    """

    def __init__(self, settings: StoreSettings) -> None:
        """Connect to nothing yet.

        Raises:
            StoreError: fsspec or what it needs is missing, or it does not know this kind of URL.
        """
        self.name = settings.name
        self._url = settings.url.rstrip("/")
        self._options = settings.options
        self._kind = settings.url.partition("://")[0]
        self._sftp: ModuleType | None = None
        self._connected: tuple[Any, str] | None = None
        try:
            import_module("fsspec").get_filesystem_class(self._kind)
            if _EXTRAS.get(self._kind) == "sftp":
                self._sftp = import_module("vncwall.recording.sftp")
        except (ImportError, ValueError) as error:
            extra = _EXTRAS.get(self._kind, "stores")
            more = "" if self._kind in _EXTRAS else " and what fsspec needs for this kind of URL"
            raise StoreError(
                f"store {self.name} ({settings.url}) cannot be used: {error}; "
                f"pip install 'vncwall[{extra}]'{more}"
            ) from error
        if self._kind in ("s3", "s3a"):
            logging.getLogger("asyncio").addFilter(_is_no_echo)

    def close(self) -> None:
        """End the connection, if there is one; the next use makes another."""
        connected, self._connected = self._connected, None
        if connected is not None and self._sftp is not None:
            with suppress(Exception):  # it may be broken in any way
                self._sftp.close(connected[0])

    def put(self, file: Path, path: str, sha256: str, *, progress: Progress | None = None) -> str:
        """Copy `file` to `path` in the store, read it back and compare; return its URL.

        What is there already is left if it is the same, and written anew if it is the beginning of
        the same, as a broken line leaves it.

        Raises:
            StoreError: the store refuses, has another file of that name, or holds other bytes than
                it was given.
            OSError: `file` cannot be read.
        """
        if sha256_of(file) != sha256:
            raise StoreError(f"{file} is not what its manifest says; it stays where it is")
        with self._using(path) as (system, root):
            target = f"{root}/{path}"
            there = _size(system, target)
            if there is not None and not _begins_like(system, target, file):
                raise StoreError(f"store {self.name}: {path}: another file of that name is there")
            if there != file.stat().st_size:
                self._copy(system, file, target, progress)
            copied = _sha256_of(system, target)
        if copied != sha256:
            raise StoreError(f"store {self.name}: {path} came back changed; it stays in the folder")
        return f"{self._url}/{path}"

    def get(self, url: str, file: Path, sha256: str, *, progress: Progress | None = None) -> None:
        """Copy what is at `url` into `file`, which is there whole and right or not at all.

        Raises:
            NotThere: there is nothing.
            StoreError: it cannot be had, or is not what the manifest says.
            OSError: `file` cannot be written.
        """
        scratch = file.with_name(f".{file.name}.new")
        digest = hashlib.sha256()
        try:
            with scratch.open("wb") as sink:
                for piece in self._pieces(url):
                    sink.write(piece)
                    digest.update(piece)
                    if progress is not None:
                        progress(len(piece))
            if digest.hexdigest() != sha256:
                raise StoreError(f"{url} is not what its manifest says")
            scratch.replace(file)
        finally:
            scratch.unlink(missing_ok=True)

    def sha256_of(self, url: str) -> str:
        """Return the SHA-256 of what is at `url`.

        Raises:
            NotThere: there is nothing.
            StoreError: it cannot be had.
        """
        place = self._place(url)
        with self._using(url) as (system, root):
            return _sha256_of(system, f"{root}/{place}")

    def delete(self, url: str) -> None:
        """Delete what is at `url`; nothing there is no error.

        Raises:
            StoreError: the store refuses.
        """
        place = self._place(url)
        with self._using(url) as (system, root):
            if _size(system, f"{root}/{place}") is not None:
                system.rm_file(f"{root}/{place}")

    def _copy(self, system: Any, file: Path, target: str, progress: Progress | None) -> None:
        """Copy a file; what a broken line leaves of it is removed, if the store still answers."""
        system.makedirs(target.rpartition("/")[0], exist_ok=True)
        try:
            with file.open("rb") as source, system.open(target, "wb") as sink:
                while piece := source.read(_PIECE):
                    sink.write(piece)
                    if progress is not None:
                        progress(len(piece))
        except BaseException:
            with suppress(Exception):
                system.rm_file(target)
            raise

    def _pieces(self, url: str) -> Iterator[bytes]:
        """Yield what is at `url`."""
        place = self._place(url)
        with self._using(url) as (system, root):
            file: BinaryIO = system.open(f"{root}/{place}", "rb")
        with file:
            while True:
                with self._using(url):
                    piece = file.read(_PIECE)
                if not piece:
                    return
                yield piece

    def _place(self, url: str) -> str:
        """Return the path of `url` in the store.

        Raises:
            StoreError: it is not in this store.
        """
        if not url.startswith(f"{self._url}/"):
            raise StoreError(f"{url} is not in the store {self.name} ({self._url})")
        return url.removeprefix(f"{self._url}/")

    @contextmanager
    def _using(self, what: str) -> Iterator[tuple[Any, str]]:
        """Yield the connected file system and the path of the store there.

        Raises:
            NotThere: the store says that there is no such file.
            StoreError: anything else went wrong in the block; the connection is given up.
        """
        try:
            if self._connected is None:
                self._connected = self._connect()
            self._connected[0].invalidate_cache()  # others work on the store, too
            yield self._connected
        except StoreError:
            raise
        except FileNotFoundError as error:
            raise NotThere(f"store {self.name}: {what} is not there") from error
        except Exception as error:  # each library has errors of its own
            self.close()
            words = str(error) or type(error).__name__
            raise StoreError(f"store {self.name}: {what}: {words}") from error

    def _connect(self) -> tuple[Any, str]:
        # fsspec would give everybody the same object again, also with a connection that is dead.
        options: dict[str, Any] = {"skip_instance_cache": True}
        options |= self._sftp.options(self._options) if self._sftp else self._options
        system, root = import_module("fsspec.core").url_to_fs(self._url, **options)
        if self._sftp is not None:
            self._sftp.watch(system)
        return system, root.rstrip("/")


def _size(system: Any, place: str) -> int | None:
    """Return how large a file is; None: there is none, which `exists` also says of a dead line."""
    try:
        return int(system.info(place)["size"])
    except FileNotFoundError:
        return None


def _sha256_of(system: Any, place: str) -> str:
    digest = hashlib.sha256()
    with system.open(place, "rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _begins_like(system: Any, place: str, file: Path) -> bool:
    """Whether what is at `place` is the beginning of `file`, or all of it."""
    with system.open(place, "rb") as there, file.open("rb") as here:
        while piece := there.read(_PIECE):
            if here.read(len(piece)) != piece:
                return False
    return True


def _is_no_echo(record: logging.LogRecord) -> bool:
    """Whether a message of asyncio says something new.

    Of a broken line aiohttp leaves exceptions behind that it has already raised.
    """
    error = record.exc_info[1] if record.exc_info else None
    return not type(error).__module__.startswith("aiohttp.")
