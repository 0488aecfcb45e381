import pytest

from core.region.road_classes import (
    BACKWARD,
    BLOCKED,
    CITY_KMH,
    CLASSES,
    FORWARD,
    FREE,
    GATED,
    barrier,
    directions,
    is_only_to_stop,
    road_class,
    speed_kmh,
)


def test_cars_use_streets_and_their_ramps() -> None:
    assert road_class({"highway": "residential"}) == CLASSES.index("residential")
    assert road_class({"highway": "primary_link"}) == CLASSES.index("primary")


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "footway"},
        {"building": "yes"},
        {"highway": "service", "area": "yes"},
        {"highway": "service", "access": "private"},
        {"highway": "residential", "motor_vehicle": "no"},
    ],
)
def test_cars_do_not_use_what_is_closed_to_them(tags: dict[str, str]) -> None:
    assert road_class(tags) is None


def test_the_more_special_access_tag_decides() -> None:
    tags = {"highway": "service", "access": "private", "motorcar": "yes"}
    assert road_class(tags) is not None


def test_a_posted_limit_lowers_the_speed_but_never_raises_it() -> None:
    assert speed_kmh({"highway": "primary", "maxspeed": "30"}) == 27
    assert speed_kmh({"highway": "primary", "maxspeed": "120"}) == CITY_KMH["primary"]
    assert speed_kmh({"highway": "primary", "maxspeed": "20 mph"}) == 29
    assert speed_kmh({"highway": "primary", "maxspeed": "signals"}) == CITY_KMH["primary"]
    assert speed_kmh({"highway": "service", "maxspeed": "3"}) == 5


def test_ramps_are_slower_than_their_road() -> None:
    assert speed_kmh({"highway": "trunk_link"}) < speed_kmh({"highway": "trunk"})


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, FORWARD | BACKWARD),
        ({"oneway": "yes"}, FORWARD),
        ({"oneway": "-1"}, BACKWARD),
        ({"oneway": "no"}, FORWARD | BACKWARD),
        ({"junction": "roundabout"}, FORWARD),
        ({"junction": "roundabout", "oneway": "no"}, FORWARD | BACKWARD),
        ({"highway": "motorway"}, FORWARD),
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, FORWARD | BACKWARD),
        ({"oneway:motor_vehicle": "yes"}, FORWARD),
        ({"motor_vehicle:forward": "no"}, BACKWARD),
        ({"access:backward": "private"}, FORWARD),
        ({"access:backward": "no", "motorcar:backward": "yes"}, FORWARD | BACKWARD),
        ({"oneway": "yes", "vehicle:forward": "no"}, 0),
        ({"oneway": "reversible"}, 0),
    ],
)
def test_one_ways_are_read_as_mapped(tags: dict[str, str], expected: int) -> None:
    assert directions({"highway": "residential"} | tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, False),
        ({"motor_vehicle": "destination"}, True),
        ({"access": "customers"}, True),
        ({"access": "destination", "motor_vehicle": "yes"}, False),
    ],
)
def test_some_streets_are_for_their_own_visitors(tags: dict[str, str], expected: bool) -> None:
    assert is_only_to_stop({"highway": "residential"} | tags) is expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "crossing"}, FREE),
        ({"barrier": "bollard"}, BLOCKED),
        ({"barrier": "bollard", "bollard": "rising"}, GATED),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, FREE),
        ({"barrier": "lift_gate"}, GATED),
        ({"barrier": "gate", "access": "private"}, BLOCKED),
        ({"barrier": "toll_booth"}, FREE),
    ],
)
def test_what_stands_on_a_road_stops_cars_or_not(tags: dict[str, str], expected: int) -> None:
    assert barrier(tags) == expected
