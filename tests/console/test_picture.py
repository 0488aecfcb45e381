"""The map's picture with a sketch kept from one moment to the next: only what changed is new."""

from datetime import timedelta

from msgspec.structs import replace

from console.map.scene import LatLon, Path, Scene
from console.screen import Chosen, Sketch, picture_of
from console.views.moment import Moment
from core.hub.protocol import DriverFix
from core.model import CaseKind, DriverId, StopId, StopStatus
from tests.console.views.small_day import NOW, V1, V2, case, moment, planned

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
    for other in (replace(LATE, texts={}), replace(LATE, held="It is past.")):
        drawn(LATE, sketch)
        assert drawn(other, sketch) == drawn(other, Sketch())


def test_nothing_is_lifted_out_of_what_was() -> None:
    at = moment(case(CaseKind.FAILED_DELIVERY))
    now, past = drawn(at, Sketch()), drawn(replace(at, held="It is past."), Sketch())
    assert any(stop.is_movable for stop in now.stops)
    assert any(case.payload for case in now.cases)
    assert not any(stop.is_movable for stop in past.stops)
    assert not any(case.payload for case in past.cases)


def test_a_way_through_the_streets_replaces_the_straight_line() -> None:
    sketch = Sketch()
    lines = picture_of(LATE, {}, Chosen(), lambda a, b: None, sketch).scene.routes
    assert lines == drawn(LATE, Sketch()).routes
    scene = picture_of(LATE, {}, Chosen(), lambda a, b: (a, (0.5, 0.5), b), sketch).scene
    assert (0.5, 0.5) in scene.routes[0].path


def test_a_known_way_is_not_asked_for_again() -> None:
    sketch = Sketch()
    asked: list[LatLon] = []

    def found(start: LatLon, end: LatLon) -> Path:
        asked.append(start)
        return (start, end)

    before = picture_of(LATE, {}, Chosen(), found, sketch).scene
    asked.clear()
    after = picture_of(LATE, {}, Chosen(), found, sketch).scene
    assert not asked
    assert all(a is b for a, b in zip(before.routes, after.routes, strict=True))
    picture_of(with_stop(LATE, "s-swap", is_locked=True), {}, Chosen(), found, sketch)
    assert len(asked) == 3


def test_only_the_van_that_was_heard_of_is_drawn_anew() -> None:
    sketch = Sketch()
    before = picture_of(LATE, {}, Chosen(), straight, sketch).scene
    fixes = {"d1": DriverFix(DriverId("d1"), NOW, NOW, 0.1, 0.1)}
    after = picture_of(LATE, fixes, Chosen(), straight, sketch).scene
    assert [van.route_id for van in after.drivers] == [V1]
    assert all(a is b for a, b in zip(before.routes, after.routes, strict=True))
    assert after == picture_of(LATE, fixes, Chosen(), straight, Sketch()).scene


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
