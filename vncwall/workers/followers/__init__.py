"""Who goes along with the supervisor: one line for each, in the order of the ticks."""

from __future__ import annotations

from pathlib import Path

from vncwall.clock import Clock
from vncwall.ipc.desk import DeskPlace
from vncwall.recording.last_words import LastWords
from vncwall.settings.model import Settings
from vncwall.workers.crew import Crew
from vncwall.workers.followers.alerts import Alerts
from vncwall.workers.followers.answers import Answers
from vncwall.workers.followers.base import Follower
from vncwall.workers.followers.budgets import Budgets
from vncwall.workers.followers.chronicle import Chronicle
from vncwall.workers.followers.clerk import Clerk
from vncwall.workers.followers.control_log import ControlLog
from vncwall.workers.followers.control_watch import ControlWatch
from vncwall.workers.followers.costs import Costs
from vncwall.workers.followers.desk import Desk
from vncwall.workers.followers.planner import Planner
from vncwall.workers.followers.relief import Relief
from vncwall.workers.roster import Roster


def make_followers(
    settings: Settings,
    roster: Roster,
    crew: Crew,
    clock: Clock,
    desk: DeskPlace | None,
    *,
    rests: bool = False,
) -> list[Follower]:
    """Return the followers of a new supervisor.

    Args:
        settings: hosts and everything else.
        roster: of all sessions; theirs to read.
        crew: the processes; theirs to read.
        clock: of everything.
        desk: where other programs may ask; None: nowhere.
        rests: hosts of which nothing is to be recorded are not connected to.
    """
    followers: list[Follower] = [Budgets(settings.budgets, roster, settings.hosts)]
    costs = Costs(roster, crew, clock)
    relief = Relief(settings.recording, roster, costs, clock)
    # Where no person is in front of the program, nobody can have said anything.
    folder = Path(settings.recording.folder)
    words = None if rests else LastWords(folder, clock.wall_ns())
    planner = Planner(settings.recording, roster, clock, rests=rests, words=words)
    alerts = Alerts(roster, clock, state=settings.wall.state, snapshots=settings.wall.snapshots)
    control_log = ControlLog(roster, clock, state=settings.wall.state)
    control_watch = ControlWatch(roster, clock, state=settings.wall.state)
    followers += (costs, relief, alerts, planner, control_log, control_watch)
    chronicle = Chronicle(clock)
    answers = Answers(roster, crew, chronicle, costs, relief, planner, settings.budgets, alerts)
    followers += (chronicle, Clerk(roster, answers, clock, Path(settings.recording.folder)))
    if desk is not None:
        followers.append(Desk(desk, roster, answers, clock))
    return followers
