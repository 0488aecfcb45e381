"""Getting about on the map, and keeping it as a picture."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.map.scene import Kind, Ref
from console.map_desk import NO_MAP, MapDesk, shown
from console.screen import Chosen
from core.model import CaseId, RouteId
from tests.builders import R1, W1, W3, running_day


class FakeMap:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *given: self.asked.append((name, *given))


class Office:
    """A desk over a running day; `map` is None until it is open."""

    def __init__(self, window: QWidget) -> None:
        self.state = running_day().state
        self.chosen = Chosen()
        self.map: Any = FakeMap()
        self.said: list[str] = []
        self.owner = QObject()
        self.desk = MapDesk(
            window, lambda: self.map, lambda: self.chosen, lambda: self.state, self.owner
        )
        self.desk.said.connect(lambda words, _: self.said.append(words))


@pytest.fixture
def office(qapp: QApplication) -> Iterator[Office]:
    window = QWidget()
    yield Office(window)
    window.deleteLater()


def test_a_van_on_the_road_is_followed_and_another_is_not(office: Office) -> None:
    office.desk.follow_chosen()
    assert office.said == ["Choose a route or a van first: which one should be followed?"]
    office.chosen = Chosen(route=R1)
    route = office.state.routes[R1]
    office.state = replace(
        office.state, routes={**office.state.routes, R1: replace(route, started_at=None)}
    )
    office.desk.follow_chosen()
    assert office.said[-1] == f"The van of {route.name} is not on the road."
    office.state = running_day().state
    office.desk.follow_chosen()
    office.desk.follow("nowhere")
    assert office.said[-1] == "The van of nowhere is not on the road."


def test_what_is_chosen_is_shown_as_large_as_fits(office: Office) -> None:
    office.desk.fit_chosen()
    office.chosen = Chosen(case_of=W1)
    office.desk.fit_chosen()
    assert office.map.asked[0] == ("fit",)
    name, refs = office.map.asked[1]
    assert name == "fit_to"
    assert Ref(Kind.CASE, CaseId(f"case-{W1}")) in refs


def test_a_route_is_where_its_way_and_its_van_are(office: Office) -> None:
    driver = office.state.routes[R1].driver_id
    assert shown(office.state, Chosen(route=R1)) == [Ref(Kind.ROUTE, R1), Ref(Kind.DRIVER, driver)]
    assert shown(office.state, Chosen(route=RouteId("gone"))) == [Ref(Kind.ROUTE, "gone")]
    stop = office.state.routes[R1].stop_ids[-1]
    many = shown(office.state, Chosen(many=(W1, W3), stops=(stop,)))
    assert {ref.kind for ref in many} == {Kind.CASE, Kind.STOP}
    assert Ref(Kind.STOP, stop) in many


def test_without_a_map_everything_says_so(office: Office) -> None:
    office.map = None
    for ask in (office.desk.fit, office.desk.measure, office.desk.lasso):
        ask()
    office.desk.ask_where_to_save()
    office.desk.go_to(1, 2, "Prat 4")
    assert office.said == [NO_MAP] * 5
    assert not office.desk.escape()


def test_the_map_is_kept_as_a_picture_or_as_a_page(
    office: Office, tmp_path: Path, qtbot: QtBot
) -> None:
    picture = QPixmap(300, 200)
    picture.fill(QColor("#336699"))
    office.desk.save(picture, tmp_path / "map.png")
    kept = QPixmap(str(tmp_path / "map.png"))
    assert (kept.size(), kept.toImage().pixelColor(9, 9)) == (picture.size(), QColor("#336699"))
    office.desk.save(picture, tmp_path / "map.pdf")
    assert (tmp_path / "map.pdf").read_bytes().startswith(b"%PDF")
    for name in ("missing/map.png", "missing/map.pdf"):
        office.desk.save(picture, tmp_path / name)
        assert office.said[-1].startswith("The map was not saved: ")
