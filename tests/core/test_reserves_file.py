"""Reserves from a file: what is wrong is said."""

from pathlib import Path

import pytest

from core.reserves_file import DEMO_RESERVES, ReservesFileError, read_reserves

PARTNER = '[[partners]]\nid = "{id}"\nname = "P"\nkind = "drop_off"\nprice_minor = {price}\n'


def test_the_demos_reserves_can_be_used() -> None:
    reserves = read_reserves(DEMO_RESERVES)
    assert [each.driver_id for each in reserves.standby] == ["s1", "s2"]
    assert len(reserves.partners) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[standby", "reserves.toml cannot be read"),
        ('[[standby]]\ndriver_id = "a"\n', "missing required field `from_min`"),
        (
            '[[standby]]\ndriver_id = "a"\nfrom_min = 9\nuntil_min = 3\n',
            "The standby of a ends before it begins",
        ),
        (PARTNER.format(id="p", price=-1) + "cut_off_min = 9\n", "price of P is negative"),
        (PARTNER.format(id="p", price=1) + "cut_off_min = 9000\n", "no minute of a day"),
        ((PARTNER.format(id="p", price=1) + "cut_off_min = 9\n") * 2, "the same id: p, p"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "reserves.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ReservesFileError, match=words):
        read_reserves(file)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReservesFileError, match="cannot be read"):
        read_reserves(tmp_path / "none.toml")
