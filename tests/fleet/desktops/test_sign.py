from tests.support.fleet_pair import NOON
from vncwall.fleet.desktops.sign import News, SignDesktop
from vncwall.geometry import Size


def test_a_typed_message_replaces_the_news_until_a_click() -> None:
    sign = SignDesktop("sign-1", Size(1080, 1920), 1)
    sign.advance(NOON)
    news = next(part for part in sign.parts if isinstance(part, News))
    for letter in "Fire drill":
        sign.key_event(ord(letter), down=True)
    sign.key_event(0xFF0D, down=True)
    assert news._own == "Fire drill"
    assert sign.advance(NOON)
    sign.pointer_event(news.rect.x + 20, news.rect.y + 20, 1)
    assert news._own == ""
    assert sign.advance(NOON)
