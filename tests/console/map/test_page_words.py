import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json

from console.map.page_words import (
    Clicked,
    Drawn,
    FenceDrawn,
    Gathered,
    GoingOn,
    MarkDropped,
    StreetDrawn,
    Target,
    decode,
)
from console.map.scene import Kind


def test_words_become_values() -> None:
    assert decode('{"type":"drawn","frame":12}') == Drawn(12)
    assert decode('{"type":"clicked","kind":"stop","id":"S-1"}') == Clicked(Kind.STOP, "S-1")


def test_a_street_is_pointed_at_by_two_places() -> None:
    text = '{"type":"street_drawn","lat":1,"lon":2,"to_lat":3,"to_lon":4}'
    assert decode(text) == StreetDrawn(1, 2, 3, 4)
    assert decode(text.replace("1", "91")) is None


def test_a_geofence_has_three_corners_on_earth_at_least() -> None:
    text = '{"type":"fence_drawn","corners":[[1,2],[3,4],[5,6]]}'
    assert decode(text) == FenceDrawn(((1, 2), (3, 4), (5, 6)))
    assert decode(text.replace("1", "91")) is None
    assert decode('{"type":"fence_drawn","corners":[[1,2],[3,4]]}') is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        '{"type":"unheard_of"}',
        '{"frame":1}',
        '{"type":"drawn","frame":-1}',
        '{"type":"drawn","frame":"1"}',
        '{"type":"clicked","kind":"planet","id":"x"}',
        '{"type":"clicked","kind":"stop"}',
        '{"type":"clicked","kind":"stop","id":null}',
        '{"type":"clicked","kind":"stop","id":"%s"}' % ("x" * 201),
        '{"type":"target","question":1,"kind":"ground","id":"","lat":91,"lon":0}',
        '{"type":"target","question":1,"kind":"ground","id":"","lat":0,"lon":null}',
        '{"type":"going_on","what":"dancing","is_on":true}',
        '{"type":"mark_lifted","lifted":"driver","lifted_id":"d1"}',
        f'{{"type":"gathered","cases":{["c"] * 401},"stops":[],"is_added":false}}'.replace(
            "'", '"'
        ),
        '{"type":"drawn","frame":1,"padding":"%s"}' % ("x" * 40_000),
        "\ud800",
    ],
)
def test_anything_else_is_no_word(text: str) -> None:
    assert decode(text) is None


@given(st.text())
def test_no_text_raises(text: str) -> None:
    decode(text)


@given(
    word=st.builds(
        MarkDropped,
        lifted=st.sampled_from(("case", "stop")),
        lifted_id=st.text(max_size=200),
        kind=st.sampled_from(Kind),
        id=st.text(max_size=200),
        lat=st.floats(-90, 90),
        lon=st.floats(-540, 540),
        alt=st.booleans(),
        control=st.booleans(),
        shift=st.booleans(),
    )
    | st.builds(
        Gathered,
        cases=st.lists(st.text(max_size=20), max_size=9).map(tuple),
        stops=st.lists(st.text(max_size=20), max_size=9).map(tuple),
        is_added=st.booleans(),
    )
    | st.builds(
        GoingOn, what=st.sampled_from(("drag", "follow", "lasso", "measure")), is_on=st.booleans()
    )
    | st.builds(
        Target,
        question=st.integers(0, 2**53 - 1),
        kind=st.sampled_from(Kind),
        id=st.text(max_size=200),
        lat=st.floats(-90, 90),
        lon=st.floats(-540, 540),
    )
)
def test_every_word_survives_the_way(word: Gathered | GoingOn | MarkDropped | Target) -> None:
    assert decode(json.encode(word).decode()) == word
