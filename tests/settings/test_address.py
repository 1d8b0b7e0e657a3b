"""Addresses as VNC viewers write them."""

import pytest

from vncwall.errors import SettingsError
from vncwall.settings.address import HostAddress, parse_address


@pytest.mark.parametrize(
    ("text", "host", "port", "shown"),
    [
        ("pc1", "pc1", 5900, "pc1:0"),
        ("pc1:1", "pc1", 5901, "pc1:1"),
        ("pc1:99", "pc1", 5999, "pc1:99"),
        ("pc1::5901", "pc1", 5901, "pc1:1"),
        ("pc1::80", "pc1", 80, "pc1::80"),
        ("pc1::6000", "pc1", 6000, "pc1::6000"),
        ("10.0.0.7:2", "10.0.0.7", 5902, "10.0.0.7:2"),
        ("[::1]", "::1", 5900, "[::1]:0"),
        ("[2001:db8::17]:3", "2001:db8::17", 5903, "[2001:db8::17]:3"),
        ("[fe80::1%eth0]::7000", "fe80::1%eth0", 7000, "[fe80::1%eth0]::7000"),
        ("vnc://pc1:1", "pc1", 5901, "pc1:1"),
        ("  pc1:1 ", "pc1", 5901, "pc1:1"),
    ],
)
def test_address_is_read_and_shown(text: str, host: str, port: int, shown: str) -> None:
    address = parse_address(text)
    assert address == HostAddress(host, port)
    assert str(address) == shown
    assert parse_address(shown) == address


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("", "write host, host:DISPLAY or host::PORT"),
        ("a b", "write host, host:DISPLAY or host::PORT"),
        ("pc1:x", "write host, host:DISPLAY or host::PORT"),
        (":1", "write host, host:DISPLAY or host::PORT"),
        ("pc1:5901", "for a port write pc1::5901"),
        ("pc1::0", "port 0 in 'pc1::0' is not in 1-65535"),
        ("pc1::65536", "port 65536 in 'pc1::65536' is not in 1-65535"),
    ],
)
def test_what_is_no_address_is_told_with_a_remedy(text: str, remedy: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_address(text, path="wall.toml:3", key="hosts[a].address")
    assert str(caught.value).startswith("wall.toml:3: hosts[a].address: ")
    assert remedy in str(caught.value)
