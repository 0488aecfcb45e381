"""Demo addresses survive their file, and a damaged one is refused in words."""

from pathlib import Path

import pytest

from core.region.address_file import StreetAddress, read_addresses, write_addresses
from core.region.road_network import RegionFileError


def test_addresses_survive_the_file(tmp_path: Path) -> None:
    addresses = [StreetAddress('Calle "Ñ", Sur', 12, -29.912346, -71.25)]
    write_addresses(addresses, tmp_path / "addresses.csv")
    assert read_addresses(tmp_path / "addresses.csv") == addresses
    assert addresses[0].text == 'Calle "Ñ", Sur 12'


@pytest.mark.parametrize("body", ["", "a,b\n", "street,number,lat,lon\nx,one,2,3\n"])
def test_a_damaged_file_is_refused_in_words(tmp_path: Path, body: str) -> None:
    (tmp_path / "addresses.csv").write_text(body, encoding="utf-8")
    with pytest.raises(RegionFileError, match="Build them again"):
        read_addresses(tmp_path / "addresses.csv")
    with pytest.raises(RegionFileError, match="Build them again"):
        read_addresses(tmp_path / "missing.csv")
