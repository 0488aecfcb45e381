"""How many may be connected at once, altogether and from one address. Pure but for `seats_here`.

A connection costs a file descriptor, also one that never says anything. Whoever opens thousands
from one place must not take the last ones: drivers of ours would find no seat, and the hub no
descriptor for its database.
"""

import os
from collections import Counter

MOST = 4000
OTHER_FILES = 300
"""Descriptors that the hub needs beside its connections: database, photos, calls to outside."""
LISTENERS = 2


class Seats:
    """The seats of one listener."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._most_of_one = max(1, most // 2)
        self._taken = 0
        self._taken_by: Counter[str] = Counter()

    def take(self, home: str) -> bool:
        """Whether there is one for somebody at `home`, which is taken then; '' is a proxy of ours,
        behind which everybody may be."""
        if self._taken >= self._most or (home and self._taken_by[home] >= self._most_of_one):
            return False
        self._taken += 1
        if home:
            self._taken_by[home] += 1
        return True

    def give_back(self, home: str) -> None:
        """Somebody who had one is gone."""
        self._taken -= 1
        if home:
            self._taken_by[home] -= 1
            if self._taken_by[home] == 0:
                del self._taken_by[home]


def seats_for(descriptors: int) -> int:
    """How many seats each listener has, where the system allows so many descriptors."""
    return max(1, min(MOST, (descriptors - OTHER_FILES) // LISTENERS))


def seats_here() -> int:
    """The same for this process, whose limit is first raised as far as the system lets it."""
    if os.name != "posix":
        return MOST
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST * LISTENERS + OTHER_FILES
    best = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    if soft != resource.RLIM_INFINITY and soft < best:
        resource.setrlimit(resource.RLIMIT_NOFILE, (best, hard))
        soft = best
    return MOST if soft == resource.RLIM_INFINITY else seats_for(soft)
