"""`vncwall why`: what is asked of one host, what was measured of it, and the reasons."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from vncwall.app.running import ask
from vncwall.ipc.desk_client import DeskClient, as_text
from vncwall.wall.desktop import age_in_words

FOLLOW_S = 1.0
"""Between two questions; measurements are taken every three seconds."""

_NOTABLE = ("state", "asked", "why", "seen", "recording", "slowed", "worker")
"""Lines of which a change is news; the others are never the same twice."""
_INDENT = 12


def run(
    host: str,
    *,
    folder: Path,
    pid: int | None = None,
    as_json: bool = False,
    follow: bool = False,
    note: Callable[[str], None] = lambda text: None,
    out: TextIO | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Print why `host` is treated as it is; return 0.

    Args:
        host: its name, address, or the beginning of its name.
        folder: of the desks.
        pid: which vncwall to ask.
        as_json: print the answer as it is.
        follow: go on and print what changes, until that vncwall ends or Ctrl-C.
        note: is told, for people, when several vncwalls run.
        out: where to print.
        sleep: for tests.

    Raises:
        DeskError: none runs, or it does not know the host.
    """
    out = out or sys.stdout
    one, answer = ask(folder, "why", pid=pid, note=note, host=host)
    if as_json and not follow:
        print(as_text(answer), file=out)
        return 0
    if as_json:
        print(json.dumps(answer, ensure_ascii=False), file=out, flush=True)
    else:
        width = shutil.get_terminal_size().columns if out.isatty() else 0
        for title, text in lines(answer):
            print(_folded(f"{title:<{_INDENT}}{text}".rstrip(), width), file=out)
        out.flush()
    if follow:
        with DeskClient(one.path) as desk:
            _follow(desk, answer, as_json=as_json, out=out, sleep=sleep)
    return 0


def _folded(line: str, width: int) -> str:
    """Return a line with its continuations below its text; width 0: as it is.

    >>> print(_folded("why         the tile is small", 24))
    why         the tile is
                small
    """
    if not width:
        return line
    return "\n".join(
        textwrap.wrap(
            line,
            max(width, 2 * _INDENT),
            subsequent_indent=" " * _INDENT,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def _follow(
    desk: DeskClient,
    answer: Mapping[str, Any],
    *,
    as_json: bool,
    out: TextIO,
    sleep: Callable[[float], None],
) -> None:
    host = answer["host"]
    before = notable(answer)
    while True:
        sleep(FOLLOW_S)
        answer = desk.ask("why", host=host)
        now = notable(answer)
        if now == before:
            continue
        if as_json:
            print(json.dumps(answer, ensure_ascii=False), file=out, flush=True)
        else:
            clock = time.strftime("%H:%M:%S")
            for title, text in now.items():
                if before.get(title) != text:
                    print(f"{clock}  {title:<{_INDENT}}{text}".rstrip(), file=out, flush=True)
        before = now


def notable(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return the lines whose change is news, without their numbers that always change."""
    steady = {**answer, "age_s": None, "since_s": None, "retry_in_s": None}
    found = dict(lines(steady))
    return {title: found.get(title, "") for title in _NOTABLE}


def lines(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a person is told: a title and a text for each line."""
    is_live = answer["state"] == "live"
    yield "host", f"{answer['host']}, {answer['address']}" + _desktop(answer)
    yield "state", _state(answer)
    yield "asked", str(answer["asked"])
    yield "why", str(answer["why"])
    if answer["slowed"]:
        yield "slowed", str(answer["slowed"])
    yield "seen", _seen(answer)
    if is_live:
        yield "received", _received(answer)
        yield "line", _line(answer)
        if answer["cpu_ms_s"]:
            yield "costs", f"{answer['cpu_ms_s']:g} ms of processor time a second"
    yield "recording", _recording(answer)
    yield "worker", str(answer["worker"]) or "none: it is held back"


def _desktop(answer: Mapping[str, Any]) -> str:
    size = answer["desktop"]
    return f", {size[0]}x{size[1]}" if size else ""


def _state(answer: Mapping[str, Any]) -> str:
    text = state_in_words(answer)
    if answer["since_s"] is not None:
        text += f" for {age_in_words(int(answer['since_s']))}"
    if answer["detail"] and answer["detail"] != answer["reason"]:
        text += f": {answer['detail']}"
    if answer["retry_in_s"]:
        text += f"; next attempt in {age_in_words(int(answer['retry_in_s']) + 1)}"
    if answer["age_s"] is not None:
        text += f"; picture {age_in_words(int(answer['age_s']))} old"
    return text


def state_in_words(answer: Mapping[str, Any]) -> str:
    """Return state, reason and look in the fewest words.

    >>> state_in_words({"state": "reconnecting", "reason": "refused", "look": ""})
    'reconnecting, refused'
    """
    words = (answer["state"], answer["reason"], answer["look"])
    return ", ".join(word for word in words if word)


def _seen(answer: Mapping[str, Any]) -> str:
    words = []
    if answer["control"]:
        words.append("under control")
    if answer["tile"]:
        words.append(f"tile {answer['tile'][0]}x{answer['tile'][1]}")
    if answer["recorded"]:
        words.append("recorded")
    return ", ".join(words) or "by nobody"


def _received(answer: Mapping[str, Any]) -> str:
    text = f"{answer['kbit_s']:g} kbit/s"
    if answer["budget_kbit_s"]:
        text += f" of {answer['budget_kbit_s']:g} allowed"
    if answer["wanted_kbit_s"]:
        text += f" ({answer['wanted_kbit_s']:g} wanted)"
    text += f", {answer['updates_s']:g} updates/s"
    if answer["update_bytes"]:
        text += f" of {answer['update_bytes'] / 1000:.1f} kB"
    names = ", ".join(answer["encodings"])
    return f"{text}, {names}" if names else text


def _line(answer: Mapping[str, Any]) -> str:
    words = [f"link {answer['link']}"]
    if answer["round_trip_ms"]:
        words.append(f"round trip {answer['round_trip_ms']:g} ms")
    if answer["throughput_kbit_s"]:
        words.append(f"carries {answer['throughput_kbit_s']:g} kbit/s")
    return ", ".join(words)


def _recording(answer: Mapping[str, Any]) -> str:
    detail = answer["recording_detail"]
    text = f"{answer['recording']}: {detail}" if detail else str(answer["recording"])
    plan = plan_in_words(answer)
    return f"{text}; {plan}" if plan else text


def plan_in_words(answer: Mapping[str, Any]) -> str:
    """Return what is planned for a host, in the computer's time; "": nothing is.

    >>> plan_in_words({"plan": ["always"], "by_hand": False, "plan_until": "", "plan_next": ""})
    'always'
    """
    plan = " and ".join(answer.get("plan", ()))
    if answer.get("by_hand"):
        return f"by hand, the plan is {plan}" if plan else "by hand"
    if plan:
        until = _local(answer.get("plan_until", ""))
        return f"{plan} until {until}" if until else plan
    following = _local(answer.get("plan_next", ""))
    return f"next {following}" if following else ""


def _local(text: str) -> str:
    if not text:
        return ""
    moment = datetime.fromisoformat(text).astimezone()
    is_near = moment - datetime.now(UTC) < timedelta(hours=20)
    return f"{moment:%H:%M}" if is_near else f"{moment:%a %d %b %H:%M}"
