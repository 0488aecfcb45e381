"""A depot of one's own is there whole, or not at all, and every refusal is a sentence."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from core.hub import depot_maker
from core.hub.depot_maker import make_depot
from core.hub.log import depots_of
from core.hub.own_depots import Card, DepotRefused, depots_in, folder_of
from core.hub.sql_log import SqlLog
from core.own_depot import SetUp
from core.region.store import RegionStore
from main import main

ADDRESS = "Balmaceda 1200"
SOUND = SetUp("Norte", ADDRESS, -29.9045, -71.2489, "America/Santiago", "CLP")


@pytest.fixture
def regions(tmp_path: Path) -> RegionStore:
    return RegionStore(tmp_path / "regions")


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("depots/*"))


def test_it_has_a_depot_a_region_and_a_fleet(tmp_path: Path, regions: RegionStore) -> None:
    card = make_depot(tmp_path, SOUND, regions, "la-serena")
    assert card == Card("norte", "Norte", ADDRESS, "la-serena")
    assert depots_in(tmp_path) == [card]
    log = SqlLog(f"sqlite:///{folder_of(tmp_path, 'norte') / 'day.db'}")
    try:
        assert list(depots_of(log)) == ["norte"]
        assert b"la-serena" in (log.get_meta("region") or b"")
    finally:
        log.close()


@pytest.mark.parametrize(
    ("change", "region", "words"),
    [
        ({"name": ""}, "la-serena", "Give the depot a name"),
        ({"lat": 60.17, "lon": 24.94}, "la-serena", "no road where the depot is"),
        ({"zone": "Europe/Atlantis"}, "la-serena", "no time zone"),
        ({}, "nowhere", "no region nowhere"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    change: dict[str, object], region: str, words: str, tmp_path: Path, regions: RegionStore
) -> None:
    with pytest.raises(DepotRefused, match=words):
        make_depot(tmp_path, replace(SOUND, **change), regions, region)
    assert files(tmp_path) == []


def test_a_name_is_given_once(tmp_path: Path, regions: RegionStore) -> None:
    make_depot(tmp_path, SOUND, regions, "la-serena")
    with pytest.raises(DepotRefused, match="norte already"):
        make_depot(tmp_path, SOUND, regions, "la-serena")


def test_what_a_kill_left_behind_is_cleared(
    tmp_path: Path, regions: RegionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "depots" / ".making-old").mkdir(parents=True)
    monkeypatch.setattr(depot_maker, "region_of", _full_disk)
    with pytest.raises(OSError, match="disk is full"):
        make_depot(tmp_path, SOUND, regions, "la-serena")
    assert files(tmp_path) == []


def _full_disk(*_: object) -> None:
    raise OSError("the disk is full")


def test_a_card_that_cannot_be_read_is_no_depot(tmp_path: Path) -> None:
    (tmp_path / "depots" / "broken").mkdir(parents=True)
    (tmp_path / "depots" / "broken" / "depot.json").write_text("{")
    assert depots_in(tmp_path) == []
    with pytest.raises(DepotRefused, match="none yet"):
        folder_of(tmp_path, "broken")


def test_the_command_line_looks_the_address_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path)]
    asked = ["depot", "add", "Sur", "--region", "la-serena", "--currency", "CLP", *data]
    assert main([*asked, "--address", "Nowhere Street 5000"]) == 1
    assert "--at LATITUDE,LONGITUDE" in capsys.readouterr().err
    assert main([*asked, "--address", ADDRESS]) == 0
    assert "--open sur" in capsys.readouterr().out
    south = ["--address", "Somewhere", "--at", "-29.9027,-71.2519"]
    assert main([*asked[:2], "Este", *asked[3:], *south]) == 0
    assert "--open este" in capsys.readouterr().out
    plain = ["depot", "add", "Norte", "--region", "la-serena", "--address", ADDRESS, *data]
    assert main(plain) == 0
    told = capsys.readouterr().out
    assert "The time zone is taken as America/Santiago; --zone names another one." in told
    assert "The currency is taken as CLP; --currency names another one." in told
    assert main(["depot", "list", *data]) == 0
    assert "sur: Sur, Balmaceda 1200, on la-serena" in capsys.readouterr().out
