"""Why a host is treated as it is, in titles and texts: for the panel and the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from vncwall.security import ENCRYPTED_METHODS
from vncwall.wall.phrases import age_in_words


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
    if login := answer.get("login"):  # an older vncwall says nothing of it
        is_encrypted = login in ENCRYPTED_METHODS
        words.append(f"login {login}{', encrypted' if is_encrypted else ', not encrypted'}")
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
