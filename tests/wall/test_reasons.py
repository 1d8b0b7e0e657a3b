from collections.abc import Iterator

import pytest

from vncwall import language
from vncwall.errors import TransportError
from vncwall.rfb.errors import AuthenticationFailed, CredentialsMissing, KeyChanged, UnknownKey
from vncwall.security import HostKey, KeyKind
from vncwall.session.failures import failure_of
from vncwall.states import Reason
from vncwall.wall.reasons import SENTENCES, in_words

KEY = HostKey(KeyKind.RSA, "AB:CD", "2048 bits")


@pytest.fixture
def russian() -> Iterator[None]:
    language.use("ru")
    yield
    language.use("en")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            TransportError(Reason.REFUSED, "nothing listens on port 5901"),
            "на порту 5901 никто не отвечает",
        ),
        (CredentialsMissing(2), "сервер требует пароль, а он не задан"),
        (UnknownKey(KEY), "ещё никто не согласился доверять (ключ RSA); щелчок покажет"),
        (KeyChanged(KEY, ()), "показано не то, что известно (ключ RSA); щелчок покажет оба"),
        (AuthenticationFailed("no {way}"), "сервер сообщает: no {way}"),
    ],
)
def test_what_sessions_say_is_told_in_the_operators_language(
    russian: None, error: TransportError, said: str
) -> None:
    assert in_words(failure_of(error).detail) == said


def test_what_is_not_known_stays_as_it_is(russian: None) -> None:
    assert in_words("ZRLE: palette index 17 of 9") == "ZRLE: palette index 17 of 9"
    assert in_words("") == ""


def test_english_is_what_the_session_said() -> None:
    for sentence in SENTENCES:
        detail = sentence.replace("{", "<").replace("}", ">")
        assert in_words(detail) == detail
