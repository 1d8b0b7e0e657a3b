"""Who goes along with the supervisor: one line for each, in the order of the ticks."""

from __future__ import annotations

from vncwall.settings.model import Settings
from vncwall.workers.crew import Crew
from vncwall.workers.followers.base import Follower
from vncwall.workers.followers.budgets import Budgets
from vncwall.workers.roster import Roster


def make_followers(settings: Settings, roster: Roster, crew: Crew) -> list[Follower]:
    """Return the followers of a new supervisor.

    Args:
        settings: hosts and everything else.
        roster: of all sessions; theirs to read.
        crew: the processes; theirs to read.
    """
    return [Budgets(settings.budgets, roster, settings.hosts)]
