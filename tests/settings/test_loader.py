"""Configuration files: what they mean, and what is said when they are wrong."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from pathlib import Path

import pytest

from vncwall.errors import InvalidConfiguration, SettingsError
from vncwall.settings.address import HostAddress
from vncwall.settings.loader import load
from vncwall.settings.model import (
    CONTROL_PICTURE,
    TILE_PICTURE,
    BudgetSettings,
    FirstClick,
    HostSettings,
    LoadedConfiguration,
    PictureSettings,
    PixelFormatName,
    Promote,
    RecordingSettings,
    Settings,
    ThemeName,
    VideoFormat,
    WallSettings,
    WhenFull,
)
from vncwall.settings.named_wall import Arrangement
from vncwall.settings.profiles import LINK_PROFILES
from vncwall.settings.schema import (
    HostTable,
    NamedWallTable,
    PictureTable,
    RecordingTable,
    WallTable,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "wall.toml"


def read(file: Path, text: str, **environment: str) -> LoadedConfiguration:
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    return load(file, environment=environment)


def host(file: Path, text: str, **environment: str) -> HostSettings:
    (only,) = read(file, text, **environment).settings.hosts
    return only


def problems(file: Path, text: str) -> list[str]:
    with pytest.raises(InvalidConfiguration) as caught:
        read(file, text)
    return [str(problem).removeprefix(f"{file}:") for problem in caught.value.problems]


def test_empty_file_is_the_defaults(file: Path) -> None:
    assert read(file, "") == LoadedConfiguration(Settings())


def test_host_needs_an_address_only(file: Path) -> None:
    assert host(file, '[[hosts]]\naddress = "pc1:2"') == HostSettings(
        name="pc1:2", address=HostAddress("pc1", 5902)
    )


def test_every_key_of_wall_and_recording_is_read(file: Path) -> None:
    settings = read(
        file,
        """
        [wall]
        title = "Hall"
        columns = 5
        page = 24
        patrol = "20s"
        theme = "light"
        fullscreen = true
        width = 1920
        height = 1080
        release_chord = "Ctrl + Super"
        promote = "in-place"
        first_click = "select"
        grab_keys = true
        restore_size = false
        language = "bn"
        scale = 1.5
        snapshots = "/data/pictures"
        ask = false
        workers = 3
        connects = 32
        [recording]
        folder = "/data/video"
        format = "vp9"
        max_fps = 2
        when_full = "refuse"
        segment = "1h30m"
        keyframe = "500ms"
        """,
    ).settings
    assert settings.wall == WallSettings(
        "Hall",
        Arrangement(columns=5, page=24, patrol_s=20.0),
        theme=ThemeName.LIGHT,
        fullscreen=True,
        width=1920,
        height=1080,
        release_chord="ctrl+super",
        workers=3,
        connects=32,
        language="bn",
        scale=1.5,
        snapshots="/data/pictures",
        ask=False,
        promote=Promote.IN_PLACE,
        first_click=FirstClick.SELECT,
        grab_keys=True,
        restore_size=False,
    )
    assert settings.recording == RecordingSettings(
        "/data/video",
        VideoFormat.VP9,
        max_fps=2.0,
        segment_s=5400.0,
        keyframe_s=0.5,
        when_full=WhenFull.REFUSE,
    )


def test_budgets_are_of_the_site_and_of_links(file: Path) -> None:
    settings = read(
        file,
        """
        [site]
        budget = "2 Mbit/s"
        [links.radio]
        based_on = "slow"
        budget = 256
        [links.slow]
        budget = "64 kbit/s"
        [defaults]
        link = "radio"
        [[hosts]]
        address = "a"
        [[hosts]]
        address = "b"
        link = "slow"
        """,
    ).settings
    assert settings.budgets == BudgetSettings(2000.0, {"radio": 256.0, "slow": 64.0})
    assert [host.link for host in settings.hosts] == ["radio", "slow"]


def test_adapt_comes_from_the_link_until_a_stronger_level_says_more(file: Path) -> None:
    hosts = read(
        file,
        """
        [links.measured]
        adapt = false
        [links.radio]
        [defaults]
        link = "measured"
        [groups.office]
        adapt = true
        [[hosts]]
        address = "a"
        [[hosts]]
        address = "b"
        group = "office"
        [[hosts]]
        address = "c"
        link = "radio"
        [[hosts]]
        address = "d"
        group = "office"
        adapt = false
        """,
    ).settings.hosts
    assert [host.adapt for host in hosts] == [False, True, True, False]


def test_a_wrong_budget_is_told_with_its_line(file: Path) -> None:
    assert problems(file, '[links.radio]\nbudget = "fast"\n[site]\nbudget = 0\n') == [
        "2: links.radio.budget: 'fast' is not a rate; write kbit/s or a text like 256 kbit/s, "
        "2 Mbit/s",
        "4: site.budget: 0 kbit/s is out of range; write at least 8 kbit/s",
    ]


def test_every_key_of_a_host_is_read(file: Path) -> None:
    assert host(
        file,
        """
        [[hosts]]
        name = "Line 1"
        address = "[::1]:1"
        username = "op"
        password = "secret"
        group = "hall"
        view_only = true
        record = true
        connect_timeout = "3s"
        stall_after = 60
        idle_after = "1h"
        [hosts.tile]
        encoding = "zrle"
        compression = "server"
        jpeg_quality = "lossless"
        pixel_format = "bgr233"
        update_interval = "250ms"
        [hosts.control]
        compression = 0
        """,
    ) == HostSettings(
        name="Line 1",
        address=HostAddress("::1", 5901),
        username="op",
        password="secret",
        group="hall",
        tile=PictureSettings("zrle", None, None, PixelFormatName.BGR233, 0.25),  # type: ignore[arg-type]
        control=replace(CONTROL_PICTURE, compression=0),
        view_only=True,
        record=True,
        connect_timeout_s=3.0,
        stall_after_s=60.0,
        idle_after_s=3600.0,
    )


def test_levels_say_more_and_more(file: Path) -> None:
    """[defaults], then the group, then the host; keys that a level leaves out stay."""
    text = """
        [defaults]
        tile.compression = 1
        tile.jpeg_quality = 1
        tile.update_interval = 1.5
        record = true
        connect_timeout = 4
        [groups.hall]
        tile.jpeg_quality = 2
        tile.update_interval = 2.5
        record = false
        [[hosts]]
        address = "pc1"
        group = "hall"
        tile.update_interval = 3.5
        """
    assert host(file, text) == HostSettings(
        name="pc1",
        address=HostAddress("pc1", 5900),
        group="hall",
        tile=replace(TILE_PICTURE, compression=1, jpeg_quality=2, update_interval=3.5),
        record=False,
        connect_timeout_s=4.0,
    )


def test_link_replaces_the_pictures_of_weaker_levels(file: Path) -> None:
    text = """
        [defaults]
        tile.compression = 1
        control.compression = 1
        [[hosts]]
        address = "pc1"
        link = "slow"
        control.update_interval = 1
        """
    slow = LINK_PROFILES["slow"]
    only = host(file, text)
    assert only.tile == slow.tile
    assert only.control == replace(slow.control, update_interval=1.0)


def test_link_of_the_file_refines_the_one_it_is_based_on(file: Path) -> None:
    text = """
        [links.radio]
        based_on = "slow"
        tile.update_interval = "1m"
        [links.internet]
        control.jpeg_quality = 9
        [[hosts]]
        address = "a"
        link = "radio"
        [[hosts]]
        address = "b"
        link = "internet"
        """
    radio, internet = read(file, text).settings.hosts
    assert radio.tile == replace(LINK_PROFILES["slow"].tile, update_interval=60.0)
    assert radio.control == LINK_PROFILES["slow"].control
    assert internet.tile == LINK_PROFILES["internet"].tile
    assert internet.control == replace(LINK_PROFILES["internet"].control, jpeg_quality=9)


def test_slow_link_is_for_256_kbit() -> None:
    tile = LINK_PROFILES["slow"].tile
    assert (tile.compression, tile.jpeg_quality, tile.pixel_format) == (9, None, "bgr233")
    assert tile.update_interval >= 5


@pytest.mark.parametrize(
    "text",
    ['password = "p"', 'password_file = "secret"', 'password_env = "VARIABLE"'],
)
def test_password_comes_from_file_or_environment(file: Path, text: str) -> None:
    (file.parent / "secret").write_text("p\nsecond line\n")
    (file.parent / "secret").chmod(0o600)
    assert host(file, f'[[hosts]]\naddress = "a"\n{text}', VARIABLE="p").password == "p"


def test_stronger_level_replaces_the_password_however_it_is_given(file: Path) -> None:
    text = '[defaults]\npassword = "weak"\n[[hosts]]\naddress = "a"\npassword_env = "V"'
    assert host(file, text, V="strong").password == "strong"


def test_empty_password_is_not_the_absence_of_one(file: Path) -> None:
    assert host(file, '[[hosts]]\naddress = "a"\npassword = ""').password == ""
    assert host(file, '[[hosts]]\naddress = "a"').password is None


def test_password_that_others_can_read_is_warned_of(file: Path) -> None:
    secret = file.parent / "secret"
    secret.write_text("p\n")
    secret.chmod(0o644)
    file.write_text(
        '[[hosts]]\naddress = "a"\npassword_file = "secret"\n'
        '[[hosts]]\naddress = "b"\npassword = "q"\n'
    )
    file.chmod(0o644)
    warnings = load(file, environment={}).warnings
    assert [warning.split("; ")[1] for warning in warnings] == [
        f"run chmod 600 {secret}",
        f"run chmod 600 {file}",
    ]
    file.chmod(0o600)
    secret.chmod(0o600)
    assert load(file, environment={}).warnings == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[wall]\ncolums = 3", "2: wall.colums: unknown key; did you mean 'columns'?"),
        ("[wals]", "1: wals: unknown key; did you mean 'walls'?"),
        (
            "[defaults]\njpeg_qualty = 3",
            "2: defaults.jpeg_qualty: unknown key; it belongs to a purpose: "
            "write tile.jpeg_quality or control.jpeg_quality",
        ),
        ("[wall]\n\ncolumns = '3'", "3: wall.columns: '3' is not a whole number"),
        ("[wall]\ncolumns = -1", "2: wall.columns: -1 is out of range; write at least 0"),
        ("[wall]\nfullscreen = 1", "2: wall.fullscreen: 1 is not true or false"),
        (
            "[wall]\nrelease_chord = 'ctrl+q'",
            "2: wall.release_chord: 'ctrl+q' is not a chord; "
            "join two or more of ctrl, alt, shift, super with +",
        ),
        (
            "[recording]\nformat = 'mp4'",
            "2: recording.format: 'mp4' is not one of h264, h264-444, av1, vp9, lossless, "
            "ffv1, fbs",
        ),
        (
            "[recording]\nsegment = 0",
            "2: recording.segment: 0 is too short; write more than 0",
        ),
        (
            "[defaults.tile]\njpeg_quality = 10",
            "2: defaults.tile.jpeg_quality: 10 is not a level; "
            'write 0 to 9, or "lossless" for no JPEG at all',
        ),
        (
            "[defaults]\ntile.encoding = 'thight'",
            "2: defaults.tile.encoding: 'thight' is not one of "
            "auto, tight, zrle, zlib, hextile, raw; did you mean 'tight'?",
        ),
        (
            "[defaults]\ntile.update_interval = 'often'",
            "2: defaults.tile.update_interval: 'often' is not a length of time; "
            "write seconds or a text like 250ms, 5s, 10m, 1h30m",
        ),
        ("[defaults]\nlink = 'slo'", "2: defaults.link: 'slo' is not a link; did you mean 'slow'?"),
        (
            "[links.x]\nbased_on = 'y'",
            "2: links.x.based_on: 'y' is not a link; there are internet, lan, slow",
        ),
        (
            "[links.x]\ntile.speed = 'y'",
            "2: links.x.tile.speed: unknown key; there are "
            "compression, encoding, jpeg_quality, pixel_format, update_interval",
        ),
        (
            "[[hosts]]\nname = 'A'",
            '1: hosts[A].address: is missing; every host needs one, for instance address = "pc1:1"',
        ),
        (
            "[[hosts]]\naddress = 'pc1:200'",
            "2: hosts[pc1:200].address: display 200 in 'pc1:200' is above 99; "
            "for a port write pc1::200",
        ),
        (
            "[groups.hall]\n[[hosts]]\naddress = 'a'\ngroup = 'hal'",
            "4: hosts[a].group: 'hal' is not a group; did you mean 'hall'?",
        ),
        (
            "[[hosts]]\naddress = 'a'\npassword = 'p'\npassword_env = 'V'",
            "4: hosts[a].password_env: password is given too; keep one of them",
        ),
        (
            "[[hosts]]\naddress = 'a'\npassword_env = 'V'",
            "3: hosts[a].password_env: the environment has no variable V; "
            "set it, or use password_file",
        ),
        (
            "[[hosts]]\naddress = 'a'\npassword = 7",
            "3: hosts[a].password: the value is not a text in quotes",
        ),
        (
            "[hosts]\naddress = 'a'",
            "1: hosts: a table is not an array; write [[hosts]] for each host",
        ),
        ("[[hosts]]\naddress = pc1", '2: not TOML: invalid value; put texts in quotes: "pc1"'),
        (
            "[wall\n",
            "1: not TOML: expected ']' at the end of a table declaration in column 6: [wall",
        ),
    ],
)
def test_mistake_is_told_with_line_key_value_and_remedy(
    file: Path, text: str, problem: str
) -> None:
    assert problems(file, text) == [problem]


def test_every_field_of_the_model_can_be_set() -> None:
    """A field that is added to the model must be given a key."""
    for table, model in (
        (WallTable, WallSettings),
        (RecordingTable, RecordingSettings),
        (HostTable, HostSettings),
        (WallTable, Arrangement),
        (NamedWallTable, Arrangement),
        (PictureTable, PictureSettings),
    ):
        fields = {field.name.removesuffix("_s") for field in dataclasses.fields(model)}
        fields = {{"places": "place"}.get(field, field) for field in fields}
        fields -= {"schedules"}  # said by `record`
        fields -= {"arrangement"}  # said by the keys of `Arrangement`
        if model is PictureSettings:
            fields -= {"chosen"}  # the names of those that are set
        if model is HostSettings:
            fields -= {"cursor"}  # said by `recording`
            fields -= {"known_keys"}  # in the folder of `[wall] state`
            fields -= {"locked_picture_ns"}  # of the file that `locked_picture` names
            fields -= {"alerts", "maintenance"}  # said by the tables of these names
        assert fields <= set(table.model_fields), table


def test_the_standard_that_is_written_down_is_told_from_the_standard(file: Path) -> None:
    text = """
        [defaults.tile]
        jpeg_quality = 6
        [[hosts]]
        address = "a"
        [[hosts]]
        address = "b"
        tile = { update_interval = "1s" }
        """
    a, b = read(file, text).settings.hosts
    assert a.tile == b.tile == PictureSettings()
    assert (a.tile.chosen, b.tile.chosen) == ({"jpeg_quality"}, {"jpeg_quality", "update_interval"})
    assert a.control.chosen == frozenset()


def test_password_is_never_shown(file: Path) -> None:
    (problem,) = problems(file, '[[hosts]]\naddress = "a"\npassword = 24681357')
    assert "24681357" not in problem


def test_hosts_of_one_name_are_told_with_both_lines(file: Path) -> None:
    text = '[[hosts]]\naddress = "a"\n[[hosts]]\naddress = "b"\nname = "a"\n'
    assert problems(file, text) == [
        "5: hosts[a].name: 'a' is the name of the host on line 1 too; "
        "names must differ, give one of them another"
    ]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(file: Path) -> None:
    text = """[wall]
