"""The shipped catalogues are whole, and a wrong entry is named when the files are read."""

from pathlib import Path

import pytest

from core.catalogue import RESOURCES, CatalogueError, Onward, load, shipped
from core.dispositions import share_pct
from core.model import Rates, StopKind
from core.simulated_driver import COLLECTION_REASONS, DECLINE_REASONS, DELIVERY_REASONS

FAILURE = """[lost]
words = "Lost"
x12 = []
at = ["deliver"]
decide_within_min = 30
next_step = "Trace"
"""


DISPOSITIONS = """[restock]
words = "Back"
hint = "As new"
cbv = ["sellable_accessible"]
goes_to = "depot"
grades = ["A", "B", "C", "D"]
likely_for = ["unopened", "returned", "damaged"]
paper = "putaway_list"
"""


def files(
    folder: Path,
    failures: str = FAILURE,
    declines: str = '[full]\nwords = "full"',
    dispositions: str = DISPOSITIONS,
) -> Path:
    (folder / "dispositions.toml").write_text(dispositions, encoding="utf-8")
    (folder / "failure_reasons.toml").write_text(failures, encoding="utf-8")
    (folder / "decline_reasons.toml").write_text(declines, encoding="utf-8")
    (folder / "short_messages.toml").write_text("", encoding="utf-8")
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


def test_both_sides_have_ready_messages() -> None:
    ready = load().short_messages.values()
    assert {each.by for each in ready} == {"driver", "office"}
    assert all(each.words for each in ready)


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
    assert shipped().failures == load(RESOURCES).failures


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


@pytest.mark.parametrize("code", sorted(load().dispositions))
def test_every_disposition_can_be_shown_priced_and_sent_on(code: str) -> None:
    entry = load().dispositions[code]
    assert entry.words
    assert entry.hint
    assert entry.cbv
    assert 0 <= share_pct(entry, Rates()) <= 100
    assert bool(entry.paper) == (entry.goes_to is not Onward.STAYS)


def test_all_dispositions_of_the_domain_are_there() -> None:
    assert set(shipped().dispositions) == {
        "restock", "refurbish", "return_to_vendor", "liquidate", "donate",
        "recycle", "scrap", "quarantine", "inspect",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ('paper = "putaway_list"', "", "needs a paper"),
        ('goes_to = "depot"', 'goes_to = "depot"\nrate = "day_minor"', "which no depot has"),
        ('goes_to = "depot"', 'goes_to = "depot"\nrate = "brand_pct"', "which no depot has"),
        ('"unopened", ', "", "likely for unopened"),
        ('["A", "B", "C", "D"]', '["A", "B", "C"]', "suggested by grade D"),
        ('goes_to = "depot"', 'goes_to = "nowhere"', "Invalid enum value"),
    ],
)
def test_a_disposition_that_cannot_be_used_is_named(
    tmp_path: Path, was: str, becomes: str, words: str
) -> None:
    assert was in DISPOSITIONS
    with pytest.raises(CatalogueError, match=words):
        load(files(tmp_path, dispositions=DISPOSITIONS.replace(was, becomes)))


def test_two_dispositions_for_one_reason_and_grade_are_named(tmp_path: Path) -> None:
    of_recalls = """[{}]
words = "Kept"
hint = "Apart"
cbv = ["holding"]
goes_to = "stays"
grades = ["A"]
reasons = ["recall"]
"""
    both = DISPOSITIONS + of_recalls.format("one") + of_recalls.format("two")
    with pytest.raises(CatalogueError, match="one and two are both suggested"):
        load(files(tmp_path, dispositions=both))
