import base64
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json
from msgspec.structs import replace

from console.map.map_patch import NOTHING, Patch, encode, make_patch
from console.map.scene import (
    ClosureMark,
    DepotMark,
    DriverMark,
    Emphasis,
    FenceMark,
    Ghost,
    HeatSpot,
    Kind,
    Ref,
    RouteCost,
    RouteLine,
    Scene,
    Shape,
    StopMark,
)
from core.model import StopStatus
from tests.console.map import fake_day

EMPTY = Scene()
DAY = fake_day.make_day(drivers=3, stops=9)
VAN = DriverMark("7", -29.9, -71.25, "#4693f1", "07", "V07 Ana", heading=90.0)
LINE = RouteLine("r", "#4693f1", ((-29.9, -71.25), (-29.91, -71.26)), "V07 Ana")


def floats(packed: str | None) -> list[float]:
    assert packed is not None
    return [value for (value,) in struct.iter_unpack("<f", base64.b64decode(packed))]


def test_equal_scenes_need_no_patch() -> None:
    assert make_patch(DAY, DAY) is NOTHING
    assert make_patch(DAY, fake_day.make_day(drivers=3, stops=9)) is NOTHING


def test_a_patch_from_nothing_names_every_mark() -> None:
    patch = make_patch(EMPTY, DAY)
    assert patch.driver_ids == tuple(driver.id for driver in DAY.drivers)
    assert len(patch.driver_looks) == 3
    assert len(floats(patch.positions)) == 3 * 5
    assert patch.stops == DAY.stops
    assert patch.cases == DAY.cases
    assert patch.depots == DAY.depots
    assert all(route.path for route in patch.routes)


def test_a_van_that_moved_sends_its_position_only() -> None:
    moved = replace(VAN, lat=-29.901)
    patch = make_patch(Scene(drivers=(VAN,)), Scene(drivers=(moved,)))
    assert patch == Patch(origin=(-29.901, -71.25), positions=patch.positions)
    assert floats(patch.positions) == [0, 0, 0, 90, 0]


def test_only_the_vans_that_moved_are_sent() -> None:
    other = replace(VAN, id="8")
    patch = make_patch(
        Scene(drivers=(VAN, other)), Scene(drivers=(VAN, replace(other, heading=None)))
    )
    number, lat, lon, heading, age = floats(patch.positions)
    assert (number, lat, lon, age) == (1, 0, 0, 0)
    assert heading != heading


def test_a_position_grows_old_in_steps_of_ten_seconds() -> None:
    before = Scene(drivers=(VAN,))
    assert make_patch(before, Scene(drivers=(replace(VAN, age_s=9.0),))).positions is None
    later = make_patch(before, Scene(drivers=(replace(VAN, age_s=12.0),)))
    assert floats(later.positions)[4] == 12


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "#ffffff"},
        {"initials": "8"},
        {"title": "V08"},
        {"route_id": "r"},
        {"state": "at_stop"},
        {"is_stale": True},
        {"load_share": 0.5},
        {"lines": ("full",)},
    ],
)
def test_a_van_that_looks_different_sends_its_look_only(change: dict[str, object]) -> None:
    patch = make_patch(Scene(drivers=(VAN,)), Scene(drivers=(replace(VAN, **change),)))
    assert len(patch.driver_looks) == 1
    assert patch.positions is None
    assert patch.driver_ids is None


def test_a_new_van_renumbers_and_places_every_van() -> None:
    first = replace(VAN, id="6")
    patch = make_patch(Scene(drivers=(VAN,)), Scene(drivers=(first, VAN)))
    assert patch.driver_ids == ("6", "7")
    assert [look.id for look in patch.driver_looks] == ["6"]
    assert floats(patch.positions)[0::5] == [0, 1]


def test_vans_that_go_leave_an_empty_list_of_ids() -> None:
    patch = make_patch(Scene(drivers=(VAN,)), EMPTY)
    assert patch.driver_ids == ()
    assert patch.positions is None


def test_stops_and_cases_are_put_and_taken_away_one_by_one() -> None:
    done = replace(DAY.stops[0], status=StopStatus.COMPLETED, is_late=True)
    wanted = replace(DAY, stops=(done, *DAY.stops[2:]), cases=DAY.cases[1:])
    patch = make_patch(DAY, wanted)
    assert patch.stops == (done,)
    assert patch.stops_gone == (DAY.stops[1].id,)
    assert patch.cases == ()
    assert patch.cases_gone == (DAY.cases[0].id,)


