"""Encrypted logins against real servers, and what becomes of their keys."""

from __future__ import annotations

import hashlib
import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.driver import Driver
from tests.integration.processes import run
from tests.integration.scene import scene
from tests.integration.screen import assert_same_picture, grab
from tests.integration.servers import Server, xtigervnc
from vncwall.rfb.connection import Connection
from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import CertificateRejected, UnknownKey
from vncwall.rfb.options import ConnectionOptions, Credentials, PictureOptions, SecurityOptions
from vncwall.security import HostKey, KeyKind, SecurityMethod
from vncwall.states import EXIT_CODES, Reason

pytestmark = pytest.mark.real

PASSWORD = "secret12"


def make_certificate(folder: Path) -> tuple[Path, HostKey]:
    """Have OpenSSL make a certificate for localhost; return its file and what it is known by."""
    folder.mkdir(exist_ok=True)
    path, key = folder / "certificate.pem", folder / "key.pem"
    # fmt: off
    run([
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
        "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-keyout", str(key), "-out", str(path),
    ])
    # fmt: on
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(path.read_text())).digest()
    path.write_text(path.read_text() + key.read_text())
    return path, HostKey(KeyKind.CERTIFICATE, digest.hex(":").upper())


@pytest.fixture(scope="module")
def own(folder: Path) -> tuple[Path, HostKey]:
    """The certificate of `server`."""
    return make_certificate(folder / "secure")


@pytest.fixture(scope="module")
def server(folder: Path, own: tuple[Path, HostKey]) -> Iterator[Server]:
    """A server that offers each login by TLS that Debian's TigerVNC has."""
    with (
        xtigervnc(
            folder / "secure", size="320x240", password=PASSWORD, certificate=own[0]
        ) as running,
        scene(running.display, folder / "secure" / "scene") as content,
    ):
        content.background("#a06030")
        yield running


def driver(server: Server, method: SecurityMethod, **security: object) -> Driver:
    """Return a client that makes just this login."""
    result = Driver(server.port)
    result.connection = Connection(
        ConnectionOptions(
            credentials=Credentials(password=PASSWORD),
            security=SecurityOptions(allowed=(method,), **security),
            picture=PictureOptions(encodings=(Encoding.ZRLE,), jpeg_quality=None),
            continuous_updates=False,
        )
    )
    return result


@pytest.mark.parametrize(
    "method",
    [
        SecurityMethod.TLS_NONE,
        SecurityMethod.TLS_VNC,
        SecurityMethod.X509_NONE,
        SecurityMethod.X509_VNC,
    ],
)
def test_an_encrypted_desktop_looks_like_any_other(
    server: Server, own: tuple[Path, HostKey], method: SecurityMethod, tmp_path: Path
) -> None:
    with driver(server, method, known_keys=(own[1],)) as client:
        assert_same_picture(client.refresh(), grab(server.display), tmp_path)


def test_a_certificate_is_right_if_it_is_known_or_an_authority_answers_for_it(
    server: Server, own: tuple[Path, HostKey]
) -> None:
    def connect(**security: object) -> None:
        with driver(server, SecurityMethod.X509_VNC, **security):
            pass

    with pytest.raises(UnknownKey) as caught:
        connect()
    assert caught.value.key == own[1]
    connect(asks_authorities=True, ca_file=str(own[0]), server_name="localhost")
    with pytest.raises(CertificateRejected, match="Hostname mismatch"):
        connect(asks_authorities=True, ca_file=str(own[0]), server_name="elsewhere")
    with pytest.raises(CertificateRejected, match="self-signed"):
        connect(asks_authorities=True, server_name="localhost")


class Command:
    """`vncwall` with a configuration of one host, in a folder of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self._file = folder / "wall.toml"
        self._file.write_text(
            f'[wall]\nstate = "{folder}"\n[[hosts]]\nname = "lab"\n'
            f'address = "localhost::{port}"\npassword = "{PASSWORD}"\n'
        )
        self._file.chmod(0o600)

    def __call__(self, *words: str) -> tuple[int, str]:
        """Run it; return exit code and what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "vncwall", *words, "-c", str(self._file), "lab"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


def test_a_new_key_is_asked_about_and_a_changed_one_goes_nowhere(
    folder: Path, tmp_path: Path
) -> None:
    certificates = [make_certificate(folder / name) for name in ("first", "second")]
    with xtigervnc(
        folder, size="64x48", password=PASSWORD, certificate=certificates[0][0]
    ) as running:
        port = running.port
        vncwall = Command(tmp_path, port)
        code, said = vncwall("snapshot")
        assert code == EXIT_CODES[Reason.NEW_KEY], said
        assert certificates[0][1].fingerprint in said
        assert "vncwall keys trust lab" in said
        assert vncwall("keys", "trust", "--yes")[0] == 0
        code, said = vncwall("snapshot", "--json")
        assert json.loads(said)[0]["security"] == "VENCRYPT x509-vnc"
    with xtigervnc(
        folder, size="64x48", password=PASSWORD, certificate=certificates[1][0], port=port
    ):
        code, said = vncwall("snapshot")
        assert code == EXIT_CODES[Reason.KEY_CHANGED], said
        for _, key in certificates:
            assert key.fingerprint in said
