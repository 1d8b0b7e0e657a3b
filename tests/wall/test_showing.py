from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, Settings, WallSettings
from vncwall.settings.named_wall import Arrangement
from vncwall.wall.desktop import Desktop, Status
from vncwall.wall.showing import Showing


def desktops(count: int) -> list[tuple[Desktop, Status | None]]:
    pairs: list[tuple[Desktop, Status | None]] = []
    for n in range(count):
        desktop = Desktop(n, HostSettings(f"pc{n}", HostAddress("h", 5900 + n)), now_ns=0)
        pairs.append((desktop, desktop.status(0)))
    return pairs


def test_at_first_everything_is_shown_and_nothing_said() -> None:
    showing = Showing(Settings())
    assert showing.sessions(desktops(12)) == tuple(range(12))
    assert showing.sentence() == ""


def test_what_is_typed_narrows_the_wall_letter_by_letter() -> None:
    showing = Showing(Settings())
    showing.begin_typing()
    seen = []
    for letter in "pc11":
        showing.write(letter)
        seen.append(showing.sessions(desktops(12)))
    assert seen == [tuple(range(12)), tuple(range(12)), (1, 10, 11), (11,)]
    assert showing.sentence() == "find: pc11_ · 1 of 12"
    showing.erase()
    assert showing.sessions(desktops(12)) == (1, 10, 11)


def test_pages_are_of_what_was_found() -> None:
    showing = Showing(Settings(wall=WallSettings(arrangement=Arrangement(page=2))))
    showing.write("pc1")
    assert showing.sessions(desktops(12)) == (1, 10)
    showing.pages.turn(1)
    assert showing.sessions(desktops(12)) == (11,)
    assert showing.sentence() == "find: pc1 · 3 of 12 · page 2 of 2"


def test_clearing_shows_all_again_and_says_whether_there_was_anything_to_clear() -> None:
    showing = Showing(Settings())
    assert not showing.clear()
    showing.toggle_problems()
    assert showing.sessions(desktops(3)) == ()
    assert showing.sentence() == "only problems · 0 of 3"
    assert showing.clear()
    assert showing.sessions(desktops(3)) == (0, 1, 2)


def test_a_desktop_of_which_nothing_is_known_yet_is_shown_unless_one_is_looked_for() -> None:
    showing = Showing(Settings())
    unknown = [(desktop, None) for desktop, _ in desktops(2)]
    assert showing.sessions(unknown) == (0, 1)
    showing.write("pc")
    assert showing.sessions(unknown) == ()
