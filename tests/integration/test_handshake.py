"""Versions and passwords against real servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.driver import Driver
from tests.integration.scene import scene
from tests.integration.screen import assert_same_picture, grab
from tests.integration.servers import SERVERS, Server
from vncwall.geometry import Size
from vncwall.rfb.constants import Encoding, SecurityType
from vncwall.rfb.errors import AuthenticationFailed, CredentialsMissing
from vncwall.rfb.events import Connected, SecurityChosen
from vncwall.rfb.options import ConnectionOptions, PictureOptions

pytestmark = pytest.mark.real

PASSWORD = "secret12"
VERSIONS = [(3, 3), (3, 7), (3, 8)]
RAW = PictureOptions(encodings=(Encoding.RAW,), jpeg_quality=None)


def speaking(version: tuple[int, int]) -> ConnectionOptions:
    """Return options that agree to no version above this one."""
    return ConnectionOptions(highest_version=version, continuous_updates=False)


@pytest.fixture(scope="module", params=list(SERVERS))
def guarded(request: pytest.FixtureRequest, folder: Path) -> Iterator[Server]:
    """Each server in turn with a password of the full 8 characters."""
    own = folder / "guarded"
    own.mkdir(exist_ok=True)
    with (
        SERVERS[request.param](own, size="320x240", password=PASSWORD) as server,
        scene(server.display, own / server.name) as content,
    ):
        content.background("#a06030")
        yield server


@pytest.fixture(scope="module", params=list(SERVERS))
def unguarded(request: pytest.FixtureRequest, folder: Path) -> Iterator[Server]:
    """Each server in turn without a password."""
    own = folder / "unguarded"
    own.mkdir(exist_ok=True)
    with SERVERS[request.param](own, size="320x240") as server:
        yield server


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: f"{v[0]}.{v[1]}")
def test_every_version_logs_in_with_the_password(
    guarded: Server, version: tuple[int, int], tmp_path: Path
) -> None:
    with Driver(guarded.port, password=PASSWORD, picture=RAW, options=speaking(version)) as driver:
        connected = driver.await_event(Connected)
        assert connected.security_type == SecurityType.VNC_AUTH
        assert connected.size == Size(320, 240)
        assert guarded.display[1:] in connected.name
        assert_same_picture(driver.refresh(), grab(guarded.display), tmp_path)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: f"{v[0]}.{v[1]}")
def test_every_version_connects_without_a_password(
    unguarded: Server, version: tuple[int, int], tmp_path: Path
) -> None:
    with Driver(unguarded.port, picture=RAW, options=speaking(version)) as driver:
        connected = driver.await_event(Connected)
        assert connected.security_type == SecurityType.NONE
        driver.refresh()


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: f"{v[0]}.{v[1]}")
def test_wrong_password_is_said_to_be_wrong(guarded: Server, version: tuple[int, int]) -> None:
    driver = Driver(guarded.port, password="wrong", options=speaking(version))
    with pytest.raises(AuthenticationFailed) as caught:
        driver.connect()
    driver.close()
    # Only 3.8 has a place for the server's own words.
    assert bool(caught.value.reason) == (version == (3, 8))


def test_password_that_is_missing_is_said_to_be_missing(guarded: Server) -> None:
    driver = Driver(guarded.port, password=None)
    with pytest.raises(CredentialsMissing):
        driver.connect()
    driver.close()


def test_only_eight_characters_of_a_password_count_and_that_is_said(guarded: Server) -> None:
    with Driver(guarded.port, password=PASSWORD + " and more") as driver:
        chosen = driver.await_event(SecurityChosen)
        assert "8" in chosen.warning
    with Driver(guarded.port, password=PASSWORD) as driver:
        assert driver.await_event(SecurityChosen).warning == ""


def test_refused_logins_do_not_lock_out_the_right_password(guarded: Server) -> None:
    for _ in range(3):
        driver = Driver(guarded.port, password="wrong")
        with pytest.raises(AuthenticationFailed):
            driver.connect()
        driver.close()
    with Driver(guarded.port, password=PASSWORD):
        pass
