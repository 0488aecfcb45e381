"""What people are refused costs nothing; a flood of it slows its sender, and nobody else."""

from core.hub.conduct import AT_ONCE, Conduct, slow_words


def test_a_shift_of_refusals_at_once_costs_nothing() -> None:
    conduct = Conduct()
    assert [conduct.refused("phone", 0.0) for _ in range(AT_ONCE)] == [0.0] * AT_ONCE
    assert conduct.wait_s("phone", 0.0) == 0


def test_a_flood_waits_longer_and_longer_and_never_for_ever() -> None:
    conduct = Conduct()
    now_s, waits = 0.0, []
    for _ in range(3_000):
        wait_s = conduct.refused("phone", now_s)
        waits += [wait_s] if wait_s else []
        now_s += conduct.wait_s("phone", now_s)
    assert waits[:5] == [1.0, 2.0, 4.0, 8.0, 10.0]
    assert max(waits) == 10.0
    # In the long run one a second and its delays.
    assert now_s > 2_000


def test_what_was_under_way_when_the_wait_began_does_not_lengthen_it() -> None:
    conduct = Conduct()
    waits = [conduct.refused("phone", 0.0) for _ in range(AT_ONCE + 64)]
    assert sum(waits) == 1.0
    assert conduct.wait_s("phone", 0.5) == 0.5


def test_one_a_second_is_never_slowed_down_and_others_do_not_feel_a_flood() -> None:
    conduct = Conduct()
    for _ in range(AT_ONCE + 1):
        conduct.refused("phone", 0.0)
    assert conduct.wait_s("phone", 0.0) > 0
    assert [conduct.refused("other", float(at)) for at in range(1_000)] == [0.0] * 1_000


def test_a_hub_may_be_told_to_slow_nobody_down() -> None:
    conduct = Conduct(per_minute=0)
    assert [conduct.refused("phone", 0.0) for _ in range(1_000)] == [0.0] * 1_000


def test_the_device_is_told_how_long() -> None:
    assert slow_words(1.2).endswith("again in 1 second.")
    assert slow_words(8.0).endswith("again in 8 seconds.")
