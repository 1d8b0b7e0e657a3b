import logging

from vncwall.workers.complaint import Complaint


def test_it_is_said_once_for_all_sessions_and_once_when_it_is_over(caplog):
    caplog.set_level(logging.INFO)
    complaint = Complaint("there is room again")
    for _ in range(3):
        for session in range(5):
            complaint.raised(session, "no room")
    for session in range(9):
        complaint.settled(session)
    complaint.raised(3, "no room")
    text = "no room; tiles that miss it say so and recover by themselves"
    assert [record.getMessage() for record in caplog.records] == [
        text, "there is room again", text,
    ]  # fmt: skip
