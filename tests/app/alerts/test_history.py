"""`vncwall alerts history`, of a journal."""

from __future__ import annotations

import io
import json
from pathlib import Path

from vncwall.alerting.alert import Alert, Maintenance
from vncwall.alerting.journal import AlertJournal, time_of
from vncwall.app.alerts import history
from vncwall.states import AlertState, Severity

NOON = time_of("2026-11-22T12:00:00.000Z")


def test_history_is_read_from_the_journal(tmp_path: Path) -> None:
    journal = AlertJournal(tmp_path, now_ns=NOON)
    raised = Alert("dark", Severity.WARNING, AlertState.RAISED, "it is dark", NOON, NOON)
    journal.alert("pc1", raised)
    journal.alert("pc2", raised)
    journal.maintenance("pc1", Maintenance(NOON + 10**12, "new disk", "bob"), NOON)
    journal.active("pc1", NOON, NOON)
    journal.close()
    out = io.StringIO()
    assert history.run(("pc1",), journal=tmp_path, since_ns=NOON, out=out) == 0
    first, second = out.getvalue().splitlines()
    assert first.endswith("pc1  dark raised: it is dark")
    assert "pc1  maintenance until " in second
    assert second.endswith(", bob, new disk")
    out = io.StringIO()
    history.run((), journal=tmp_path, since_ns=NOON, as_json=True, out=out)
    assert [line["host"] for line in json.loads(out.getvalue())["history"]] == ["pc1", "pc2", "pc1"]
    out = io.StringIO()
    history.run((), journal=tmp_path, since_ns=NOON + 1_000_000_000, out=out)
    assert out.getvalue() == f"nothing since then in {tmp_path}\n"
