"""A large file is read elsewhere, with the same answers and in small pieces."""

import multiprocessing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from core.exchange import file_apart
from core.exchange.file_apart import LARGE, PIECE, FileApart, is_large, serve
from core.exchange.order_file import OrderFile
from core.exchange.tables import TableError

HEAD = "Order,Customer,Address\n"


def written(folder: Path, rows: int, name: str = "orders.csv") -> Path:
    file = folder / name
    file.write_text(HEAD + "".join(f"n{n},Ana Núñez,Balmaceda {n}\n" for n in range(rows)))
    return file


def test_only_what_is_large_is_worth_a_process(tmp_path: Path) -> None:
    assert not is_large(written(tmp_path, 3))
    assert not is_large(tmp_path / "nowhere.csv")
    assert is_large(written(tmp_path, LARGE // 20))


def test_a_process_reads_the_same_table_again_and_again_and_can_be_stopped(
    tmp_path: Path,
) -> None:
    file = written(tmp_path, 2 * PIECE + 7)
    apart = FileApart(file).open()
    whole = OrderFile(file)
    assert (apart.path, apart.sheets, apart.is_text) == (file, (), True)
    assert apart.table() == whole.table()
    assert apart.table(delimiter=";") == whole.table(delimiter=";")
    with pytest.raises(TableError, match="is not written in ascii"):
        apart.table(encoding="ascii")
    apart.stop()
    apart.stop()
    with pytest.raises(TableError, match="it was stopped"):
        apart.table()


def test_what_cannot_be_opened_is_said_and_a_stop_before_the_start_counts(tmp_path: Path) -> None:
    apart = FileApart(tmp_path / "nowhere.csv")
    with pytest.raises(TableError, match=r"nowhere\.csv cannot be read"):
        apart.open()
    apart.stop()
    early = FileApart(written(tmp_path, 3))
    early.stop()
    with pytest.raises(TableError, match="it was stopped"):
        early.open()


# What the process does, without a process.


def ask(path: Path, *chosen: tuple[str, str, str]) -> list[Any]:
    here, there = multiprocessing.Pipe()
    thread = Thread(target=serve, args=(there, path))
    thread.start()
    said = [here.recv()]
    for each in chosen:
        here.send(each)
        said.append(here.recv())
        if not said[-1][1]:
            said += [here.recv() for _ in range(said[-1][0][1])]
    here.close()
    thread.join()
    there.close()
    return said


@pytest.fixture(autouse=True)
def unbound(monkeypatch: pytest.MonkeyPatch) -> None:
    """These threads are in the tests' own process, which keeps its signals and its memory."""
    monkeypatch.setattr("core.exchange.file_apart.signal.signal", lambda number, do: None)
    monkeypatch.setattr(file_apart, "_be_modest", lambda: None)


def test_rows_come_over_in_pieces(tmp_path: Path) -> None:
    opened, (frame, fault), first, second = ask(written(tmp_path, PIECE + 1), ("", "", ""))
    assert opened == (((), True), "")
    assert (frame[0].rows, frame[1], fault) == ((), 2, "")
    assert (len(first[0]), len(second[0])) == (PIECE, 1)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "orders.csv needs more memory to be read than is given to it."),
        (ZeroDivisionError("no"), "orders.csv could not be read: ZeroDivisionError: no."),
    ],
)
def test_what_goes_wrong_there_is_told_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def fail(self: OrderFile, *chosen: str) -> None:
        raise error

    monkeypatch.setattr(OrderFile, "table", fail)
    _, (nothing, fault) = ask(written(tmp_path, 1), ("", "", ""))
    assert nothing is None
    assert fault.startswith(words)