def test_a_route_is_sent_without_the_path_the_page_already_has() -> None:
    before = Scene(routes=(LINE,))
    same_path = replace(LINE, emphasis=Emphasis.DIMMED)
    equal_path = replace(same_path, path=tuple(list(LINE.path)))
    for wanted in (same_path, equal_path):
        (change,) = make_patch(before, Scene(routes=(wanted,))).routes
        assert change.path is None
        assert change.emphasis is Emphasis.DIMMED


def test_a_new_path_is_packed_relative_to_the_origin() -> None:
    longer = replace(LINE, path=(*LINE.path, (-29.92, -71.27)))
    patch = make_patch(Scene(routes=(LINE,)), Scene(routes=(longer,)))
    assert patch.origin == LINE.path[0]
    assert floats(patch.routes[0].path) == pytest.approx(
        [0, 0, -0.01, -0.01, -0.02, -0.02], abs=1e-7
    )
    assert make_patch(Scene(routes=(LINE,)), EMPTY).routes_gone == ("r",)


def test_the_origin_is_any_mark_near_what_is_shown() -> None:
    depot = DepotMark("d", 1.0, 2.0, "Depot")
    stop = StopMark("s", 3.0, 4.0, "r", Shape.RETURN, StopStatus.PLANNED, 1, "R-1")
    pathless = replace(LINE, path=())
    assert make_patch(EMPTY, Scene(depots=(depot,), stops=(stop,))).origin == (1.0, 2.0)
    assert make_patch(EMPTY, Scene(stops=(stop,))).origin == (3.0, 4.0)
    assert make_patch(EMPTY, Scene(routes=(pathless, LINE))).origin == LINE.path[0]
    assert make_patch(EMPTY, Scene(routes=(pathless,))).origin == (0.0, 0.0)


def test_ghosts_costs_selection_and_pointing_are_sent_whole_and_taken_back() -> None:
    ghost = Ghost("r", "#4693f1", LINE.path, (*LINE.path, (-29.92, -71.27)), at=(-29.9, -71.2))
    busy = Scene(
        ghosts=(ghost,),
        costs=(RouteCost("r", "+4 min", "after stop 7 · +4 min", rank=1),),
        selected=(Ref(Kind.ROUTE, "r"),),
        hovered=Ref(Kind.STOP, "s"),
        heat=(HeatSpot("p", -29.9, -71.2, 0.5, "Balmaceda 120"),),
        closures=(ClosureMark("z", LINE.path, "Prat is closed", lines=("a parade",)),),
        fences=(FenceMark("f", LINE.path, "Market", "Geofence Market", ("drawn by ana",)),),
    )
    shown, hidden = make_patch(EMPTY, busy), make_patch(busy, EMPTY)
    assert shown.costs == busy.costs
    assert shown.selected == busy.selected
    assert shown.hovered is not None
    assert shown.hovered.ref == busy.hovered
    assert shown.ghosts is not None
    assert len(floats(shown.ghosts[0].new_path)) == 6
    assert shown.heat == busy.heat
    assert hidden.heat == ()
    assert shown.closures is not None
    assert (shown.closures[0].title, shown.closures[0].lines) == ("Prat is closed", ("a parade",))
    assert len(floats(shown.closures[0].path)) == 2 * len(LINE.path)
    assert hidden.closures == ()
    assert shown.fences is not None
    assert (shown.fences[0].name, shown.fences[0].lines) == ("Market", ("drawn by ana",))
    assert len(floats(shown.fences[0].path)) == 2 * len(LINE.path)
    assert hidden.fences == ()
    assert hidden.ghosts == ()
    assert hidden.costs == ()
    assert hidden.selected == ()
    assert hidden.hovered is not None
    assert hidden.hovered.ref is None


def test_what_did_not_change_is_not_on_the_wire() -> None:
    patch = make_patch(Scene(drivers=(VAN,)), Scene(drivers=(replace(VAN, lat=-29.901),)))
    assert set(json.decode(encode(patch))) == {"origin", "positions"}


@given(lat=st.floats(-80, 80), lon=st.floats(-179, 179), step=st.floats(-0.3, 0.3))
def test_positions_within_a_city_keep_their_centimetres(
    lat: float, lon: float, step: float
) -> None:
    here, there = replace(VAN, lat=lat, lon=lon), replace(VAN, id="8", lat=lat, lon=lon + step)
    patch = make_patch(EMPTY, Scene(drivers=(here, there)))
    sent = patch.origin[1] + floats(patch.positions)[7]
    assert sent == pytest.approx(lon + step, abs=1e-7)
