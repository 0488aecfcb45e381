"""A demo day told in another city: its money, its shops, everything else as it was."""

from core import commands as c
from core.demo_city import CITIES, HELSINKI, LA_SERENA, told_in
from core.model import (
    CustomerId,
    Item,
    ItemId,
    Load,
    Order,
    OrderId,
    OrderKind,
    PlaceId,
    ServiceDay,
)


def added(shop: str) -> c.AddOrders:
    item = Item(ItemId("1-1"), "BOOKS", "Books", 1, 32_990, Load(2_600, 6_000, 0))
    order = Order(
        OrderId("1"),
        OrderKind.DELIVERY,
        CustomerId("c1"),
        PlaceId("p1"),
        (item,),
        ServiceDay("2026-11-30"),
        600,
        shop=shop,
    )
    return c.AddOrders((), (), (order,), {})


def test_the_first_city_is_told_as_it_is_made() -> None:
    made = (added("Casa Norte"),)
    assert told_in(LA_SERENA, made) is made


def test_money_and_shops_are_those_of_the_city() -> None:
    (told,) = told_in(HELSINKI, (added("Casa Norte"),))
    (order,) = told.orders
    assert order.shop == "Pohjolan Koti"
    assert order.items[0].unit_value_minor == 3_299
    assert order.items[0].load == Load(2_600, 6_000, 0)


def test_a_shop_that_has_no_name_here_keeps_its_own() -> None:
    (told,) = told_in(HELSINKI, (added("Elsewhere"),))
    assert told.orders[0].shop == "Elsewhere"


def test_cities_are_found_by_their_regions() -> None:
    assert CITIES["helsinki"] is HELSINKI
    assert CITIES["la-serena"] is LA_SERENA
