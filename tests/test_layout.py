"""The tree keeps its shape: every module has its test file, and no drawer for odds and ends."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import tomli

from vncwall.cli import program
from vncwall.cli.alerts import group as alerts
from vncwall.cli.keys import group as keys
from vncwall.cli.recordings import group

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "vncwall"

WITHOUT_TEST_FILE = {
    "__main__.py": "three lines; tests/cli/test_program.py runs it",
    "rfb/constants.py": "numbers of the registries; used by every test of rfb",
    "rfb/errors.py": "classes without behaviour but their texts, which the tests of rfb compare",
    "errors.py": "classes without behaviour but their texts, which the callers' tests compare",
    "states.py": "two enumerations and a table",
    "rfb/events.py": "dataclasses without behaviour",
    "rfb/questions.py": "dataclasses without behaviour",
    "ipc/messages.py": "dataclasses without behaviour; tests/ipc pickles every one of them",
    "ipc/segment.py": "dataclasses without behaviour; tests/recording/test_manifest.py writes each",
    "ipc/switchboard.py": "an interface without code",
    "settings/model.py": "dataclasses without behaviour; tests/settings/test_loader.py fills each",
    "settings/alert.py": "dataclasses without behaviour; tests/settings/test_alerts.py fills each",
    "settings/schedule.py": "dataclasses without behaviour; tests/settings/test_schedules.py fills",
    "settings/schema.py": "declarations; tests/settings/test_loader.py reads and breaks each",
    "settings/profiles.py": "a table; tests/settings/test_loader.py compares it",
    "cli/options.py": "declarations; tests/cli/test_program.py runs the examples of every help",
    "cli/complaint.py": "one line; tests/cli/test_program.py compares what it says",
    "cli/configuration.py": "tests/cli/test_program.py compares what every command gets",
    "cli/desks.py": "tests/cli/test_program.py compares what every command gets",
    "cli/recordings/options.py": "declarations; tests/cli/recordings/test_group.py uses each",
    "recording/catalogue/record.py": "dataclasses without behaviour",
    "recording/catalogue/schema.py": "tables; tests/recording/catalogue fills them",
    "settings/keeping.py": "dataclasses without behaviour; tests/settings/test_kept.py fills each",
    "wall/actions/control.py": "tests/wall/test_window.py and test_promoted.py do each",
    "wall/actions/desktops.py": "tests/wall/test_window.py does each",
    "ipc/note.py": "a dataclass without behaviour",
    "wall/actions/details.py": "tests/wall/panels/test_details.py does each",
    "recording/film_messages.py": "dataclasses without behaviour",
    "recording/film_process.py": "tests/recording/test_wall_film.py runs it in its process",
    "wall/exchange.py": "tests/wall/test_window.py exchanges texts",
    "wall/status_line.py": "tests/wall/test_window.py looks at what it counts",
    "wall/actions/menus.py": "tests/wall/panels does each",
    "wall/explanation.py": "tests/app/test_why.py prints each line",
    "wall/actions/looking.py": "tests/wall/test_window.py does each",
    "wall/actions/recording.py": "tests/wall/test_window.py does each",
    "wall/actions/window.py": "tests/wall/test_window.py does each",
    "kernels/_cython.py": "decorators that do nothing; every interpreted kernel test runs on them",
}
"""Module, relative to the package: why it needs none of its own."""

COMMANDS = {
    Path(*function.__module__.split(".")[1:]).with_suffix(".py")
    for function in (
        *program.COMMANDS,
        *alerts.COMMANDS.values(),
        *keys.COMMANDS.values(),
        *group.COMMANDS.values(),
    )
}
"""A file a command; tests/cli/test_program.py runs the examples of every help."""

DRAWERS = {"utils", "util", "helpers", "helper", "misc", "common", "manager"}


def modules() -> list[Path]:
    """Return all modules that belong to the repository, relative to the package."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--", "vncwall/**.py", "vncwall/*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    files = [ROOT / line for line in listed.stdout.split()] or list(PACKAGE.rglob("*.py"))
    found = {path.relative_to(PACKAGE) for path in files if path.exists()}
    return sorted(path for path in found if path.name != "__init__.py")


@pytest.mark.parametrize("module", modules(), ids=str)
def test_module_has_its_test_file(module: Path) -> None:
    if str(module) in WITHOUT_TEST_FILE or module in COMMANDS or module.name == "base.py":
        return  # base.py: an interface; the contract tests run over everything that implements it
    assert (ROOT / "tests" / module.parent / f"test_{module.name}").exists()


def test_exemptions_are_of_modules_that_exist() -> None:
    assert [name for name in WITHOUT_TEST_FILE if not (PACKAGE / name).exists()] == []


def test_every_other_file_is_packaged() -> None:
    """Fonts and tables must be in the wheel, not only in the clone."""
    project = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["*"]
    listed = subprocess.run(
        ["git", "ls-files", "vncwall"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    data = [Path(name) for name in listed if not name.endswith(".py")]
    assert [path for path in data if not any(path.match(p) for p in patterns)] == []


def test_every_kernel_and_what_has_c_types_is_compiled() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extensions = tomli.loads(text)["tool"]["setuptools"]["ext-modules"]
    files = {str(path) for path in modules() if path.parent == Path("kernels")}
    files |= {str(path.relative_to(PACKAGE).with_suffix(".py")) for path in PACKAGE.rglob("*.pxd")}
    sources = {source for extension in extensions for source in extension["sources"]}
    # A stand-in; what is a .pxd alone, C.
    of_no_module = {"kernels/_cython.py", "kernels/planes.py", "kernels/rows.py"}
    assert {f"vncwall/{name}" for name in files - of_no_module} <= sources
    assert all((ROOT / source).exists() for source in sources)
    assert all(extension["optional"] for extension in extensions)


def test_no_module_is_a_drawer() -> None:
    assert [str(module) for module in modules() if module.stem in DRAWERS] == []
