"""The nouns: loads add up in three dimensions, a stop's life has an end."""

import pytest
from hypothesis import given

from core.model import Load, StopStatus
from tests.structs import structs


@given(structs(Load), structs(Load))
def test_what_is_loaded_and_unloaded_again_leaves_the_rest(aboard: Load, more: Load) -> None:
    assert aboard + more - more == aboard
    assert aboard + more == more + aboard


@pytest.mark.parametrize(
    ("load", "fits"),
    [
        (Load(10, 20, 3), True),
        (Load(11, 20, 3), False),
        (Load(10, 21, 3), False),
        (Load(10, 20, 4), False),
        (Load(), True),
    ],
)
def test_a_load_must_fit_in_each_dimension(load: Load, *, fits: bool) -> None:
    assert load.fits_in(Load(weight_g=10, volume_ml=20, slots=3)) is fits


def test_a_stop_is_planned_or_under_way_or_ended() -> None:
    ended = {status for status in StopStatus if status.is_ended}
    under_way = {status for status in StopStatus if status.is_under_way}
    assert set(StopStatus) - ended - under_way == {StopStatus.PLANNED}
    assert under_way == {StopStatus.EN_ROUTE, StopStatus.ARRIVED}
    assert not ended & under_way
