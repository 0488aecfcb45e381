"""The order of a run."""

import pytest


def test_what_starts_the_whole_program_begins_first(request: pytest.FixtureRequest) -> None:
    waits = [item.get_closest_marker("end_to_end") is None for item in request.session.items]
    assert waits == sorted(waits)
