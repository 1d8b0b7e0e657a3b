from vncwall.session.observer import SessionObserver
from vncwall.workers.publisher import Publisher


def test_the_publisher_has_everything_that_a_session_calls():
    calls = {name for name in vars(SessionObserver) if not name.startswith("_")}
    assert calls
    assert calls <= set(dir(Publisher))
