"""Which desktops are seen, and which one is meant."""

from __future__ import annotations

from collections.abc import Callable

from vncwall.language import N_, _
from vncwall.wall.actions.base import Action, Hands, Heading, on_a_tile, on_the_wall
from vncwall.wall.phrases import age_in_words

_TOAST = "patrol"


def _stepping(dx: int, dy: int) -> Callable[[Hands], None]:
    def step(hands: Hands) -> None:
        if hands.promoted is not None:
            far = 24 * hands.measures.u
            hands.promoted.pan(dx * far, dy * far)
        else:
            hands.redraw(hands.board.step(dx, dy))

    return step


def _can_step(hands: Hands) -> bool:
    return hands.promoted is None or hands.promoted.viewport.is_cut


def _zoom(hands: Hands) -> None:
    hands.promote(hands.chosen(), with_control=False)


def _back(hands: Hands) -> None:
    """Undo the newest of what is open, one thing at a time."""
    wall = hands.settings.wall
    if hands.panels.close():
        return
    if hands.promoted is not None:
        hands.demote()
    elif chosen := hands.board.selection.clear():
        hands.redraw(hands.board.rings_of(chosen))
    elif hands.showing.clear():
        hands.look_again()
    elif hands.is_full_screen and not (wall.kiosk or wall.fullscreen):
        hands.set_full_screen(False)  # a full screen by the configuration is no step
    elif hands.board.selected is not None:
        hands.redraw(hands.board.select(None))


def _find(hands: Hands) -> None:
    hands.showing.begin_typing()
    hands.look_again()


def _problems(hands: Hands) -> None:
    hands.showing.toggle_problems()
    hands.look_again()


def _turning(step: int) -> Callable[[Hands], None]:
    def turn(hands: Hands) -> None:
        hands.showing.pages.turn(step)
        hands.look_again()

    return turn


def _patrol(hands: Hands) -> None:
    showing = hands.showing
    begins = not showing.pages.is_patrolling
    if begins and not showing.has_turns:
        hands.report(False, _("nothing to turn: this wall has one page"), key=_TOAST)
        return
    showing.pages.patrol(hands.now_ns, begins=begins)
    hands.look_again()
    if begins:
        each = age_in_words(round(showing.pages.patrol_s))
        hands.report(True, _("patrol: each page for {time}").format(time=each), key=_TOAST)
    else:
        hands.report(True, _("the patrol has ended"), key=_TOAST)


def _is_on_pages(hands: Hands) -> bool:
    return on_the_wall(hands) and hands.showing.pages.count > 1


LEFT = Action(
    "left",
    "",
    N_("select a desktop"),
    _stepping(-1, 0),
    Heading.LOOK,
    _can_step,
    label=N_("Arrows"),
)
RIGHT = Action("right", "", "", _stepping(1, 0), Heading.LOOK, _can_step)
UP = Action("up", "", "", _stepping(0, -1), Heading.LOOK, _can_step)
DOWN = Action("down", "", "", _stepping(0, 1), Heading.LOOK, _can_step)
ZOOM = Action(
    "zoom",
    N_("Look at it large"),
    N_("see it large, without control"),
    _zoom,
    Heading.LOOK,
    on_a_tile,
    label=N_("Space held"),
)
BACK = Action("back", "", N_("one step back"), _back, Heading.LOOK)
FIND = Action(
    "find",
    N_("Find desktops"),
    N_("find by name, group, address or state"),
    _find,
    Heading.LOOK,
    on_the_wall,
)
PROBLEMS = Action(
    "problems",
    N_("Only problems, or all"),
    N_("only those that need eyes, or all"),
    _problems,
    Heading.LOOK,
    on_the_wall,
)
NEXT_PAGE = Action(
    "next page",
    N_("Next page"),
    N_("the next page"),
    _turning(1),
    Heading.LOOK,
    _is_on_pages,
)
PREVIOUS_PAGE = Action(
    "previous page",
    N_("Previous page"),
    N_("the page before"),
    _turning(-1),
    Heading.LOOK,
    _is_on_pages,
)
PATROL = Action(
    "patrol",
    N_("Patrol, or stop"),
    N_("pages and walls turn by themselves, or stop"),
    _patrol,
    Heading.LOOK,
    on_the_wall,
)

ACTIONS = (
    LEFT,
    RIGHT,
    UP,
    DOWN,
    ZOOM,
    BACK,
    FIND,
    PROBLEMS,
    NEXT_PAGE,
    PREVIOUS_PAGE,
    PATROL,
)
