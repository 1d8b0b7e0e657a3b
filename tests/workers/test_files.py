import pytest

from vncwall.workers import files

resource = pytest.importorskip("resource")


class Limits:
    """A system's limits that a test sets."""

    RLIMIT_NOFILE = 7
    RLIM_INFINITY = -1

    def __init__(self, soft: int, hard: int) -> None:
        self.now = (soft, hard)

    def getrlimit(self, _: int) -> tuple[int, int]:
        return self.now

    def setrlimit(self, _: int, limits: tuple[int, int]) -> None:
        if limits[0] > self.now[1] != self.RLIM_INFINITY:
            raise ValueError("not allowed to raise maximum limit")
        self.now = limits


@pytest.mark.parametrize(
    ("soft", "hard", "allowed"),
    [(1024, 4096, 4096), (1024, -1, 65536), (1024, 1 << 20, 65536), (200_000, 1 << 20, 200_000)],
)
def test_the_soft_limit_is_raised_and_never_lowered(monkeypatch, soft, hard, allowed):
    limits = Limits(soft, hard)
    monkeypatch.setattr(files, "resource", limits)
    assert files.allow_open_files(64) == allowed
    assert limits.now == (allowed, hard)


def test_a_limit_that_is_too_low_is_said_with_what_is_needed(monkeypatch, caplog):
    monkeypatch.setattr(files, "resource", Limits(64, 256))
    assert files.allow_open_files(100) == 256
    assert "only 256 files may be open, 100 hosts may need 528" in caplog.text
    monkeypatch.setattr(files, "resource", Limits(-1, -1))
    assert files.allow_open_files(100) == 0


def test_there_is_no_limit_where_the_system_has_none(monkeypatch):
    monkeypatch.setattr(files, "resource", None)
    assert files.allow_open_files(100) == 0
