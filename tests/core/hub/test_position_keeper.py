"""What a phone may forget."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from core.hub.log import LogUnavailable, StoredFix
from core.hub.position_keeper import PositionKeeper
from tests.core.hub.hub_builders import DEPOT, MORNING, until


def fix(driver: str) -> StoredFix:
    return StoredFix(DEPOT, driver, MORNING, MORNING, 60, 25)


class Disk:
    """Stores when it is let; fails when told to."""

    def __init__(self) -> None:
        self.batches: list[tuple[list[str], list[str]]] = []
        self.is_free = Event()
        self.fails = False
        self.refuses = ""
        """A driver whose positions it cannot store."""

    def store(self, fixes: Sequence[StoredFix], late: Sequence[StoredFix]) -> None:
        self.is_free.wait(30)
        if self.fails:
            raise LogUnavailable("The disk is full. Free some space.")
        if self.refuses in [f.driver_id for f in (*fixes, *late)]:
            raise ValueError(self.refuses)
        self.batches.append(([f.driver_id for f in fixes], [f.driver_id for f in late]))


async def test_what_queued_meanwhile_is_one_transaction_and_nobody_hears_before_it() -> None:
    disk = Disk()
    with ThreadPoolExecutor(1) as writer:
        keeper = PositionKeeper(disk.store, writer)
        first = asyncio.create_task(keeper.keep([fix("d1")], is_late=False))
        await asyncio.sleep(0)
        others = [
            asyncio.create_task(keeper.keep([fix(f"d{n}")], is_late=n == 4)) for n in (2, 3, 4)
        ]
        hung_up = asyncio.create_task(keeper.keep([fix("d5")], is_late=False))
        await asyncio.sleep(0.01)
        assert not first.done()
        hung_up.cancel()
        disk.is_free.set()
        await asyncio.gather(first, *others)
    assert disk.batches == [(["d1"], []), (["d2", "d3", "d5"], ["d4"])]


async def test_a_failure_is_everybodys_of_the_batch_and_the_next_goes_on() -> None:
    disk = Disk()
    disk.is_free.set()
    with ThreadPoolExecutor(1) as writer:
        keeper = PositionKeeper(disk.store, writer)
        disk.fails = True
        for _ in range(2):
            with pytest.raises(LogUnavailable):
                await keeper.keep([fix("d1")], is_late=False)
        disk.fails = False
        await keeper.keep([fix("d1")], is_late=False)
        await until(lambda: disk.batches)
    assert disk.batches == [(["d1"], [])]


async def test_what_cannot_be_kept_takes_nobody_elses_with_it() -> None:
    disk = Disk()
    disk.is_free.set()
    disk.refuses = "d2"
    with ThreadPoolExecutor(1) as writer:
        keeper = PositionKeeper(disk.store, writer)
        told = await asyncio.gather(
            *(keeper.keep([fix(f"d{n}")], is_late=False) for n in (1, 2, 3)),
            return_exceptions=True,
        )
    assert [type(each) for each in told] == [type(None), ValueError, type(None)]
    assert disk.batches == [(["d1"], []), (["d3"], [])]
