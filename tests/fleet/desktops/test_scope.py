from tests.support.fleet_pair import NOON
from vncwall.fleet.desktops.scope import ScopeDesktop, Traces
from vncwall.geometry import Size


def test_a_click_holds_the_traces_and_the_wheel_stretches_them() -> None:
    scope = ScopeDesktop("scope-1", Size(1280, 720), 1)
    scope.advance(NOON)
    traces = next(part for part in scope.parts if isinstance(part, Traces))
    x, y = traces.rect.x + 100, traces.rect.y + 100
    scope.pointer_event(x, y, 1)
    scope.advance(NOON)
    held = scope.words(traces.rect).tobytes()
    scope.advance(NOON + 3)
    assert scope.words(traces.rect).tobytes() == held
    scope.pointer_event(x, y, 0b10000)
    scope.advance(NOON + 3)
    assert scope.words(traces.rect).tobytes() != held
