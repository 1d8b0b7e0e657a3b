"""[retention] and [stores] of a configuration become settings, and their mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from vncwall.errors import InvalidConfiguration
from vncwall.settings.keeping import KeepingSettings, Limits, RetentionPolicy, StoreSettings
from vncwall.settings.loader import load_text

HOSTS = '[groups.lab]\n[[hosts]]\naddress = "a"\ngroup = "lab"\n'


def keeping(text: str) -> KeepingSettings:
    loaded = load_text(text + HOSTS, path=Path("w.toml"), environment={})
    return loaded.settings.keeping


def problem(text: str) -> str:
    with pytest.raises(InvalidConfiguration) as caught:
        keeping(text)
    return str(caught.value)


def test_without_the_tables_nothing_is_ever_deleted_or_moved() -> None:
    assert keeping("") == KeepingSettings()
    assert keeping("").is_empty


def test_everything_that_can_be_said_is_read() -> None:
    text = """
[retention]
keep = "30d"
most = "500 GB"
free = "20 GB"
[retention.groups.lab]
keep = "1y" # mended below
[stores.nas]
url = "file:///mnt/nas"
after = "7d"
groups = ["lab"]
options = { auto_mkdir = true }
[stores.s3]
url = "s3://bucket/prefix"
""".replace('"1y" # mended below', '"365d"\nmost = "1 TB"')
    assert keeping(text) == KeepingSettings(
        RetentionPolicy(
            Limits(30 * 86400.0, 500 * 10**9),
            20 * 10**9,
            {"lab": Limits(365 * 86400.0, 10**12)},
        ),
        (
            StoreSettings("nas", "file:///mnt/nas", 7 * 86400.0, ("lab",), {"auto_mkdir": True}),
            StoreSettings("s3", "s3://bucket/prefix"),
        ),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[retention]\nkeep = "long"\n',
            "w.toml:2: retention.keep: 'long' is not a length",
        ),
        ("[retention]\nkeep = 0\n", "retention.keep: 0 is too short"),
        ('[retention]\nmost = "much"\n', "retention.most: 'much' is not a size"),
        ("[retention]\nfree = -1\n", "retention.free: -1 is not a size"),
        ("[retention]\nkep = 5\n", "retention.kep: unknown key; did you mean 'keep'?"),
        ("[retention.groups.lab]\nfree = 5\n", "retention.groups.lab.free: unknown key"),
        ('[retention.groups.lap]\nkeep = "5d"\n', "'lap' is not a group; did you mean 'lab'?"),
        ('[stores.x]\nafter = "5d"\n', "stores.x.url: is missing; every store needs one"),
        ('[stores.x]\nurl = "/mnt"\n', "stores.x.url: '/mnt' is not a URL"),
        (
            '[stores.x]\nurl = "sftp://me:sesame@nas/x"\n',
            "stores.x.url: holds a password, and URLs are printed and logged; write it in options",
        ),
        ('[stores.x]\nurl = "a://b"\noptions = { key = ["sesame"] }\n', "the value is not"),
        ('[stores.x]\nurl = "a://b"\ngroups = ["lap"]\n', "stores.x.groups: 'lap' is not a group"),
        ('[stores.x]\nurl = "a://b"\nurls = 1\n', "stores.x.urls: unknown key; did you mean"),
    ],
)
def test_mistakes_are_told_with_their_place_and_a_remedy(text: str, said: str) -> None:
    assert said in problem(text)


def test_a_store_that_is_only_used_by_hand_moves_nothing_by_itself() -> None:
    assert keeping('[stores.x]\nurl = "a://b"\n').is_empty
    assert not keeping('[stores.x]\nurl = "a://b"\nafter = "5d"\n').is_empty
