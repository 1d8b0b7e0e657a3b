"""Words of the command line into settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from vncwall.errors import SettingsError
from vncwall.settings.arguments import read_password, settings_of
from vncwall.settings.model import HostSettings
from vncwall.settings.profiles import LINK_PROFILES


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "wall.toml"
    path.write_text(
        '[wall]\ncolumns = 3\n[[hosts]]\nname = "Line 1"\naddress = "a:1"\npassword = "own"\n'
        '[[hosts]]\naddress = "b:1"\n'
    )
    path.chmod(0o600)
    return path


def hosts(*words: str, config: Path | None = None, **options: str) -> tuple[HostSettings, ...]:
    return settings_of(words, config=config, environment={}, **options).settings.hosts


def test_addresses_become_hosts_named_after_them() -> None:
    assert [(h.name, str(h.address)) for h in hosts("a", "b:1", "c::5901", "[::1]:2")] == [
        ("a", "a:0"),
        ("b:1", "b:1"),
        ("c::5901", "c:1"),
        ("[::1]:2", "[::1]:2"),
    ]


def test_one_toml_file_is_a_configuration(file: Path) -> None:
    settings = settings_of([str(file)], environment={}).settings
    assert settings.wall.arrangement.columns == 3
    assert [h.name for h in settings.hosts] == ["Line 1", "b:1"]


def test_hosts_of_a_configuration_go_by_name_beside_addresses(file: Path) -> None:
    chosen = hosts("Line 1", "c", config=file)
    assert [str(h.address) for h in chosen] == ["a:1", "c:0"]


def test_link_profile_is_for_addresses() -> None:
    assert hosts("a", link="slow")[0].tile == LINK_PROFILES["slow"].tile


def test_login_is_for_hosts_without_one(file: Path) -> None:
    chosen = hosts(str(file), password="given", username="op")
    assert [(h.password, h.username) for h in chosen] == [("own", "op"), ("given", "op")]


@pytest.mark.parametrize(
    ("words", "options", "message"),
    [
        (["a", "a"], {}, "'a' is given twice"),
        (["a:b"], {}, "arguments: 'a:b' is not an address; write host, host:DISPLAY or host::PORT"),
        (["a"], {"link": "x"}, "--link: 'x' is not a link profile; write lan, internet, slow"),
        (["none.toml"], {}, "none.toml: cannot be read: No such file or directory"),
        (["a", "b.toml"], {}, "b.toml among several words; give one configuration, or only hosts"),
    ],
)  # fmt: skip
def test_wrong_words_are_told_with_a_remedy(
    words: list[str], options: dict[str, str], message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        hosts(*words, **options)
    assert message in str(caught.value)


def test_configuration_without_hosts_is_no_wall(tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_text("")
    with pytest.raises(SettingsError, match="there are none; add"):
        hosts(str(path))


def test_password_file_is_named_as_the_argument(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("secret\n")
    assert read_password(tmp_path / "p", argument="--password-file") == "secret"
    with pytest.raises(SettingsError, match=r"^--password-file: .*none cannot be read"):
        read_password(tmp_path / "none", argument="--password-file")
