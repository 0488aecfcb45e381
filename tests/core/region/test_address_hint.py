from core.region.address_hint import Hint, Towns, Verdict

TOWNS = Towns(["Alt", "Neu", "Neu Alt", ""])


def weigh(rest: str, town: str, code: str = "", codes: tuple[str, ...] = ()) -> Verdict:
    return Hint(rest.split(), TOWNS).weigh(town, code, codes)


def test_the_longer_of_two_towns_is_named() -> None:
    assert TOWNS.named_in(["100", "neu", "alt", "chile", "alt"]) == (("neu", "alt"), ("alt",))


def test_the_town_that_is_named_fits_best_then_one_that_is_named_later() -> None:
    first, later = weigh("alt neu", "Alt"), weigh("alt neu", "Neu")
    assert first.rank < later.rank
    assert (first.doubt, later.doubt) == (0, 0)


def test_another_town_that_the_map_knows_is_much_doubted() -> None:
    verdict = weigh("neu alt", "Alt")
    assert (verdict.doubt, verdict.note) == (2, "in Alt, not in Neu Alt")


def test_a_place_that_the_map_does_not_know_is_doubted_a_little_and_a_flat_is_none() -> None:
    verdict = weigh("tampere", "Alt")
    assert (verdict.doubt, verdict.note) == (1, "in Alt; nothing is known of 'tampere'")
    for rest in ("", "chile", "34", "as 3", "depto 402", "al"):
        assert weigh(rest, "Alt").doubt == 0, rest


def test_a_postcode_decides_where_towns_are_silent() -> None:
    assert weigh("100000 altona", "Alt", "100000").doubt == 0
    assert weigh("100000 altona", "Alt", "", ("100000",)).doubt == 0
    assert weigh("200000", "Alt", "100000").note == "its postcode is 100000"
    off = weigh("200000 alt", "Alt", "100000", ("100000",))
    assert (off.doubt, off.note) == (1, "its postcode is 100000")
    assert weigh("1204 alt", "Alt", "100000").doubt == 0, "a flat, not a postcode"
    assert weigh("100000", "Alt", "100000").rank < weigh("100000", "Alt").rank


def test_without_a_town_of_the_street_nothing_is_held_against_it() -> None:
    assert weigh("tampere", "").doubt == 0


def test_a_list_that_names_the_city_means_its_quarter_where_the_postcode_is_the_same() -> None:
    quarter = weigh("100000 neu", "Alt", "100000")
    assert quarter == Verdict(0.6)
    assert weigh("100000 neu", "Neu", "100000").rank < quarter.rank, "the street there comes before"
    assert weigh("200000 neu", "Alt", "100000").doubt == 2
