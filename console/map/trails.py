"""Where vans were heard of lately, kept as positions come in. Pure but for the memory it is given.

Kept for every van, because somebody who looks at one wants to see where it came from.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from console.map.scene import LatLon
from core.hub.protocol import DriverFix

MOST_PLACES = 360
NEAREST_DEGREES = 0.00012
"""Some 13 m: a van that stands leaves one place, not a heap of them."""


class Track(Struct):
    """The places of one van, oldest first, and when it was heard of last."""

    heard_at: datetime
    places: list[LatLon]


class Tracks(Struct):
    """Those of all vans; its owner keeps it between calls of `note`."""

    of: dict[str, Track] = field(default_factory=dict)
    fixes: Mapping[str, DriverFix] = field(default_factory=dict)

    def note(self, fixes: Mapping[str, DriverFix]) -> None:
        """Remember what is new; a van whose clock went back (a rewound day) begins anew."""
        if fixes is self.fixes:
            return
        before, self.fixes = self.fixes, fixes
        for driver_id, fix in fixes.items():
            if before.get(driver_id) is not fix:
                self._note_one(driver_id, fix)

    def path(self, driver_id: str) -> tuple[LatLon, ...]:
        """Where a van was; nothing when it was not heard of."""
        track = self.of.get(driver_id)
        return tuple(track.places) if track is not None else ()

    def _note_one(self, driver_id: str, fix: DriverFix) -> None:
        place = (fix.lat, fix.lon)
        track = self.of.get(driver_id)
        if track is None or fix.at < track.heard_at:
            self.of[driver_id] = Track(fix.at, [place])
            return
        track.heard_at = fix.at
        last = track.places[-1]
        if abs(last[0] - place[0]) + abs(last[1] - place[1]) >= NEAREST_DEGREES:
            track.places.append(place)
            del track.places[:-MOST_PLACES]
