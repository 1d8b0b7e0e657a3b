import pickle

import pytest

from vncwall.geometry import Rect
from vncwall.ipc import messages as m
from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind
from vncwall.ipc.note import Note
from vncwall.ipc.segment import SegmentFacts
from vncwall.settings.address import HostAddress
from vncwall.settings.keeping import KeepingSettings
from vncwall.settings.mask import parse_mask
from vncwall.settings.model import (
    TILE_PICTURE,
    BudgetSettings,
    HostSettings,
    RecordingSettings,
)
from vncwall.states import (
    Abilities,
    AlertState,
    PictureLook,
    PowerAction,
    Reason,
    SessionState,
    Severity,
)

FULL = FramebufferKind.FULL
HOST = HostSettings("lab", HostAddress("lab", 5901), password="secret12")
FACTS = SegmentFacts("r/lab/a.mkv", "r", "lab", 1, 2, "h264", 4, 3, 5)
MESSAGES = [
    m.AddSession(1, HOST),
    m.RemoveSession(1),
    m.ChangeHost(1, HOST),
    m.SetPreviewSize(1, 320, 180),
    m.SetTilePicture(1, TILE_PICTURE),
    m.SetBudget(1, 256.0),
    m.SetPace(1, 4.0),
    m.SetControl(1, True),
    m.ShareFramebuffer(1, True),
    m.Reconnect(1),
    m.KeyEvent(1, 97, True),
    m.PointerEvent(1, 2, 3, 4),
    m.PointerMotion(1, -2, 3, 4),
    m.ResizeDesktop(1, 800, 600, (Rect(0, 0, 800, 600),)),
    m.RequestPower(1, PowerAction.REBOOT),
    m.ClientCutText(1, "text"),
    m.SetRecording(1, True),
    m.SetConnected(1, False, "rests until 18:00"),
    m.WatchPicture(1, True, 2.5),
    m.RecordWire(1, RecordingSettings(), "always"),
    m.KeepPreroll(1, RecordingSettings()),
    m.SavePreroll(1, 300.0),
    m.ExplainSession(1),
    m.TakeNote(1, "printer on fire"),
    m.SavePicture(1, "a.png", (parse_mask("0,0,10%,40"),)),
    m.AcknowledgeAlert(1, "dark", "alice", "on my way"),
    m.SetMaintenance(1, 3600.0, "alice", "new disk"),
    m.Configure(RecordingSettings(), BudgetSettings(1000.0, {"radio": 256.0})),
    m.StartRecording(1, "lab", RecordingSettings()),
    m.KeepRecordings("r", KeepingSettings()),
    m.KeepSegment(FACTS),
    m.ConvertSegment(1, FACTS, RecordingSettings()),
    m.StopRecording(1),
    m.FinishRecordings(),
    m.Shutdown(),
    m.SessionChanged(1, SessionState.FAILED, Reason.WRONG_PASSWORD, "no", 0),
    m.ControlChanged(1, "alice"),
    m.CauseChanged(1, "schedule night"),
    m.PlanChanged(1, "schedule night", 5, "", 0),
    m.ScreenChanged(1, 40.0),
    m.RuleSeen(1, "red", True, "24 % of it is red"),
    m.AlertChanged(1, "dark", AlertState.RAISED, Severity.CRITICAL, "dark", 5, 6),
    m.ControlledElsewhere(1, "bob"),
    m.MaintenanceChanged(1, True, 5, "new disk", "alice"),
    m.PictureSaved(1, "a.png", ""),
    m.DesktopChanged(1, "desk", 4, 3, (Rect(0, 0, 4, 3),)),
    m.FramebufferShared(1, FULL, FramebufferDescriptor(1, FULL, 2, "name", 4, 3)),
    m.FramePublished(1, FULL, 2, 3, 4),
    m.SessionAlive(1, 2),
    m.LookChanged(1, PictureLook.BLACK, 2),
    m.CursorChanged(1, 1, 1, 0, 0, b"\0\0\0\0"),
    m.PointerMoved(1, 2, 3),
    m.ServerCutText(1, "text"),
    m.AbilitiesChanged(1, Abilities(power=True)),
    m.LightsChanged(1, False, True, False),
    m.ResizeRefused(1, "it must not be changed"),
    m.PowerRefused(1, "it has said no"),
    m.Bell(1),
    m.SessionStats(1, 1.5, 2.5, ("tight",)),
    m.RecordingChanged(1, m.RecordingState.RECORDING, "a.mkv", ""),
    m.SegmentFinished(1, "a.mkv", 1.5, 2, 3, FACTS),
    m.SessionExplained(1, {"host": "lab"}, (Note(5, "lab", "ada", "hot"),)),
    m.NoteTaken(1, ""),
    m.PrerollSaved(1, ("a.fbs",), 300.0, ""),
    m.WorkerStats("worker", 1, 2.5, 3, 4),
    m.WorkerReplaced("worker", "killed"),
    m.LoadChanged(1, 2, "busy"),
    m.LogLine("vncwall", 20, "text"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_crosses_a_process_border_unchanged(message):
    assert pickle.loads(pickle.dumps(message)) == message


def test_no_message_was_forgotten_here():
    kinds = {
        value
        for value in vars(m).values()
        if isinstance(value, type) and issubclass(value, m.Command | m.Notice)
    }
    assert {type(message) for message in MESSAGES} == kinds - {m.Command, m.Notice}


def test_no_message_shows_a_password_when_it_is_logged():
    assert not any("secret12" in repr(message) for message in MESSAGES)
