"""`vncwall recordings show`: all that is known of recordings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vncwall.cli.options import Json
from vncwall.cli.recordings.choosing import choosing

if TYPE_CHECKING:
    from vncwall.app.recordings.choice import Choice
    from vncwall.app.recordings.folder import RecordingsFolder


@choosing
def show(
    choice: Choice,
    where: RecordingsFolder,
    as_json: Json = False,
) -> int:
    """Show all that is known of recordings.

    When and why, who controlled the desktop, gaps, what changed when, hashes, notes.

    \b
    vncwall recordings show pc1/2025-03-01/140000.mkv
    vncwall recordings show 'pc1 yesterday 14:00'
    vncwall recordings show pc1 --from '2h ago' --json
    """
    from vncwall.app.recordings import show as command

    return command.run(where, choice, as_json=as_json)
