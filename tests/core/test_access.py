"""Who may touch which depot."""

from core.access import EVERY_DEPOT, Actor, Role
from core.model import ActorId, DepotId


def test_an_actor_touches_the_depots_named_or_all_of_them() -> None:
    helsinki, oslo = DepotId("helsinki"), DepotId("oslo")
    ana = Actor(ActorId("ana"), Role.DISPATCHER, frozenset({helsinki}))
    root = Actor(ActorId("root"), Role.ADMIN, frozenset({EVERY_DEPOT}))
    assert ana.may_touch(helsinki)
    assert not ana.may_touch(oslo)
    assert root.may_touch(oslo)


def test_only_a_shops_key_is_bound_to_one_shop() -> None:
    key = Actor(ActorId("key:1"), Role.SHOP, frozenset(), shop="Casa Norte")
    assert key.may_touch_shop("Casa Norte")
    assert not key.may_touch_shop("")
    assert Actor(ActorId("key:2"), Role.SHOP, frozenset()).may_touch_shop("Casa Norte")