columns = "x"
[links.radio]
based_on = "y"
[[hosts]]
address = "a::0"
adress = "a"
[[hosts]]
address = "b"
link = "z"
"""
    assert [line.split(":")[0] for line in problems(file, text)] == ["2", "4", "6", "7", "10"]


def test_password_file_that_is_missing_is_a_mistake_of_the_file(file: Path) -> None:
    (problem,) = problems(file, '[[hosts]]\naddress = "a"\npassword_file = "none"')
    assert problem == (
        f"3: hosts[a].password_file: {file.parent / 'none'} cannot be read: "
        "No such file or directory"
    )


def test_file_that_cannot_be_read_is_told_without_a_line(file: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        load(file, environment={})
    file.write_bytes(b"\xff")
    with pytest.raises(SettingsError, match="byte 0 is not UTF-8"):
        load(file, environment={})


def test_a_budget_that_limits_nobody_is_warned_of(file):
    warnings = read(
        file,
        """
        [links.radio]
        based_on = "slow"
        budget = "256 kbit/s"

        [links.radoi]
        budget = "64 kbit/s"

        [[hosts]]
        address = "a:1"
        link = "radio"
        """,
    ).warnings
    assert warnings == (
        f"{file}:7: links.radoi.budget limits nothing, no host has the link 'radoi'; "
        "did you mean 'radio'?",
    )


def test_the_picture_of_a_lock_screen_is_read_where_the_configuration_lies(file):
    lock = file.parent / "lock.png"
    lock.write_bytes(b"\x89PNG\r\n\x1a\n...")
    text = '[defaults]\nlocked_picture = "lock.png"\n[[hosts]]\naddress = "a:1"'
    loaded = read(file, text)
    host = loaded.settings.hosts[0]
    assert (host.locked_picture, host.locked_picture_ns) == (str(lock), lock.stat().st_mtime_ns)
    assert loaded.files == (lock,), "another picture in it is another configuration"


@pytest.mark.parametrize(
    ("data", "said"), [(None, "cannot be read"), (b"GIF89a", "is no PNG picture; take one")]
)
def test_a_picture_that_is_none_is_a_mistake(file, data, said):
    if data is not None:
        (file.parent / "lock.png").write_bytes(data)
    (problem,) = problems(file, '[[hosts]]\naddress = "a:1"\nlocked_picture = "lock.png"')
    assert "hosts[0].locked_picture" in problem or "locked_picture" in problem
    assert said in problem
