"""Tables of alerts and maintenance, and the hosts that they are for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vncwall.errors import InvalidConfiguration
from vncwall.framebuffer.png import encode_png
from vncwall.settings.alert import AlertKind, Show
from vncwall.settings.loader import load_text
from vncwall.settings.model import HostSettings, LoadedConfiguration
from vncwall.settings.schedule import Occasion
from vncwall.states import Severity

HOSTS = """
[[hosts]]
address = "pc1"
group = "line"
[[hosts]]
address = "pc2"
"""


def loaded(text: str, folder: Path = Path()) -> LoadedConfiguration:
    return load_text(text + HOSTS, path=folder / "wall.toml", environment={})


def hosts(text: str, folder: Path = Path()) -> tuple[HostSettings, ...]:
    return loaded(text, folder).settings.hosts


def problems(text: str) -> list[str]:
    with pytest.raises(InvalidConfiguration) as caught:
        loaded(text)
    return [str(problem) for problem in caught.value.problems]


def test_a_rule_is_for_every_host_unless_it_names_some() -> None:
    pc1, pc2 = hosts(
        '[alerts.off]\nwhen = "offline"\n[alerts.dark]\nwhen = "black"\ngroups = "line"\n'
        '[alerts.one]\nwhen = "bell"\nhosts = ["pc2"]\n'
    )
    assert [rule.name for rule in pc1.alerts] == ["off", "dark"]
    assert [rule.name for rule in pc2.alerts] == ["off", "one"]


def test_a_rule_can_be_for_all_with_a_tag() -> None:
    text = '[groups.line]\ntags = ["kiosk"]\n[alerts.a]\nwhen = "bell"\ntags = "kiosk"\n'
    pc1, pc2 = hosts(text)
    assert (len(pc1.alerts), len(pc2.alerts)) == (1, 0)
    assert problems(text.replace('tags = "kiosk"', 'tags = "booth"')) == [
        "wall.toml:5: alerts.a.tags: 'booth' is no tag; there are kiosk"
    ]


def test_every_key_of_a_rule_arrives(tmp_path: Path) -> None:
    (tmp_path / "ok.png").write_bytes(encode_png(np.zeros((2, 2), np.uint32)))
    host, _ = hosts(
        """
