"""The money of a country."""

import re

import pytest

from core.region.currencies import USUAL, currency_of, is_known
from core.region.zones import zones


@pytest.mark.parametrize(
    ("country", "currency"),
    [("CL", "CLP"), ("fi", "EUR"), ("MC", "EUR"), ("CH", "CHF"), ("US", "USD"), ("NZ", "NZD")],
)
def test_a_country_has_its_own_money(country: str, currency: str) -> None:
    assert currency_of(country) == currency
    assert is_known(country)


def test_where_nothing_is_known_it_is_the_euro() -> None:
    assert (currency_of("XX"), currency_of(""), is_known("XX")) == (USUAL, USUAL, False)


def test_every_country_with_a_time_zone_has_money() -> None:
    countries = {zone.country for zone in zones()}
    assert {each for each in countries if not is_known(each)} == {"AQ"}, "nobody lives there"
    assert all(re.fullmatch("[A-Z]{3}", currency_of(each)) for each in countries)
