"""The example configurations are right, complete and true about the defaults."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from vncwall.app.fleet import DEFAULT_PORT
from vncwall.fleet.hosts import plan_fleet
from vncwall.settings.address import HostAddress
from vncwall.settings.loader import load
from vncwall.settings.model import (
    BudgetSettings,
    PixelFormatName,
    RecordingSettings,
    Settings,
    WallSettings,
)
from vncwall.settings.schema import (
    ConfigurationFile,
    HolidaysTable,
    HostTable,
    LimitsTable,
    LinkTable,
    PictureTable,
    RecordingTable,
    RetentionTable,
    ScheduleTable,
    SiteTable,
    StoreTable,
    WallTable,
)

FOLDER = Path(__file__).parents[1] / "config"
WALL = FOLDER / "wall.toml"
COMMENTED_KEY = re.compile(r"^# (\w+ = .*)$", re.MULTILINE)


def test_example_loads_without_a_warning() -> None:
    loaded = load(WALL, environment={})
    assert loaded.settings.hosts
    assert loaded.warnings == ()


def test_demo_hosts_are_those_of_the_fleet() -> None:
    hosts = load(FOLDER / "demo.toml", environment={}).settings.hosts
    plans = plan_fleet(16)
    assert [(h.name, h.address, h.password, h.group) for h in hosts] == [
        (plan.name, HostAddress("127.0.0.1", DEFAULT_PORT + number), plan.password, plan.group)
        for number, plan in enumerate(plans)
    ]
    slow = {plan.name for plan in plans if plan.rate_bits}
    assert {h.name for h in hosts if h.tile.pixel_format is PixelFormatName.BGR233} == slow


def test_every_key_is_in_the_example() -> None:
    text = WALL.read_text(encoding="utf-8")
    keys = set(ConfigurationFile.model_fields)
    tables = (SiteTable, WallTable, RecordingTable, LinkTable, HostTable, PictureTable)
    tables += (RetentionTable, LimitsTable, StoreTable)
    for table in (*tables, ScheduleTable, HolidaysTable):
        keys |= set(table.model_fields)
    missing = [key for key in sorted(keys) if not re.search(rf"\b{key}\b", text)]
    assert missing == []


FILES = ("password", "ca_file", "locked_picture", "state")


def test_commented_values_are_the_defaults(tmp_path: Path) -> None:
    """With every `# key = value` taken in (but for files and variables) nothing changes."""
    before_alerts, _, rest = WALL.read_text(encoding="utf-8").partition("[alerts.")
    after_alerts = rest[rest.index("# Kinds of lines") :].split("[groups.production]")[0]
    text = COMMENTED_KEY.sub(
        lambda match: match[0] if match[1].startswith(FILES) else match[1],
        before_alerts + after_alerts,  # alerts name hosts and have no defaults
    )
    assert len(COMMENTED_KEY.findall(text)) == 6
    path = tmp_path / "wall.toml"
    path.write_text(text + '\n[[hosts]]\naddress = "a"\n', encoding="utf-8")
    spelled_out = load(path, environment={}).settings
    assert spelled_out.budgets == BudgetSettings(50_000.0, {"radio": 256.0}), "have no default"
    spelled_out = replace(spelled_out, budgets=BudgetSettings())
    path.write_text('[[hosts]]\naddress = "a"\n', encoding="utf-8")
    assert spelled_out == load(path, environment={}).settings
    assert replace(spelled_out, hosts=()) == Settings((), WallSettings(), RecordingSettings())


def test_examples_of_a_password_are_read(tmp_path: Path) -> None:
    for line in COMMENTED_KEY.findall(WALL.read_text(encoding="utf-8")):
        if line.startswith("password"):
            path = tmp_path / "wall.toml"
            path.write_text(f'[[hosts]]\naddress = "a"\n{line}\n', encoding="utf-8")
            (tmp_path / "wall.password").write_text("secret\n")
            loaded = load(path, environment={"WALL_PASSWORD": "secret"})
            assert loaded.settings.hosts[0].password == "secret"
