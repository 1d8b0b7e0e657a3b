"""`vncwall recordings release`: recordings that may go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vncwall.cli.recordings.choosing import choosing

if TYPE_CHECKING:
    from vncwall.app.recordings.choice import Choice
    from vncwall.app.recordings.folder import RecordingsFolder


@choosing
def release(
    choice: Choice,
    where: RecordingsFolder,
) -> int:
    """Let held recordings be deleted again.

    \b
    vncwall recordings release pc1/2025-03-01/140000.mkv
    vncwall recordings release --host pc1 --held
    """
    from vncwall.app.recordings import release as command

    return command.run(where, choice)
