"""The map's picture with a sketch kept from one moment to the next: only what changed is new."""

from datetime import timedelta

from msgspec.structs import replace

from console.map.scene import LatLon, Path, Scene
from console.screen import Chosen, Sketch, picture_of
from console.views.moment import Moment
from core.model import StopId, StopStatus
from tests.console.views.small_day import NOW, V1, V2, moment, planned

LATE = moment(times={V1: planned(V1), V2: planned(V2)})


def straight(start: LatLon, end: LatLon) -> Path:
    return (start, end)


def drawn(at: Moment, sketch: Sketch) -> Scene:
    return picture_of(at, {}, Chosen(), straight, sketch).scene


def with_stop(at: Moment, stop_id: str, **changes: object) -> Moment:
    stop = replace(at.state.stops[StopId(stop_id)], **changes)
    return replace(at, state=replace(at.state, stops={**at.state.stops, stop.id: stop}))


def test_nothing_new_gives_the_very_same_marks() -> None:
    sketch = Sketch()
    before, after = drawn(LATE, sketch), drawn(replace(LATE, now=NOW + timedelta(1 / 24)), sketch)
    assert all(a is b for a, b in zip(before.stops, after.stops, strict=True))
    assert all(a.path is b.path for a, b in zip(before.routes, after.routes, strict=True))


def test_a_report_makes_only_the_marks_of_its_route_anew() -> None:
    sketch = Sketch()
    before = {mark.id: mark for mark in drawn(LATE, sketch).stops}
    after = drawn(with_stop(LATE, "s-ret", status=StopStatus.EN_ROUTE), sketch).stops
    changed = {mark.id for mark in after if mark is not before[mark.id]}
    assert "s-ret" in changed
    assert {mark.route_id for mark in after if mark.id in changed} == {V1}


def test_a_sketch_never_changes_what_is_drawn() -> None:
    sketch = Sketch()
    drawn(LATE, sketch)
    for stop_id, changes in (
        ("s-ret", {"status": StopStatus.ARRIVED}),
        ("s-box", {"is_locked": False}),
        ("s-swap", {"status": StopStatus.CANCELLED}),
    ):
        now = with_stop(LATE, stop_id, **changes)
        assert drawn(now, sketch) == drawn(now, Sketch())
    elsewhere = replace(LATE, texts={})
    assert drawn(elsewhere, sketch) == drawn(elsewhere, Sketch())


def test_a_better_way_replaces_the_straight_line() -> None:
    sketch = Sketch()
    drawn(LATE, sketch)
    scene = picture_of(LATE, {}, Chosen(), lambda a, b: (a, (0.5, 0.5), b), sketch).scene
    assert (0.5, 0.5) in scene.routes[0].path


def test_what_has_ended_is_not_expected_by_an_older_timetable() -> None:
    """The map does not wait for the plan, so a timetable may still name it."""
    late = {mark.id for mark in drawn(LATE, Sketch()).stops if mark.is_late}
    assert late
    for stop_id in late:
        ended = with_stop(LATE, stop_id, status=StopStatus.COMPLETED)
        mark = next(each for each in drawn(ended, Sketch()).stops if each.id == stop_id)
        assert not mark.is_late
        assert not any("expected" in line for line in mark.lines)


def test_a_van_at_the_door_has_driven_all_the_way() -> None:
    on_the_way = drawn(LATE, Sketch()).routes[0]
    arrived = drawn(with_stop(LATE, "s-way", status=StopStatus.ARRIVED), Sketch()).routes[0]
    assert arrived.done == on_the_way.done + 1
