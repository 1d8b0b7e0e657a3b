"""`vncwall recordings delete`: recordings that nobody needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vncwall.cli.recordings.choosing import choosing
from vncwall.cli.recordings.confirmation import asking
from vncwall.cli.recordings.options import Yes

if TYPE_CHECKING:
    from vncwall.app.recordings.choice import Choice
    from vncwall.app.recordings.folder import RecordingsFolder


@choosing
def delete(
    choice: Choice,
    where: RecordingsFolder,
    yes: Yes = False,
) -> int:
    """Delete recordings; what is held stays.

    Asks first. Who deleted what and when stays in the audit log.

    \b
    vncwall recordings delete pc1/2025-03-01
    vncwall recordings delete --host 'test*' --to '30d ago' --yes
    """
    from vncwall.app.recordings import delete as command

    return command.run(where, choice, confirm=asking(yes))
