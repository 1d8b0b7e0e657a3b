import pytest

from vncwall.errors import SettingsError
from vncwall.settings.address import HostAddress
from vncwall.settings.choice import arranged, beginning_with, only_viewed
from vncwall.settings.model import HostSettings, Settings
from vncwall.settings.named_wall import Arrangement, NamedWall

HOSTS = tuple(HostSettings(name, HostAddress(name, 5900)) for name in ("one", "two"))
SETTINGS = Settings(HOSTS, walls=(NamedWall("hall", hosts=("two",)), NamedWall("all")))


def test_what_is_said_of_the_arrangement_holds_for_every_wall():
    settings = arranged(SETTINGS, columns=3)
    three = Arrangement(columns=3)
    assert settings.wall.arrangement == three
    assert [wall.arrangement for wall in settings.walls] == [three, three]
    assert arranged(SETTINGS) is SETTINGS


def test_a_wall_can_be_the_first():
    settings = beginning_with(SETTINGS, "hall")
    assert (settings.wall_name, settings.hosts, settings.walls) == ("hall", HOSTS, SETTINGS.walls)


def test_only_a_wall_leaves_out_what_it_cannot_show():
    settings = beginning_with(SETTINGS, "hall", only=True)
    assert (settings.hosts, settings.walls) == (HOSTS[1:], SETTINGS.walls[:1])


def test_a_wall_that_there_is_not_is_told():
    with pytest.raises(SettingsError, match=r"'hal' is no wall; did you mean 'hall'\?"):
        beginning_with(SETTINGS, "hal")
    with pytest.raises(SettingsError, match="the configuration has no"):
        beginning_with(Settings(HOSTS), "hall")


def test_no_host_can_be_controlled():
    assert all(host.view_only for host in only_viewed(SETTINGS).hosts)
