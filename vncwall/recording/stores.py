"""Other places for finished segments: object storage or another file system, through fsspec.

A store is a URL of any kind that fsspec knows: ``file:///mnt/archive``, ``s3://bucket/prefix``,
``sftp://nas/recordings``. fsspec and what it needs for a kind of URL are optional
(``pip install 'vncwall[stores]'``); credentials come from where the library of that kind looks for
them, never from vncwall's configuration.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from vncwall.errors import VNCWallError
from vncwall.recording.manifest import sha256_of
from vncwall.settings.keeping import StoreSettings

_PIECE = 4 << 20

Progress = Callable[[int], None]
"""Told how many bytes more were copied."""


class StoreError(VNCWallError):
    """A store cannot be used, or did not take what it was given."""


class Store:
    """A place that finished segments are moved to."""

    def __init__(self, settings: StoreSettings) -> None:
        """Connect to nothing yet.

        Raises:
            StoreError: fsspec is missing, or does not know this kind of URL.
        """
        self.name = settings.name
        self._url = settings.url.rstrip("/")
        try:
            core = import_module("fsspec.core")
            self._system, self._root = core.url_to_fs(settings.url, **settings.options)
        except (ImportError, ValueError) as error:
            raise StoreError(
                f"store {self.name} ({settings.url}) cannot be used: {error}; "
                "pip install 'vncwall[stores]' and what fsspec needs for this kind of URL"
            ) from error

    def put(self, file: Path, path: str, sha256: str, *, progress: Progress | None = None) -> str:
        """Copy `file` to `path` in the store, read it back and compare; return its URL.

        Raises:
            StoreError: the store refuses, or holds other bytes than it was given.
            OSError: `file` cannot be read.
        """
        if sha256_of(file) != sha256:
            raise StoreError(f"{file} is not what its manifest says; it stays where it is")
        target = f"{self._root.rstrip('/')}/{path}"
        try:
            self._system.makedirs(target.rpartition("/")[0], exist_ok=True)
            with file.open("rb") as source, self._system.open(target, "wb") as sink:
                while piece := source.read(_PIECE):
                    sink.write(piece)
                    if progress is not None:
                        progress(len(piece))
            copied = self._sha256_of(target)
        except Exception as error:  # each library has errors of its own
            raise StoreError(f"store {self.name}: {path}: {error}") from error
        if copied != sha256:
            raise StoreError(f"store {self.name}: {path} came back changed; it stays in the folder")
        return f"{self._url}/{path}"

    def get(self, url: str, file: Path, sha256: str, *, progress: Progress | None = None) -> None:
        """Copy what is at `url` into `file`, which is there whole and right or not at all.

        Raises:
            StoreError: it cannot be had, or is not what the manifest says.
            OSError: `file` cannot be written.
        """
        part = file.with_name(f"{file.name}.part")
        digest = hashlib.sha256()
        try:
            with self._open(url) as source, part.open("wb") as sink:
                while piece := source.read(_PIECE):
                    sink.write(piece)
                    digest.update(piece)
                    if progress is not None:
                        progress(len(piece))
            if digest.hexdigest() != sha256:
                raise StoreError(f"{url} is not what its manifest says")
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)

    def sha256_of(self, url: str) -> str:
        """Return the SHA-256 of what is at `url`.

        Raises:
            StoreError: it cannot be had.
        """
        try:
            return self._sha256_of(self._place(url))
        except Exception as error:  # each library has errors of its own
            raise StoreError(f"store {self.name}: {url}: {error}") from error

    def delete(self, url: str) -> None:
        """Delete what is at `url`; nothing there is no error.

        Raises:
            OSError: the store refuses.
        """
        place = self._place(url)
        try:
            if self._system.exists(place):
                self._system.rm_file(place)
        except Exception as error:  # each library has errors of its own
            raise OSError(f"store {self.name}: {url}: {error}") from error

    def _open(self, url: str) -> BinaryIO:
        try:
            file: BinaryIO = self._system.open(self._place(url), "rb")
        except Exception as error:  # each library has errors of its own
            raise StoreError(f"store {self.name}: {url}: {error}") from error
        return file

    def _place(self, url: str) -> str:
        """Return the path of `url` for the library.

        Raises:
            StoreError: it is not in this store.
        """
        if not url.startswith(f"{self._url}/"):
            raise StoreError(f"{url} is not in the store {self.name} ({self._url})")
        return f"{self._root.rstrip('/')}/{url.removeprefix(self._url + '/')}"

    def _sha256_of(self, place: str) -> str:
        digest = hashlib.sha256()
        with self._system.open(place, "rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
        return digest.hexdigest()
