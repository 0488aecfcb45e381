"""The table of keys: no key means two things at once, and every action has a name of its own."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

from console import deeds
from console.views import case_actions, inspections


class Anything:
    """Stands for the console: whatever is asked of it is there."""

    def __getattr__(self, name: str) -> Any:
        return Anything()

    def __call__(self, *_given: object) -> None:
        """As a callable of the console would."""


def rows() -> list[deeds.Row]:
    console: Any = Anything()
    return [*deeds.everywhere(console), *deeds.of_the_day(console)]


def test_no_key_and_no_name_stands_twice() -> None:
    keys = Counter(key for _, each, _ in rows() for key in each)
    assert [key for key, n in keys.items() if n > 1] == []
    names = Counter(name for name, _, _ in rows())
    assert [name for name, n in names.items() if n > 1] == []


def test_keys_of_the_inspector_are_not_keys_of_the_window() -> None:
    """Qt lets neither work when two are in sight."""
    shown = "".join(Path(m.__file__ or "").read_text() for m in (case_actions, inspections))
    of_buttons = set(
        re.findall(r'ActionView\([^()]*?(?:\([^()]*\))?[^()]*?"((?:Shift\+)?[A-Z])"', shown)
    )
    assert {"A", "B", "Q", "L"} <= of_buttons
    of_window = {key for _, each, _ in rows() for key in each}
    assert of_buttons & of_window == set()
