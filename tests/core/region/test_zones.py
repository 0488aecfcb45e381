"""Time zones, guessed from where a place is."""

from core.region.zones import zone_at, zones


def test_the_nearest_town_names_the_zone() -> None:
    found = zone_at(60.2, 25.0)
    assert (found.name, found.country) == ("Europe/Helsinki", "FI")
    assert zone_at(-36.8, 174.7).name == "Pacific/Auckland"


def test_the_computers_own_zone_is_preferred_where_it_is_not_far() -> None:
    la_serena = (-29.9, -71.25)
    assert zone_at(*la_serena).country == "AR"
    assert zone_at(*la_serena, "America/Santiago").country == "CL"
    assert zone_at(*la_serena, "Europe/Berlin").country == "AR"


def test_the_date_line_is_no_edge() -> None:
    assert zone_at(-17.8, -179.9).name == "Pacific/Fiji"


def test_places_south_and_west_lie_there() -> None:
    (chile,) = [zone for zone in zones() if zone.name == "America/Santiago"]
    assert (round(chile.lat, 2), round(chile.lon, 2)) == (-33.45, -70.67)