[alerts.all]
when = "changed"
for = "1m"
cooldown = "5m"
severity = "critical"
latch = true
hours = "08:00-12:00"
region = "0,0,50%,10"
masks = ["0,0,4,4"]
reference = "ok.png"
tolerance = "2.5%"
near = 10
show = "large"
record = "2m"
snapshot = true
command = ["notify", "on"]
command_cleared = ["notify", "off"]
timeout = "5s"
webhook = "http://127.0.0.1:1/hook"
sound = true
""",
        tmp_path,
    )
    (rule,) = host.alerts
    assert (rule.when, rule.for_s, rule.cooldown_s) == (AlertKind.CHANGED, 60.0, 300.0)
    assert (rule.severity, rule.latch) == (Severity.CRITICAL, True)
    assert rule.times is not None
    assert rule.times.hours == ((480, 720),)
    picture, actions = rule.picture, rule.actions
    assert (str(picture.region), [str(mask) for mask in picture.masks]) == (
        "0,0,50%,10",
        ["0,0,4,4"],
    )
    assert (picture.reference, picture.tolerance_percent) == (str(tmp_path / "ok.png"), 2.5)
    assert (actions.show, actions.record_s, actions.snapshot) == (Show.LARGE, 120.0, True)
    assert (actions.command, actions.command_cleared) == (("notify", "on"), ("notify", "off"))
    assert (actions.timeout_s, actions.webhook) == (5.0, "http://127.0.0.1:1/hook")


def test_a_rule_that_records_is_a_schedule_of_its_hosts() -> None:
    pc1, pc2 = hosts('[alerts.dark]\nwhen = "black"\nrecord = true\nhosts = "pc1"\n')
    (schedule,) = pc1.schedules
    assert (schedule.occasions, schedule.alerts) == ((Occasion.ALERT,), ("dark",))
    assert pc2.schedules == ()


def test_maintenance_is_given_to_its_hosts() -> None:
    pc1, pc2 = hosts('[maintenance.patch]\ndays = "sun"\nhours = "02:00-04:00"\ngroups = "line"\n')
    assert [window.name for window in pc1.maintenance] == ["patch"]
    assert pc2.maintenance == ()


def test_a_rule_for_nobody_is_a_warning() -> None:
    text = '[groups.spare]\n[groups.line]\n[alerts.dark]\nwhen = "black"\ngroups = "spare"\n'
    assert loaded(text).warnings == ("wall.toml:3: alerts.dark is for no host",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            'when = "blck"',
            "2: alerts.a.when: 'blck' is not one of offline, frozen, black, blank, "
            "bell, silent, changed, colour, text; did you mean 'black'?",
        ),
        ("", '1: alerts.a.when: is missing; say what raises it, for instance when = "offline"'),
        ('when = "black"\nfr = "3s"', "3: alerts.a.fr: unknown key; did you mean 'for'?"),
        (
            'when = "black"\nhosts = "pc9"',
            "3: alerts.a.hosts: 'pc9' is no host; there are pc1, pc2",
        ),
        ('when = "black"\ngroups = "x"', "3: alerts.a.groups: 'x' is no group; there are line"),
        ('when = "black"\ntext = "x"', '3: alerts.a.text: goes with when = "text"'),
        (
            'when = "changed"',
            '1: alerts.a: needs reference = "FILE.png"; take one: vncwall snapshot HOST',
        ),
        (
            'when = "changed"\nreference = "no.png"',
            "3: alerts.a.reference: no.png cannot be read: No such file or directory",
        ),
        ('when = "text"', '1: alerts.a: needs the text to look for, for instance text = "error"'),
        (
            'when = "text"\ntext = "("',
            "3: alerts.a.text: '(' is no regular expression: missing ), "
            "unterminated subpattern at position 0",
        ),
        (
            'when = "colour"\ncolour = "red"',
            '1: alerts.a: needs how much of it, for instance more_than = "20%"',
        ),
        (
            'when = "colour"\ncolour = "reddish"\nmore_than = 2',
            "3: alerts.a.colour: 'reddish' "
            "is no "
            'colour; write "#ff8000", or one of black, white, grey, red, green, blue, yellow, '
            "orange, magenta, cyan",
        ),
        (
            'when = "silent"',
            '1: alerts.a: of "silent" is a minute at least; write for instance for = "3d"',
        ),
        (
            'when = "bell"\nfor = "3s"',
            "3: alerts.a.for: does not go with a bell, which is over when it is heard",
        ),
        (
            'when = "black"\ncommand = "reboot now"',
            "3: alerts.a.command: 'reboot now' "
            "is no command; "
            'write an array, program first: ["notify", "--host", "pc1"]',
        ),
        (
            'when = "black"\nwebhook = "example.org"',
            "3: alerts.a.webhook: 'example.org' is no web "
            'address; write "https://example.org/hook"',
        ),
        (
            'when = "black"\nregion = "5"',
            "3: alerts.a.region: '5' is not a region; write "
            '"x,y,width,height" in pixels or per cent, '
            'for instance "0,0,400,30" or "50%,0%,50%,10%"',
        ),
        (
            'when = "black"\nholidays = "x"',
            "3: alerts.a.holidays: 'x' is no set of holidays; write a table [holidays.x]",
        ),
    ],
)
def test_a_mistake_in_a_rule_is_told_with_its_remedy(text: str, problem: str) -> None:
    assert f"wall.toml:{problem}" in problems(f"[alerts.a]\n{text}\n")


def test_maintenance_without_a_time_is_a_mistake() -> None:
    assert problems('[maintenance.m]\nhosts = "pc1"\n') == [
        "wall.toml:1: maintenance.m: says no time; write days, hours, cron with duration, "
        "or start and end"
    ]


def test_a_schedule_names_the_rules_whose_alerts_count() -> None:
    text = '[alerts.a]\nwhen = "bell"\n[schedules.s]\non = ["alert"]\nalerts = "a"\n'
    host, _ = hosts(text + '[defaults]\nrecord = "s"\n')
    assert host.schedules[0].alerts == ("a",)
    assert problems(text.replace('alerts = "a"', 'alerts = "b"')) == [
        "wall.toml:5: schedules.s.alerts: 'b' is no rule for alerts; there are a"
    ]
