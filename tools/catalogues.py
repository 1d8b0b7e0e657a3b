"""Bring the catalogues of translations in line with the texts of the source (`make words`).

Writes `vncwall/locale/LANGUAGE/LC_MESSAGES/vncwall.po` with what is new marked as untranslated,
and compiles it to the `.mo` beside it that the program reads. Ends with exit code 1 while a text
has no translation, and names it.
"""

from __future__ import annotations

import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from vncwall.language import LANGUAGES

PACKAGE = Path(__file__).parents[1] / "vncwall"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
_FIELD = re.compile(r"\{[a-z_]*\}")


def texts() -> Catalog:
    """Return all texts of the source that are to be translated."""
    catalogue = Catalog(project="vncwall", charset="utf-8")
    found = extract_from_dir(PACKAGE, [("**.py", "python")], keywords=KEYWORDS)
    for _file, _line, message, comments, _context in sorted(found, key=lambda one: one[:2]):
        if message:
            catalogue.add(message, auto_comments=comments)
    return catalogue


def path_of(language: str) -> Path:
    """Return where a language's translations are."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "vncwall.po"


def translations(language: str) -> Catalog:
    """Return a language's translations, as they are in the repository."""
    path = path_of(language)
    catalogue = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    # The same texts are the same file, whenever and by whomever it is written.
    catalogue.header_comment = f"# Texts of vncwall: {language}."
    catalogue.project, catalogue.version = "vncwall", "1"
    catalogue.last_translator = catalogue.language_team = "vncwall"
    catalogue.msgid_bugs_address = ""
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    catalogue.fuzzy = False
    return catalogue


def problems(catalogue: Catalog, source: Catalog) -> list[str]:
    """Return what is wrong with translations: missing, left over, or with other {fields}."""
    found = []
    for message in source:
        if not message.id:
            continue
        here = catalogue.get(message.id)
        forms = (
            [] if here is None else [here.string] if isinstance(here.string, str) else here.string
        )
        if here is None or here.fuzzy or not forms or not all(forms):
            found.append(f"not translated: {message.id}")
            continue
        ids = [message.id] if isinstance(message.id, str) else message.id
        wanted = [set(_FIELD.findall(text)) for text in ids]
        found += [
            f"other fields: {form}" for form in forms if set(_FIELD.findall(form)) not in wanted
        ]
    known = {str(message.id) for message in source}
    found += [f"left over: {m.id}" for m in catalogue if m.id and str(m.id) not in known]
    return found


def compiled(catalogue: Catalog) -> bytes:
    """Return the `.mo` file of translations."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def written(catalogue: Catalog) -> bytes:
    """Return the `.po` file of translations."""
    file = io.BytesIO()
    write_po(file, catalogue, sort_output=True, omit_header=False, width=100, no_location=True)
    return file.getvalue()


def main() -> int:
    """Update all languages; return the exit code."""
    source, code = texts(), 0
    for language in LANGUAGES[1:]:
        catalogue = translations(language)
        created = catalogue.creation_date
        catalogue.update(source, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.creation_date = created
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalogue))
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        for problem in problems(catalogue, source):
            code = 1
            print(f"{path.relative_to(PACKAGE.parent)}: {problem}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
