"""Times and numbers that no depot has are found wherever they stand."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta, Struct
from msgspec.structs import replace

from core import commands as c
from core.bounds import FIRST_YEAR, LAST_YEAR, MOST, MOST_BY_END, fault_of
from core.model import Position, RouteId, StopId
from tests.builders import make_item, make_order

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)


class Leaf(Struct, frozen=True):
    service_s: int = 0
    hours: float = 0.0
    is_open: bool = True
    note: str = ""
    named: Annotated[int, Meta(title="Named")] = 0


class Tree(Struct, frozen=True):
    at: datetime | None = None
    day: date | None = None
    leaves: tuple[Leaf, ...] = ()
    pair: tuple[str, Leaf] | None = None
    by_name: dict[str, Leaf] = {}
    names: frozenset[str] = frozenset()
    branch: "Tree | None" = None


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (Tree(), ""),
        (Tree(AT), ""),
        (Tree(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))), "the time is not in the"),
        (Tree(datetime(9999, 12, 31, tzinfo=UTC)), "the time is not in the years 1969 to 2089"),
        (Tree(datetime(1970, 1, 1, tzinfo=UTC)), ""),
        (Tree(day=date(LAST_YEAR + 1, 1, 1)), "the day is not in the"),
        (Tree(day=date(FIRST_YEAR, 1, 1)), ""),
        (Tree(leaves=(Leaf(), Leaf(2**62))), "the service is beyond what a depot has: at most"),
        (Tree(leaves=(Leaf(-(2**62)),)), "the service is beyond"),
        (Tree(pair=("a", Leaf(hours=float("inf")))), "the hours is beyond"),
        (Tree(pair=("a", Leaf(hours=float("nan")))), "the hours is beyond"),
        (Tree(by_name={"a": Leaf(hours=2.0**40)}), "the hours is beyond"),
        (Tree(branch=Tree(branch=Tree(AT.replace(year=3000)))), "the time is not in the"),
        (Leaf(note="9" * 99), ""),
        (Leaf(named=2**40), "the named is beyond"),
        (None, ""),
        ([Leaf(), {1, 2}, frozenset({2**40})], "is beyond"),
    ],
)
def test_the_first_thing_that_cannot_be_is_said(message: object, words: str) -> None:
    found = fault_of(message)
    assert bool(found) == bool(words)
    assert words in found


@pytest.mark.parametrize(("end", "most"), [*MOST_BY_END, ("", MOST)])
def test_every_unit_has_its_own_bound(end: str, most: int) -> None:
    kind: Any = msgspec.defstruct("Kind", [(f"amount{end}", int)])
    assert fault_of(kind(most)) == ""
    assert fault_of(kind(-most)) == ""
    assert fault_of(kind(most + 1)) == (f"the amount is beyond what a depot has: at most {most:,}")


@pytest.mark.parametrize(
    ("lat", "lon", "words"),
    [(60.2, 24.9, ""), (91, 0, "the lat is"), (0, -181, "the lon is"), (1e308, 0, "the lat is")],
)
def test_a_place_is_on_earth(lat: float, lon: float, words: str) -> None:
    command = c.ArriveAtStop(StopId("s1"), AT, Position(lat, lon))
    assert fault_of(command).startswith(words)
    assert bool(fault_of(command)) == bool(words)


def test_orders_are_looked_through_to_their_goods() -> None:
    order = make_order("o1")
    assert fault_of(c.AddOrders((), (), (order,))) == ""
    many = replace(make_item("cup"), quantity=2**40)
    found = fault_of(c.AddOrders((), (), (replace(order, items=(many,)),)))
    assert found.startswith("the quantity is beyond")


def test_what_holds_no_number_is_let_pass() -> None:
    assert fault_of(c.LockRoute(RouteId("r1"))) == ""
