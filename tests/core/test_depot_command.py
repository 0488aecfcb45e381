"""`main.py depot import`: all depots of a list or none."""

import os
from argparse import Namespace
from pathlib import Path

import pytest

from core.depot_command import _own_zone, run
from core.hub.own_depots import depots_in

HEAD = "Depot,Address,Latitude,Longitude,Currency,Time zone\n"
NORTH = "North,Balmaceda 520,,,CLP,\n"


def bring(folder: Path, rows: str, **options: object) -> int:
    file = folder / "depots.csv"
    file.write_text(HEAD + rows, encoding="utf-8")
    usual = {"data": folder / "data", "region": "la-serena", "currency": "", "dry_run": False}
    return run(Namespace(wanted="import", file=file, **usual | options))


def test_depots_of_a_list_are_set_up_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(tmp_path, NORTH, dry_run=True) == 0
    assert "1 depots would be set up" in capsys.readouterr().out
    assert depots_in(tmp_path / "data") == []
    assert bring(tmp_path, NORTH) == 0
    assert "North is set up. Open it: python main.py --open north" in capsys.readouterr().out
    assert bring(tmp_path, NORTH) == 0
    assert "North is there already." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("South,Nowhere 1,,,CLP,", "is not among the region's addresses"),
        ("South,Elm 2,60.17,24.94,CLP,", "has no road near 60.17000, 24.94000"),
        ("South,Balmaceda 520,,,CLP,Mars/City", "There is no time zone 'Mars/City'"),
    ],
)
def test_one_that_cannot_be_set_up_keeps_all_others_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, words: str
) -> None:
    assert bring(tmp_path, NORTH + row) == 1
    told = capsys.readouterr().err
    assert words in told
    assert "Nothing was set up." in told
    assert depots_in(tmp_path / "data") == []


@pytest.mark.parametrize(
    ("named", "zone"),
    [
        ("Europe/Helsinki", "Europe/Helsinki"),
        (":/usr/share/zoneinfo/Europe/Paris", "Europe/Paris"),
        ("", "America/Lima"),
    ],
)
def test_this_computers_own_zone_is_as_it_says(
    monkeypatch: pytest.MonkeyPatch, named: str, zone: str
) -> None:
    monkeypatch.setenv("TZ", named)
    monkeypatch.setattr(os.path, "realpath", lambda _: "/usr/share/zoneinfo/America/Lima")
    assert _own_zone() == zone


def test_a_computer_that_does_not_say_has_no_zone_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(os.path, "realpath", lambda path: path)
    assert _own_zone() == ""
