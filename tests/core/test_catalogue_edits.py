"""A depot's edition of the catalogues: what it says counts, what cannot be is said, codes stay."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import Actor, Role
from core.catalogue import Catalogue, shipped
from core.catalogue_edits import disposition, edited, failure, faults, of_depot, suggested_by
from core.decide import Refused
from core.depot_settings import settings_of
from core.dispositions import share_pct, suggested
from core.model import (
    ActorId,
    CaseId,
    CatalogueEdits,
    DispositionEdit,
    Grade,
    ItemId,
    ReasonEdit,
    StopKind,
)
from core.policy import ReturnReason
from tests.builders import ANA, DEPOT, R1, Board, running_day

SARA = Actor(ActorId("sara"), Role.SUPERVISOR, frozenset({DEPOT.id}))
HOUSE = CatalogueEdits(
    reasons=(
        ReasonEdit("refused", "Sent away", 5, "Ring them"),
        ReasonEdit("weather", is_off=True),
    ),
    dispositions=(
        DispositionEdit("donate", "To the food bank", 3),
        DispositionEdit("return_to_vendor", is_off=True),
    ),
    grade_b="restock",
)


def said(edits: CatalogueEdits) -> list[tuple[str, str]]:
    return [(fault.field, fault.words) for fault in faults(shipped(), edits)]


def set_at(board: Board, edits: CatalogueEdits) -> None:
    assert board.state.depot is not None
    was = settings_of(board.state.depot)
    board.ask(c.ChangeDepotSettings(was, replace(was, catalogue=edits)), SARA)


def test_a_depot_without_edits_has_the_shipped_catalogue() -> None:
    assert edited(shipped(), CatalogueEdits()) is shipped()
    assert of_depot(shipped(), None) is shipped()
    assert of_depot(shipped(), DEPOT) is shipped()


def test_edits_change_what_they_name_and_nothing_else() -> None:
    house = of_depot(shipped(), replace(DEPOT, catalogue=HOUSE))
    was, now = shipped().failures["refused"], house.failures["refused"]
    assert (now.words, now.decide_within_min, now.next_step) == ("Sent away", 5, "Ring them")
    assert (now.at, now.x12, now.is_off) == (was.at, was.x12, False)
    assert house.failures["weather"] == replace(shipped().failures["weather"], is_off=True)
    assert house.failures["lost"] is shipped().failures["lost"]
    donate = house.dispositions["donate"]
    assert (donate.words, donate.share_pct) == ("To the food bank", 3)
    vendor = house.dispositions["return_to_vendor"]
    assert vendor.is_off
    assert vendor.words == shipped().dispositions["return_to_vendor"].words


def test_a_grade_suggests_what_the_depot_says() -> None:
    house = edited(shipped(), HOUSE)
    assert [suggested_by(house, grade) for grade in Grade] == [
        "restock",
        "restock",
        "liquidate",
        "scrap",
    ]
    assert suggested(house, Grade.B, ReturnReason.RECALL) == "quarantine"
    assert suggested(house, Grade.B, ReturnReason.FAULTY) == "restock"
    assert suggested(shipped(), Grade.B, ReturnReason.FAULTY) == "return_to_vendor"


def test_a_reason_of_ones_own_is_a_kind_of_a_shipped_one_behind_it() -> None:
    own = ReasonEdit("refused.2", "Wrong colour", 5, "Ask the shop")
    house = edited(shipped(), CatalogueEdits(reasons=(own,)))
    was, now = shipped().failures["refused"], house.failures["refused.2"]
    assert (now.words, now.decide_within_min, now.next_step) == ("Wrong colour", 5, "Ask the shop")
    assert (now.at, now.x12) == (was.at, was.x12)
    assert house.failures["refused"] is was
    codes = list(house.failures)
    assert codes.index("refused.2") == codes.index("refused") + 1
    assert failure(house, "refused.2") is now
    assert failure(house, "refused.3") is was


FOOD_BANK = DispositionEdit("donate.1", "Food bank", 4)
OUTLET = DispositionEdit("refurbish.1", "Outlet")


def test_a_disposition_of_ones_own_goes_the_way_of_its_kind() -> None:
    house = edited(shipped(), CatalogueEdits(dispositions=(FOOD_BANK, OUTLET)))
    was, now = shipped().dispositions["donate"], house.dispositions["donate.1"]
    assert (now.words, now.share_pct, now.rate) == ("Food bank", 4, "")
    assert (now.goes_to, now.paper, now.cbv, now.hint) == (
        was.goes_to, was.paper, was.cbv, was.hint,
    )  # fmt: skip
    outlet = house.dispositions["refurbish.1"]
    assert (outlet.rate, outlet.decays) == ("refurbish_pct", True)
    assert (outlet.grades, outlet.reasons, outlet.likely_for) == (frozenset(),) * 3
    codes = list(house.dispositions)
    assert codes.index("donate.1") == codes.index("donate") + 1
    assert disposition(house, "donate.1") is now
    assert disposition(house, "donate.2") == was


def test_a_share_of_its_own_counts_instead_of_the_rate_of_its_kind() -> None:
    cheap = replace(OUTLET, share_pct=15)
    house = edited(shipped(), CatalogueEdits(dispositions=(cheap,)))
    assert share_pct(house.dispositions["refurbish.1"], DEPOT.rates) == 15
    plain = edited(shipped(), CatalogueEdits(dispositions=(OUTLET,)))
    kind = share_pct(shipped().dispositions["refurbish"], DEPOT.rates)
    assert share_pct(plain.dispositions["refurbish.1"], DEPOT.rates) == kind != 15


def test_a_grade_may_suggest_a_disposition_of_ones_own() -> None:
    own = CatalogueEdits(dispositions=(OUTLET,), grade_b="refurbish.1")
    assert said(own) == []
    house = edited(shipped(), own)
    assert suggested_by(house, Grade.B) == "refurbish.1"
    assert suggested_by(house, Grade.A) == "restock"
    gone = replace(own, dispositions=())
    assert said(gone) == [
        ("grade_b", "There is no disposition refurbish.1 for grade B to suggest.")
    ]


def test_an_edit_of_a_code_that_is_gone_is_left_aside() -> None:
    old = CatalogueEdits(reasons=(ReasonEdit("pigeons", "Pigeons"),))
    assert edited(shipped(), old).failures.keys() == shipped().failures.keys()


@pytest.mark.parametrize(
    ("edits", "field", "words"),
    [
        (
            CatalogueEdits(reasons=(ReasonEdit("pigeons"),)),
            "reasons",
            "There is no failure reason pigeons.",
        ),
        (
            CatalogueEdits(reasons=(ReasonEdit("pigeons.1", "Birds"),)),
            "reasons",
            "There is no failure reason pigeons.1.",
        ),
        (
            CatalogueEdits(reasons=(ReasonEdit("refused.x", "Birds"),)),
            "reasons",
            "There is no failure reason refused.x.",
        ),
        (
            CatalogueEdits(reasons=(ReasonEdit("lost.1", "In the river"),)),
            "reasons",
            "“Lost” cannot have kinds of its own.",
        ),
        (
            CatalogueEdits(reasons=(ReasonEdit("refused.1", " "),)),
            "reasons",
            "Say in words which kind of “Refused by the customer” is meant.",
        ),
        (
            CatalogueEdits(reasons=(ReasonEdit("refused.1", "damaged"),)),
            "reasons",
            "“damaged” is there already. Choose other words.",
        ),
        (
            CatalogueEdits(reasons=tuple(ReasonEdit(f"refused.{n}", f"{n}") for n in range(1, 42))),
            "reasons",
            "At most 40 reasons of one's own are kept.",
        ),
        (
            CatalogueEdits(reasons=(ReasonEdit("lost", decide_within_min=-1),)),
            "reasons",
            "decide within 1 to 10080 minutes.",
        ),
        (
            CatalogueEdits(reasons=(ReasonEdit("lost"), ReasonEdit("lost"))),
            "reasons",
            "lost is edited twice.",
        ),
        (
            CatalogueEdits(reasons=(ReasonEdit("lost", next_step="x" * 81),)),
            "reasons",
            f"“{'x' * 20}…” is longer than 80 letters.",
        ),
        (
            CatalogueEdits(dispositions=(DispositionEdit("eat"),)),
            "dispositions",
            "There is no disposition eat.",
        ),
        (
            CatalogueEdits(dispositions=(DispositionEdit("restock", share_pct=5),)),
            "dispositions",
            "What “Back into stock” brings is a rate of the depot; set it there.",
        ),
        (
            CatalogueEdits(dispositions=(DispositionEdit("donate", share_pct=101),)),
            "dispositions",
            "brings 0 to 100 % of the value.",
        ),
        (
            CatalogueEdits(dispositions=(DispositionEdit("scrap", is_off=True),)),
            "dispositions",
            "so that has to be offered.",
        ),
        (
            CatalogueEdits(dispositions=(DispositionEdit("eat.1", "Eaten"),)),
            "dispositions",
            "There is no disposition eat.1.",
        ),
        (
            CatalogueEdits(dispositions=(DispositionEdit("donate.x", "Eaten"),)),
            "dispositions",
            "There is no disposition donate.x.",
        ),
        (
            CatalogueEdits(dispositions=(DispositionEdit("donate.1", " "),)),
            "dispositions",
            "Say in words which kind of “Donate” is meant.",
        ),
        (
            CatalogueEdits(dispositions=(DispositionEdit("donate.1", "sCRAP"),)),
            "dispositions",
            "“sCRAP” is there already. Choose other words.",
        ),
        (
            CatalogueEdits(dispositions=(DispositionEdit("refurbish.1", "Outlet", 101),)),
            "dispositions",
            "“Outlet” brings 0 to 100 % of the value.",
        ),
        (
            CatalogueEdits(
                dispositions=tuple(DispositionEdit(f"donate.{n}", f"{n}") for n in range(1, 42))
            ),
            "dispositions",
            "At most 40 dispositions of one's own are kept.",
        ),
        (
            CatalogueEdits(grade_a="eat"),
            "grade_a",
            "There is no disposition eat for grade A to suggest.",
        ),
        (
            CatalogueEdits(grade_c="quarantine"),
            "grade_c",
            "is suggested by what customers say, not by grade C.",
        ),
    ],
)
def test_what_cannot_be_is_said(edits: CatalogueEdits, field: str, words: str) -> None:
    ((found, sentence),) = said(edits)
    assert found == field
    assert sentence.endswith(words)


def test_a_sound_edition_has_no_fault() -> None:
    assert said(HOUSE) == []
    scrapped = CatalogueEdits(dispositions=(DispositionEdit("liquidate", is_off=True),))
    assert said(replace(scrapped, grade_c="scrap")) == []


def test_a_driver_keeps_a_reason_wherever_a_visit_can_fail() -> None:
    at_meetings = [code for code, r in shipped().failures.items() if StopKind.GIVE in r.at]
    off = CatalogueEdits(reasons=tuple(ReasonEdit(code, is_off=True) for code in at_meetings))
    assert ("reasons", "Leave one reason for a stop to give.") in said(off)


def test_a_catalogue_in_which_nothing_can_fail_is_no_fault_of_the_edits() -> None:
    bare = Catalogue(failures={}, declines={}, dispositions=shipped().dispositions)
    assert list(faults(bare, CatalogueEdits())) == []


def test_a_case_is_due_when_the_depot_says() -> None:
    board = running_day()
    set_at(board, HOUSE)
    board.fail("a1.1", "refused")
    case = board.state.cases[CaseId("case-a1")]
    assert case.deadline - case.opened_at == timedelta(minutes=5)


def test_a_driver_may_still_say_what_is_not_offered() -> None:
    board = running_day()
    set_at(board, HOUSE)
    board.fail("a1.1", "weather")
    assert board.state.cases[CaseId("case-a1")].reason == "weather"


def test_goods_become_only_what_is_offered() -> None:
    board = running_day()
    board.complete("a3.1")
    for stop_id in ("a1.1", "a2.1"):
        board.complete(stop_id)
    board.end(R1)
    board.receive(R1)
    set_at(board, HOUSE)
    line = ItemId("a3-in")
    with pytest.raises(Refused, match="“Return to vendor” is not offered at this depot"):
        board.ask(c.InspectGoods(line, Grade.C, "return_to_vendor", "note:1"), ANA)
    board.ask(c.InspectGoods(line, Grade.B, "restock"), ANA)
    assert not board.state.inspections[line].is_override
