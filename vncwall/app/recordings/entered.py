"""The recordings that a command is about, of which there are manifests."""

from __future__ import annotations

from vncwall.app.recordings.choice import Choice, NothingChosen
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.recording.catalogue.record import Record


def entered(folder: RecordingsFolder, choice: Choice) -> list[Record]:
    """Return what is meant, of which there are manifests.

    Raises:
        SettingsError: there is no such folder, or a time cannot be understood.
        NothingChosen: nothing is meant, or it has no manifest yet.
        CatalogueError: the catalogue cannot be made.
    """
    with folder.catalogue() as catalogue:
        found = choice.records(catalogue, now_ns=folder.clock.wall_ns())
    records = [one for one in found if one.sequence]
    if not records:
        raise NothingChosen(
            f"{found[0].path} is {found[0].state}: it has no manifest; a recording that was just "
            "finished gets it in a moment, others by vncwall recordings rebuild"
            if found
            else f"no recording in {folder.path} fits"
        )
    return records
