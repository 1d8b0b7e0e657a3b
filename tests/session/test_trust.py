"""What comes of a server's key, from one connection to the next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.rfb.errors import (
    CertificateRejected,
    ConnectionLost,
    KeyChanged,
    KeyMissing,
    NoCommonSecurityType,
    UnknownKey,
)
from vncwall.security import HostKey, KeyKind, NewKeys
from vncwall.session.failures import Failure, Retry
from vncwall.session.trust import Trust
from vncwall.settings.address import HostAddress
from vncwall.settings.known_keys import KnownKeys
from vncwall.settings.model import HostSettings
from vncwall.states import Reason

OLD, NEW = (HostKey(KeyKind.CERTIFICATE, ":".join([byte] * 32)) for byte in ("AA", "BB"))
RSA_KEY = HostKey(KeyKind.RSA, ":".join(["CC"] * 32), "2048 bits")
REJECTED = CertificateRejected("self-signed certificate")


@pytest.fixture
def host(tmp_path: Path) -> HostSettings:
    return HostSettings("lab", HostAddress("lab", 5901), known_keys=str(tmp_path / "known_keys"))


def known(host: HostSettings) -> KnownKeys:
    return KnownKeys(Path(host.known_keys))


def test_the_authorities_are_asked_of_a_server_that_is_not_known(host: HostSettings) -> None:
    options = Trust(FakeClock()).options(host)
    assert options.asks_authorities
    assert options.server_name == "lab"


def test_a_known_certificate_is_compared(host: HostSettings) -> None:
    known(host).trust(host.address, OLD, "now")
    options = Trust(FakeClock()).options(host)
    assert not options.asks_authorities
    assert options.known_keys == (OLD,)


def test_what_the_authorities_do_not_answer_for_is_offered_to_a_person(host: HostSettings) -> None:
    trust = Trust(FakeClock())
    assert trust.failure_of(REJECTED, host).retry is Retry.AT_ONCE
    assert not trust.options(host).asks_authorities
    failure = trust.failure_of(UnknownKey(NEW), host)
    assert (failure.reason, failure.retry) == (Reason.NEW_KEY, Retry.NEVER)
    assert known(host).offered(host.address) == NEW
    known(host).trust(host.address, NEW, "now")
    trust.reconsider()
    assert trust.options(host).known_keys == (NEW,)


def test_a_new_key_is_trusted_where_the_settings_say_so(host: HostSettings) -> None:
    accepting = replace(host, new_keys=NewKeys.ACCEPT)
    trust = Trust(FakeClock())
    assert trust.failure_of(UnknownKey(RSA_KEY), accepting).retry is Retry.AT_ONCE
    assert trust.options(accepting).known_keys[0] == RSA_KEY
    assert known(host).trusted(host.address) == (RSA_KEY,)
    failure = trust.failure_of(KeyChanged(NEW, (RSA_KEY,)), accepting)
    assert failure.retry is Retry.AT_ONCE  # the authorities are asked, and then it is over
    assert trust.failure_of(REJECTED, accepting).reason is Reason.KEY_CHANGED


def test_a_new_key_is_trusted_even_if_that_cannot_be_written(host: HostSettings) -> None:
    nowhere = replace(host, new_keys=NewKeys.ACCEPT, known_keys="/proc/nowhere/known_keys")
    trust = Trust(FakeClock())
    trust.failure_of(UnknownKey(RSA_KEY), nowhere)
    assert trust.options(nowhere).known_keys == (RSA_KEY,)


def test_a_changed_certificate_goes_through_only_if_the_authorities_answer_for_it(
    host: HostSettings,
) -> None:
    known(host).trust(host.address, OLD, "now")
    trust = Trust(FakeClock())
    trust.options(host)
    assert trust.failure_of(KeyChanged(NEW, (OLD,)), host).retry is Retry.AT_ONCE
    assert trust.options(host).asks_authorities
    failure = trust.failure_of(REJECTED, host)
    assert (failure.reason, failure.retry) == (Reason.KEY_CHANGED, Retry.NEVER)
    assert NEW.fingerprint in failure.detail
    assert OLD.fingerprint in failure.detail
    assert known(host).trusted(host.address) == (OLD,)
    assert known(host).offered(host.address) == NEW


def test_a_changed_rsa_key_never_goes_through_by_itself(host: HostSettings) -> None:
    accepting = replace(host, new_keys=NewKeys.ACCEPT)
    other = replace(RSA_KEY, fingerprint=NEW.fingerprint)
    failure = Trust(FakeClock()).failure_of(KeyChanged(other, (RSA_KEY,)), accepting)
    assert (failure.reason, failure.retry) == (Reason.KEY_CHANGED, Retry.NEVER)


def test_a_type_whose_sub_types_are_of_no_use_is_not_tried_again(host: HostSettings) -> None:
    trust = Trust(FakeClock())
    error = NoCommonSecurityType([256], "only Plain", inside=19)
    assert trust.failure_of(error, host).retry is Retry.AT_ONCE
    assert trust.options(host).avoided == {19}
    failure = trust.failure_of(error, host)
    assert failure == Failure(Reason.NOT_ALLOWED, "only Plain", Retry.NEVER)
    trust.reconsider()
    assert trust.options(host).avoided == frozenset()


def test_a_key_that_is_not_shown_any_more_is_a_changed_one(host: HostSettings) -> None:
    failure = Trust(FakeClock()).failure_of(KeyMissing((RSA_KEY,), "VNC Authentication"), host)
    assert (failure.reason, failure.retry) == (Reason.KEY_CHANGED, Retry.NEVER)
    assert failure.detail.endswith("if that is right: vncwall keys forget lab")


def test_other_errors_mean_what_they_mean(host: HostSettings) -> None:
    assert Trust(FakeClock()).failure_of(ConnectionLost("gone"), host) == Failure(
        Reason.DISCONNECTED, "gone"
    )
