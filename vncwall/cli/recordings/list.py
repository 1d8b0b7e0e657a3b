"""`vncwall recordings list`: what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vncwall.cli.options import Json
from vncwall.cli.recordings.choosing import choosing

if TYPE_CHECKING:
    from vncwall.app.recordings.choice import Choice
    from vncwall.app.recordings.folder import RecordingsFolder


@choosing
def list_(
    choice: Choice,
    where: RecordingsFolder,
    as_json: Json = False,
) -> int:
    """List recordings.

    \b
    vncwall recordings list
    vncwall recordings list --host 'pc*' --from yesterday --min-activity 1
    vncwall recordings list --from 'monday 08:00' --to 'monday 12:00' --cause schedule
    vncwall recordings list pc1 --json | jq '.recordings[].path'

    Marks: held, moved to a store, MISSING or ALTERED files, recovered after a crash, gaps, notes.
    """
    from vncwall.app.recordings import list as command

    return command.run(where, choice, as_json=as_json)
