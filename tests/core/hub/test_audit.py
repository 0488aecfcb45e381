"""An export can be checked by whoever has it alone, and against the log it came from."""

import asyncio
from pathlib import Path

import pytest

from core.hub.sql_log import SqlLog
from main import main
from tests.core.hub.hub_builders import DEPOT, fill


@pytest.fixture
def db(tmp_path: Path) -> str:
    path = str(tmp_path / "log.db")
    log = SqlLog(path)
    asyncio.run(fill(log))
    log.close()
    return path


@pytest.mark.parametrize("name", ["log.csv", "log.jsonl"])
def test_an_export_is_checked_by_itself_and_against_the_log(
    db: str, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / name)
    assert main(["audit", "--db", db, "--to", file]) == 0
    ends = capsys.readouterr().out
    assert ends.startswith(f"{DEPOT}: ")
    assert main(["verify", "--export", file]) == 0
    assert main(["verify", "--export", file, "--db", db]) == 0
    assert "exported events, sound" in capsys.readouterr().out
    assert "Customer o1_1" not in Path(file).read_text()
    assert main(["audit", "--db", db, "--to", file]) == 1


@pytest.mark.parametrize("change", ["actor", "body", "gone", "moved", "cut", "head"])
@pytest.mark.parametrize("name", ["log.csv", "log.jsonl"])
def test_whatever_is_changed_in_an_export_is_found(
    db: str, tmp_path: Path, name: str, change: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    main(["audit", "--db", db, "--to", str(file)])
    lines = file.read_text().splitlines(keepends=True)
    first = 2 if name.endswith("csv") else 1
    match change:
        case "actor":
            lines[first] = lines[first].replace("system", "nobody")
        case "body":
            lines[first] = lines[first].replace("d1", "d9")
        case "gone":
            del lines[first]
        case "moved":
            lines[first], lines[first + 1] = lines[first + 1], lines[first]
        case "cut":
            del lines[-1]
        case "head":
            del lines[-2]
    file.write_text("".join(lines))
    assert main(["verify", "--export", str(file)]) == 1
    assert "NOT sound" in capsys.readouterr().out


def test_an_export_of_another_log_is_noticed(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "log.jsonl")
    main(["audit", "--db", db, "--to", file, "--depot", str(DEPOT)])
    other = str(tmp_path / "other.db")
    log = SqlLog(other)
    asyncio.run(fill(log, stops=2))
    log.close()
    assert main(["verify", "--export", file, "--db", other]) == 1
    assert "it was rewritten" in capsys.readouterr().out


def test_an_export_or_a_database_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    none = tmp_path / "none.jsonl"
    assert main(["verify", "--export", str(none)]) == 1
    assert f"There is no export {none}." in capsys.readouterr().err
    db, file = tmp_path / "none.db", tmp_path / "audit.csv"
    assert main(["audit", "--db", str(db), "--to", str(file)]) == 1
    assert f"There is no database {db}." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_export_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text("hello\n")
    assert main(["verify", "--export", str(file)]) == 1
    assert "no export" in capsys.readouterr().out
    assert main(["verify"]) == 2
    assert main(["verify", "--export", str(tmp_path / "none.jsonl")]) == 1
