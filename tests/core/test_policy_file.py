"""The demo's return policies are whole, and a wrong file is refused with file, entry and field."""

from pathlib import Path

import pytest

from core.demo_day import GOODS, SHOPS
from core.policy_file import DEMO_POLICIES, PolicyFileError, read_policies

ENTRY = """[[policy]]
shop = "Shoes"
window_days = 30
reasons = ["does_not_fit"]
refund = "on_receipt"
"""


def refusal(folder: Path, text: str) -> str:
    file = folder / "policies.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyFileError) as error:
        read_policies(file)
    return str(error.value)


def test_every_shop_of_the_demo_has_a_policy() -> None:
    policies = read_policies(DEMO_POLICIES)
    assert {policy.shop for policy in policies} == set(SHOPS)
    skus = {goods[0].upper().replace(" ", "-") for goods in GOODS}
    assert {sku for policy in policies for sku in policy.excluded} <= skus


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("fee_minor = -1", "entry 1 (Shoes), fee_minor: Expected `int` >= 0"),
        ('fee_minor = "3.50"', "entry 1 (Shoes), fee_minor: Expected `int`, got `str`"),
        ('demands = ["shiny"]', "entry 1 (Shoes), demands[0]: Invalid enum value 'shiny'"),
        ('valid_from = "2026-02-30"', "entry 1 (Shoes), valid_from: Invalid"),
        ("colour = 1", "entry 1 (Shoes), the entry: Object contains unknown field `colour`"),
        ('shop_pays_for = ["recall"]', "entry 1 (Shoes), shop_pays_for: recall is not among"),
        (ENTRY, "entry 2 (Shoes), valid_from: overlaps with entry 1"),
        ("[[policy]]", "entry 2, the entry: Object missing required field `shop`"),
    ],
)
def test_a_fault_is_said_with_its_entry_and_field(tmp_path: Path, wrong: str, words: str) -> None:
    said = refusal(tmp_path, ENTRY + wrong)
    assert said.startswith(f"policies.toml, {words}"), said


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    said = refusal(tmp_path, f"{ENTRY}fee_minor = -1\n{ENTRY}window_days2 = 1")
    assert [line.split(",")[1] for line in said.splitlines()] == [
        " entry 1 (Shoes)",
        " entry 2 (Shoes)",
    ]


def test_an_entry_that_is_no_table_is_said(tmp_path: Path) -> None:
    assert "entry 1, the entry: Expected `object`" in refusal(tmp_path, "policy = [1]")


@pytest.mark.parametrize("text", ["", "[other]\na = 1", "policy = 3"])
def test_a_file_without_entries_is_refused(tmp_path: Path, text: str) -> None:
    assert "must hold [[policy]] entries only" in refusal(tmp_path, text)


def test_a_file_that_is_no_toml_or_not_there_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path, "[[policy")
    with pytest.raises(PolicyFileError, match=r"nowhere.toml cannot be read"):
        read_policies(tmp_path / "nowhere.toml")
