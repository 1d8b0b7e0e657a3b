import pytest

from vncwall.errors import TransportError
from vncwall.rfb.errors import (
    AuthenticationFailed,
    ConnectionLost,
    CredentialsMissing,
    DecodeError,
    LimitExceeded,
    NoCommonSecurityType,
    ServerRefused,
    UnsupportedVersion,
)
from vncwall.session.failures import Failure, Retry, failure_of
from vncwall.states import Reason


@pytest.mark.parametrize(
    ("error", "reason", "retry"),
    [
        (TransportError(Reason.REFUSED, "x"), Reason.REFUSED, Retry.SOON),
        (TransportError(Reason.NAME_NOT_FOUND, "x"), Reason.NAME_NOT_FOUND, Retry.SOON),
        (CredentialsMissing(2), Reason.NEEDS_PASSWORD, Retry.NEVER),
        (AuthenticationFailed("password check failed!"), Reason.WRONG_PASSWORD, Retry.NEVER),
        (AuthenticationFailed(""), Reason.WRONG_PASSWORD, Retry.NEVER),
        (
            AuthenticationFailed("Too many authentication failures"),
            Reason.NOT_ALLOWED,
            Retry.SLOWLY,
        ),
        (ServerRefused("Too many security failures"), Reason.NOT_ALLOWED, Retry.SLOWLY),
        (NoCommonSecurityType([19]), Reason.NOT_ALLOWED, Retry.NEVER),
        (ConnectionLost("the server closed the stream"), Reason.DISCONNECTED, Retry.SOON),
        (UnsupportedVersion("SSH-2.0"), Reason.PROTOCOL_ERROR, Retry.SLOWLY),
        (DecodeError("bad palette"), Reason.PROTOCOL_ERROR, Retry.SOON),
        (LimitExceeded("name-length", 9999, 4096), Reason.PROTOCOL_ERROR, Retry.SOON),
    ],
)
def test_every_error_has_its_word_and_its_retry(error, reason, retry):
    failure = failure_of(error)
    assert (failure.reason, failure.retry) == (reason, retry)
    assert failure.detail


def test_the_server_is_quoted():
    assert failure_of(AuthenticationFailed(" no entry \n")) == Failure(
        Reason.WRONG_PASSWORD, "the server says: no entry", Retry.NEVER
    )
