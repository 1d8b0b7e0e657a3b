"""What `vncwall check` says about an installation and a configuration."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from vncwall.app import check
from vncwall.errors import SettingsError
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS


def checked(configuration: Path | None = None) -> tuple[int, str]:
    out = io.StringIO()
    return check.run(configuration, environment={}, out=out), out.getvalue()


def test_installation_is_described() -> None:
    code, text = checked()
    assert code == 0
    for number in DECODERS:
        assert Encoding(number).name in text
    for word in ("VNC_AUTH", "h264", "vp9", "numpy ", "inflate", "jpeg"):
        assert word in text


def test_kernels_that_are_not_compiled_are_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = check.kernel_names()[0]
    module = __import__(f"vncwall.kernels.{name}", fromlist=["COMPILED"])
    monkeypatch.setattr(module, "COMPILED", False)
    _, text = checked()
    assert f"interpreted, 100 to 1000 times slower: {name}" in text
    assert "apt install gcc" in text


def test_all_kernels_are_looked_at() -> None:
    folder = Path(check.kernels.__path__[0])
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "_cython"}
    assert set(check.kernel_names()) == files


def test_right_configuration_is_described(tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text('[[hosts]]\nname = "Line 1"\naddress = "a:1"\nlink = "slow"\n')
    code, text = checked(path)
    assert code == 0
    assert "Line 1: a:1, no password, tile bgr233 lossless compression 9 every 10 s" in text
    assert text.endswith(f"{path} is right\n")


def test_password_is_never_printed(tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text('[[hosts]]\naddress = "a"\npassword = "hunter22"\n')
    code, text = checked(path)
    assert code == 0
    assert "hunter22" not in text


def test_mistakes_are_listed_and_the_code_is_2(tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text("[wall]\ncolums = 1\nwidth = 'x'\n")
    code, text = checked(path)
    assert code == 2
    assert "2 mistakes" in text
    assert f"  {path}:2: wall.colums: " in text
    assert f"  {path}:3: wall.width: " in text


def test_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        checked(tmp_path / "none.toml")


TEXT_RULE = """
[alerts.error]
when = "text"
text = "error"
command = ["vncwall-has-no-such-program"]
[[hosts]]
address = "a"
"""


def test_programs_that_rules_need_and_that_are_missing_are_mistakes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.toml"
    path.write_text(TEXT_RULE)
    monkeypatch.setattr(check.ocr, "is_installed", lambda: False)
    code, text = checked(path)
    assert code == 2
    assert "alerts.error reads text by the program tesseract; install tesseract-ocr" in text
    assert "alerts.error.command: there is no program 'vncwall-has-no-such-program'" in text
    monkeypatch.setattr(check.ocr, "is_installed", lambda: True)
    monkeypatch.setattr(check.ocr, "languages", lambda: {"deu"})
    _, text = checked(path)
    assert "alerts.error.language: tesseract has no language 'eng'; there are deu" in text


def test_rules_are_named_with_their_hosts(tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text('[alerts.off]\nwhen = "offline"\n[[hosts]]\naddress = "a"\n')
    code, text = checked(path)
    assert code == 0
    assert "  alerts: off" in text
