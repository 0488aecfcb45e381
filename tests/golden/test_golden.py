"""Logs of every release are read by this one, and give the states they gave."""

from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from core import events as e
from core.state import State, apply
from tests.golden.everything import lived

FOLDER = Path(__file__).parent
LOGS = sorted(FOLDER.glob("log_*.jsonl"))


class Line(msgspec.Struct):
    """An event as a log keeps it."""

    version: int
    body: msgspec.Raw


def replay(log: Path) -> State:
    state = State()
    for text in log.read_bytes().splitlines():
        line = msgspec.json.decode(text, type=Line)
        state = apply(state, e.decode(bytes(line.body), line.version))
    return state


def missing(then: Any, now: Any, where: str = "") -> list[str]:
    """What a state had that it has no more, or differently; new fields do not count."""
    if isinstance(then, dict) and isinstance(now, dict):
        return [
            words
            for key, value in then.items()
            for words in missing(value, now.get(key), f"{where}.{key}")
        ]
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        pairs = enumerate(zip(then, now, strict=True))
        return [words for n, (a, b) in pairs for words in missing(a, b, f"{where}[{n}]")]
    return [] if then == now else [f"{where}: {then!r} is {now!r} now"]


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.stem)
def test_a_log_of_an_earlier_release_gives_the_state_it_gave(log: Path) -> None:
    kept = log.with_name(log.name.replace("log_", "state_")).with_suffix(".json")
    then = msgspec.json.decode(kept.read_bytes())
    now = msgspec.json.decode(msgspec.json.encode(replay(log)))
    assert missing(then, now) == []


def test_there_is_a_log_to_read() -> None:
    assert LOGS


def test_the_day_of_the_next_log_has_every_kind_of_event() -> None:
    events, state = lived()
    assert {type(event) for event in events} == set(get_args(e.Event))
    folded = State()
    for event in events:
        folded = apply(folded, event)
    assert folded == state


def test_a_difference_is_named() -> None:
    assert missing({"a": {"b": 1}}, {"a": {"b": 2, "c": 3}}) == [".a.b: 1 is 2 now"]
    assert missing([{"a": 1}], [{"a": 2, "b": 3}]) == ["[0].a: 1 is 2 now"]
    assert missing([1], [1, 2]) == [": [1] is [1, 2] now"]
