"""The documentation is current, its links lead somewhere and its commands are accepted."""

from __future__ import annotations

import importlib
import importlib.util
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer

from vncwall import app as app_package
from vncwall import cli
from vncwall.settings.schema import (
    AlertTable,
    ConfigurationFile,
    HostTable,
    LimitsTable,
    LinkTable,
    PictureTable,
    RecordingTable,
    RetentionTable,
    SiteTable,
    StoreTable,
    WallTable,
)

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def generator() -> ModuleType:
    specification = importlib.util.spec_from_file_location(
        "generate", DOCS / "reference" / "generate.py"
    )
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_table_of_what_is_supported_is_current() -> None:
    """When this fails: make docs."""
    written = (DOCS / "reference" / "supported.md").read_text(encoding="utf-8")
    assert written.splitlines() == list(generator().supported())


def test_every_command_and_option_is_on_the_page_of_the_command_line() -> None:
    """When this fails: make docs. Names only: the layout of the help is the library's."""
    written = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    missing = []
    for name, command in commands_in(typer.main.get_command(cli.app)):
        section = written.partition(f"## vncwall {name}\n")[2].partition("\n## ")[0]
        options = [option for parameter in command.params for option in parameter.opts]
        missing += [(name, o) for o in options if o.startswith("--") and o not in section]
    assert missing == []


def commands_in(group: Any, *words: str) -> Iterator[tuple[str, Any]]:
    """Yield name and command, those of a group after the group."""
    for name, command in getattr(group, "commands", {}).items():
        yield " ".join((*words, name)), command
        yield from commands_in(command, *words, name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_settings_page_has_every_key() -> None:
    text = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    keys = set(ConfigurationFile.model_fields)
    tables = (SiteTable, WallTable, RecordingTable, LinkTable, HostTable, PictureTable)
    for table in (*tables, RetentionTable, LimitsTable, StoreTable, AlertTable):
        keys |= {field.alias or name for name, field in table.model_fields.items()}
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []


def commands() -> Iterator[tuple[str, str]]:
    """Yield page and command for each line of a code block that runs the program."""
    for page in PAGES:
        if page.name in ("cli.md", "CHANGELOG.md"):
            continue
        for block in re.findall(
            r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.S | re.M
        ):
            for line in block.splitlines():
                if line.startswith(("vncwall ", ".venv/bin/vncwall ")):
                    yield str(page.relative_to(ROOT)), line.removeprefix(".venv/bin/")


class Accepting(ModuleType):
    """Stands in for every module of `vncwall.app`: whatever is asked is done."""

    def run(self, *arguments: object, **values: object) -> int:
        return 0

    serve = run


@pytest.mark.parametrize(("page", "line"), sorted(set(commands())))
def test_command_of_a_page_is_accepted(
    page: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    for name, command in commands_in(typer.main.get_command(cli.app)):
        if hasattr(command, "commands"):
            continue  # a group
        module = f"{app_package.__name__}.{name.replace(' ', '.')}"
        parent, _, last = module.rpartition(".")
        monkeypatch.setitem(sys.modules, module, Accepting(module))
        monkeypatch.setattr(
            importlib.import_module(parent), last, sys.modules[module], raising=False
        )
    monkeypatch.chdir(tmp_path)
    text = "".join(f'[[hosts]]\nname = "Line {n}"\naddress = "a::{n}"\n' for n in (1, 2))
    text += "".join(f"[walls.{name}]\n" for name in ("door", "production"))
    text += "[walls.left]\n[walls.right]\n"
    for path in ("wall.toml", "config/wall.toml", "config/demo.toml"):
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_text(text)
    Path("secret").write_text("password\n")
    words = shlex.split(re.split(r"\s{2,}#| \| | > ", line)[0], comments=True)
    assert cli.run(words[1:]) == 0, capsys.readouterr().err
