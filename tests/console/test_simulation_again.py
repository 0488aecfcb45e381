"""A driver whom somebody drove in the browser goes back to the simulation."""

from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest

from console.actions import Actions
from core.hub.protocol import DrivenPages, RevokedPage
from core.model import DriverId


class Desk:
    """As much of the window as the entry uses."""

    def __init__(
        self,
        answer: RevokedPage | None,
        *,
        is_simulated: bool = True,
        driven: tuple[str, ...] = ("d5",),
    ) -> None:
        self.asked: list[tuple[str, bool]] = []
        self.said: list[tuple[str, bool]] = []
        self._answer = answer
        self._window = SimpleNamespace(say=self._say)
        pages = DrivenPages(tuple(map(DriverId, driven)))
        self._link = SimpleNamespace(
            revoke_page=self._revoke, ask_driven=lambda arrived: arrived(pages)
        )
        self._driven: frozenset[DriverId] = frozenset()
        self._live = lambda: SimpleNamespace(is_simulated=is_simulated)
        self._simulate = partial(Actions._simulate, cast(Any, self))
        Actions._ask_driven(cast(Any, self))

    def _say(self, words: str, *, is_bad: bool = False) -> None:
        self.said.append((words, is_bad))

    def _revoke(self, driver_id: str, arrived: Any, *, to_simulator: bool) -> None:
        self.asked.append((driver_id, to_simulator))
        arrived(self._answer)

    def entries(self) -> list[Any]:
        return list(Actions._back_to_simulation(cast(Any, self), DriverId("d5")))


@pytest.mark.parametrize(
    ("answer", "words", "is_bad"),
    [
        (RevokedPage(True), "from the next start of the program on", False),
        (RevokedPage(False), "the simulation does", False),
        (None, "did not answer", True),
    ],
)
def test_the_simulation_gets_the_van_back(
    answer: RevokedPage | None, words: str, is_bad: bool
) -> None:
    desk = Desk(answer)
    ((label, act),) = desk.entries()
    assert label == "Leave it to the simulation again"
    act()
    assert desk.asked == [("d5", True)]
    ((said, bad),) = desk.said
    assert words in said
    assert bad == is_bad
    assert bool(desk.entries()) == (answer is None), "what was given back cannot be given again"


def test_a_real_day_has_no_simulation_to_go_back_to() -> None:
    assert Desk(None, is_simulated=False).entries() == []


def test_a_van_that_nobody_took_over_has_no_simulation_to_go_back_to() -> None:
    assert Desk(None, driven=("d6",)).entries() == []
