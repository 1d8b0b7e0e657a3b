"""Every text that the window shows is there in every language."""

from __future__ import annotations

import gettext

import pytest

from tools import catalogues
from vncwall.language import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_text_is_translated_with_its_fields(language: str) -> None:
    found = catalogues.problems(catalogues.translations(language), catalogues.texts())
    assert found == [], "run `make words`, then translate what it names"


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_program_reads_what_was_translated(language: str) -> None:
    path = catalogues.path_of(language).with_suffix(".mo")
    with path.open("rb") as file:
        read = gettext.GNUTranslations(file)
    for message in catalogues.translations(language):
        if not message.id:
            continue
        if isinstance(message.id, str):
            assert read.gettext(message.id) == message.string
        else:
            assert read.ngettext(*message.id, 1) == message.string[0]
            assert read.ngettext(*message.id, 5) == message.string[-1]
