"""`vncwall recordings list`: what there is."""

from __future__ import annotations

import sys
from typing import TextIO

from vncwall.app.recordings.choice import Choice
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.recordings.table import print_json, print_records


def run(
    folder: RecordingsFolder, choice: Choice, *, as_json: bool = False, out: TextIO | None = None
) -> int:
    """Print the recordings that are meant; return 0.

    Raises:
        SettingsError: there is no such folder, or a time cannot be understood.
        NothingChosen: a name fits nothing.
        CatalogueError: the catalogue cannot be made.
    """
    out = out or sys.stdout
    with folder.catalogue() as catalogue:
        records = choice.records(catalogue, now_ns=folder.clock.wall_ns(), with_manifests=as_json)
    if as_json:
        print_json(folder.path, records, out)
    else:
        print_records(records, out)
    return 0
