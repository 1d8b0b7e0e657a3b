"""What holds for every quirk in the table."""

from __future__ import annotations

import pytest

from vncwall.rfb.fingerprint import ServerFingerprint
from vncwall.rfb.options import ConnectionOptions, PictureOptions
from vncwall.rfb.pixel_format import BGR233
from vncwall.rfb.quirks import QUIRKS, adjusted
from vncwall.rfb.quirks.base import Quirk

OPTIONS = ConnectionOptions(picture=PictureOptions(pixel_format=BGR233))


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: type(quirk).__name__)
def test_it_has_evidence_with_a_version(quirk: Quirk) -> None:
    assert any(character.isdigit() for character in quirk.evidence)


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: type(quirk).__name__)
def test_adjusting_twice_is_adjusting_once(quirk: Quirk) -> None:
    once = quirk.adjust(OPTIONS)
    assert quirk.adjust(once) == once


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: type(quirk).__name__)
def test_it_does_not_match_a_server_that_nothing_is_known_of(quirk: Quirk) -> None:
    assert not quirk.matches(ServerFingerprint())


def test_an_ordinary_server_changes_nothing() -> None:
    assert adjusted(OPTIONS, ServerFingerprint("003.008", (1,), "desk")) is OPTIONS
