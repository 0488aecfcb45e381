"""The shipped catalogues are whole, and a wrong entry is named when the files are read."""

from pathlib import Path

import pytest

from core.catalogue import RESOURCES, CatalogueError, load, shipped
from core.model import StopKind
from core.simulated_driver import COLLECTION_REASONS, DECLINE_REASONS, DELIVERY_REASONS

FAILURE = """[lost]
words = "Lost"
x12 = []
at = ["deliver"]
decide_within_min = 30
next_step = "Trace"
"""


def files(folder: Path, failures: str = FAILURE, declines: str = '[full]\nwords = "full"') -> Path:
    (folder / "failure_reasons.toml").write_text(failures, encoding="utf-8")
    (folder / "decline_reasons.toml").write_text(declines, encoding="utf-8")
    return folder


@pytest.mark.parametrize("code", sorted(load().failures))
def test_every_failure_reason_can_be_shown_and_decided_in_time(code: str) -> None:
    reason = load().failures[code]
    assert reason.words
    assert reason.next_step
    assert reason.at or reason.reported_of
    assert 0 < reason.decide_within_min <= 24 * 60


@pytest.mark.parametrize("code", sorted(load().declines))
def test_every_decline_reason_has_words(code: str) -> None:
    assert load().declines[code].words


def test_each_kind_of_stop_can_fail_for_some_reason() -> None:
    kinds = {kind for reason in shipped().failures.values() for kind in reason.at}
    assert kinds == set(StopKind)


def test_simulated_drivers_give_reasons_of_the_catalogue() -> None:
    failures = shipped().failures
    assert all(StopKind.DELIVER in failures[code].at for code, _, _ in DELIVERY_REASONS)
    assert all(StopKind.EXCHANGE in failures[code].at for code, _, _ in DELIVERY_REASONS)
    assert all(StopKind.COLLECT in failures[code].at for code, _, _ in COLLECTION_REASONS)
    assert set(DECLINE_REASONS) <= set(shipped().declines)


def test_the_shipped_catalogue_is_read_once() -> None:
    assert shipped() is shipped()
    assert shipped() == load(RESOURCES)


def test_another_folder_gives_its_own_reasons(tmp_path: Path) -> None:
    own = load(files(tmp_path))
    assert list(own.failures) == ["lost"]
    assert own.failures["lost"].at == {StopKind.DELIVER}


@pytest.mark.parametrize(
    ("failures", "because"),
    [
        ("[lost", "failure_reasons.toml"),
        (FAILURE.replace("30", "0"), "decide_within_min"),
        (FAILURE.replace("deliver", "teleport"), "teleport"),
        (FAILURE + 'colour = "red"', "colour"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, failures: str, because: str) -> None:
    with pytest.raises(CatalogueError, match=because):
        load(files(tmp_path, failures))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"failure_reasons\.toml cannot be used"):
        load(tmp_path)
