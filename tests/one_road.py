"""Travel times for the places of `tests.builders`, strung along one straight road."""

import numpy as np

from core.model import PlaceId
from core.planning.travel import TravelMatrix, TravelPlace

KM = {
    "depot": 0, "p-a1": 2, "p-a2": 4, "p-a3": 20, "p-b1": 16, "p-b2": 18, "p-b3": 22,
    "p-w1": 3, "p-w2": 5, "p-w3": 7, "p-m1": 1, "p-m2": 6, "kiosk": 23,
}  # fmt: skip
"""Where each place is on the road; a kilometre takes a minute."""


def one_road() -> TravelMatrix:
    """Along the road and back."""
    at = np.array(list(KM.values()), np.float32)
    km = np.abs(at[:, None] - at[None, :])
    places = [TravelPlace(PlaceId(name), -29.9, -71.2) for name in KM]
    empty = np.zeros((2, 0, len(KM)), np.float32)
    return TravelMatrix("road 1").extend(places, np.stack([km * 60, km * 1000]), empty)
