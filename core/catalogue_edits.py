"""A depot's edition of the shipped catalogues: what it says otherwise, and what cannot be. Pure.

Codes are never edited: they stand in the log, in reports and in standards. Words, times, shares,
what is offered and what a grade suggests are the depot's, and so are reasons and dispositions that
are a kind of a shipped one: `refused.2`, `donate.1`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from core.catalogue import Catalogue, Disposition, FailureReason
from core.model import CatalogueEdits, Depot, DispositionEdit, Grade, ReasonEdit, StopKind, kind_of

MOST_MIN = 7 * 24 * 60
MOST_WORDS = 80
MOST_OWN = 40
_Edit = ReasonEdit | DispositionEdit
_OWN = re.compile(r"[a-z_]+\.[1-9][0-9]{0,3}")
GRADE_FIELDS = {
    Grade.A: "grade_a",
    Grade.B: "grade_b",
    Grade.C: "grade_c",
    Grade.D: "grade_d",
}


class EditFault(Struct, frozen=True):
    """What is wrong with one field of `CatalogueEdits`."""

    field: str
    words: str


def of_depot(catalogue: Catalogue, depot: Depot | None) -> Catalogue:
    """The catalogue as it counts at the depot."""
    return catalogue if depot is None else edited(catalogue, depot.catalogue)


@lru_cache(maxsize=16)
def edited(catalogue: Catalogue, edits: CatalogueEdits) -> Catalogue:
    """The catalogue with the edits; the same object where there are none."""
    if edits == CatalogueEdits():
        return catalogue
    reasons = {each.code: each for each in edits.reasons}
    ways = {each.code: each for each in edits.dispositions}
    return replace(
        catalogue,
        failures=dict(_failures(catalogue, reasons)),
        dispositions=dict(_dispositions(catalogue, edits, ways)),
    )


def suggested_by(catalogue: Catalogue, grade: Grade) -> str:
    """Code of what the grade suggests where the customer's reason says nothing else."""
    found = catalogue.dispositions.items()
    return next(code for code, entry in found if grade in entry.grades and not entry.reasons)


def faults(catalogue: Catalogue, edits: CatalogueEdits) -> Iterator[EditFault]:
    """Everything that cannot be, of the edits to the shipped `catalogue`."""
    for edit in edits.reasons:
        entry = catalogue.failures.get(kind_of(edit.code))
        if entry is None or (is_own(edit.code) and not _OWN.fullmatch(edit.code)):
            yield EditFault("reasons", f"There is no failure reason {edit.code}.")
        elif is_own(edit.code) and not may_be_refined(entry):
            yield EditFault("reasons", f"“{entry.words}” cannot have kinds of its own.")
        elif is_own(edit.code) and not edit.words.strip():
            yield EditFault("reasons", f"Say in words which kind of “{entry.words}” is meant.")
        elif not 0 <= edit.decide_within_min <= MOST_MIN:
            words = f"{entry.words}: decide within 1 to {MOST_MIN} minutes."
            yield EditFault("reasons", words)
    for way in edits.dispositions:
        shipped_way = catalogue.dispositions.get(kind_of(way.code))
        if shipped_way is None or (is_own(way.code) and not _OWN.fullmatch(way.code)):
            yield EditFault("dispositions", f"There is no disposition {way.code}.")
        else:
            yield from _of_way(shipped_way, way)
    yield from _twice("reasons", [each.code for each in edits.reasons])
    yield from _twice("dispositions", [each.code for each in edits.dispositions])
    yield from _same_words(catalogue, edits)
    yield from _too_long(edits)
    yield from _none_left(catalogue, edits)
    yield from _of_grades(catalogue, edits)


def is_own(code: str) -> bool:
    """Whether a failure reason or a disposition is a depot's own."""
    return "." in code


def may_be_refined(entry: FailureReason) -> bool:
    """What drivers give at stops has kinds; what the office reports of an order has rules."""
    return bool(entry.at)


def failure(catalogue: Catalogue, code: str) -> FailureReason:
    """The entry, or that of the shipped reason if the depot does not have its own any more."""
    return catalogue.failures.get(code) or catalogue.failures[kind_of(code)]


def disposition(catalogue: Catalogue, code: str) -> Disposition:
    """The entry, or the shipped one if the depot does not have its own any more."""
    return catalogue.dispositions.get(code) or catalogue.dispositions[kind_of(code)]


def _failures(
    catalogue: Catalogue, edits: dict[str, ReasonEdit]
) -> Iterator[tuple[str, FailureReason]]:
    """A depot's own reasons come after the one that they are a kind of."""
    for code, entry in catalogue.failures.items():
        yield code, _reason(entry, edits[code]) if code in edits else entry
        for own, edit in edits.items():
            if is_own(own) and kind_of(own) == code:
                yield own, _reason(entry, edit)


def _dispositions(
    catalogue: Catalogue, edits: CatalogueEdits, ways: dict[str, DispositionEdit]
) -> Iterator[tuple[str, Disposition]]:
    """A depot's own dispositions come after the one that they are a kind of.

    They are suggested only by a grade that the depot gives them, never expected by themselves.
    """
    for code, entry in catalogue.dispositions.items():
        yield code, _way(_graded(code, entry, edits), ways.get(code))
        bare = replace(entry, grades=frozenset(), reasons=frozenset(), likely_for=frozenset())
        for own, edit in ways.items():
            if is_own(own) and kind_of(own) == code:
                rate = entry.rate if edit.share_pct is None else ""
                yield own, _way(_graded(own, replace(bare, rate=rate), edits), edit)


def _reason(entry: FailureReason, edit: ReasonEdit) -> FailureReason:
    return replace(
        entry,
        words=edit.words or entry.words,
        decide_within_min=edit.decide_within_min or entry.decide_within_min,
        next_step=edit.next_step or entry.next_step,
        is_off=edit.is_off,
    )


def _graded(code: str, entry: Disposition, edits: CatalogueEdits) -> Disposition:
    """Of each grade that the depot has set, exactly one entry without reasons is the usual one."""
    if entry.reasons:
        return entry
    grades = set(entry.grades)
    for grade, field in GRADE_FIELDS.items():
        wanted = getattr(edits, field)
        if wanted:
            grades.discard(grade)
        if wanted == code:
            grades.add(grade)
    return replace(entry, grades=frozenset(grades))


def _way(entry: Disposition, edit: DispositionEdit | None) -> Disposition:
    if edit is None:
        return entry
    share = entry.share_pct if edit.share_pct is None else edit.share_pct
    return replace(entry, words=edit.words or entry.words, share_pct=share, is_off=edit.is_off)


def _of_way(entry: Disposition, edit: DispositionEdit) -> Iterator[EditFault]:
    if is_own(edit.code) and not edit.words.strip():
        yield EditFault("dispositions", f"Say in words which kind of “{entry.words}” is meant.")
    if edit.share_pct is None:
        return
    if entry.rate and not is_own(edit.code):
        words = f"What “{entry.words}” brings is a rate of the depot; set it there."
        yield EditFault("dispositions", words)
    elif not 0 <= edit.share_pct <= 100:
        called = edit.words or entry.words
        yield EditFault("dispositions", f"“{called}” brings 0 to 100 % of the value.")


def _twice(field: str, codes: list[str]) -> Iterator[EditFault]:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield EditFault(field, f"{code} is edited twice.")


def _same_words(catalogue: Catalogue, edits: CatalogueEdits) -> Iterator[EditFault]:
    """Two entries of the same words could not be told apart on a list."""
    now = edited(catalogue, edits)
    tables: tuple[tuple[str, tuple[_Edit, ...], Iterable[str]], ...] = (
        ("reasons", edits.reasons, (entry.words for entry in now.failures.values())),
        ("dispositions", edits.dispositions, (way.words for way in now.dispositions.values())),
    )
    for field, given, words in tables:
        own = [each for each in given if is_own(each.code)]
        if len(own) > MOST_OWN:
            yield EditFault(field, f"At most {MOST_OWN} {field} of one's own are kept.")
        named = [each.casefold() for each in words]
        for each in own:
            if each.words and named.count(each.words.casefold()) > 1:
                yield EditFault(field, f"“{each.words}” is there already. Choose other words.")


def _too_long(edits: CatalogueEdits) -> Iterator[EditFault]:
    fields = chain(
        (("reasons", words) for each in edits.reasons for words in (each.words, each.next_step)),
        (("dispositions", each.words) for each in edits.dispositions),
    )
    for field, words in fields:
        if len(words) > MOST_WORDS:
            yield EditFault(field, f"“{words[:20]}…” is longer than {MOST_WORDS} letters.")


def _none_left(catalogue: Catalogue, edits: CatalogueEdits) -> Iterator[EditFault]:
    """A driver needs some reason wherever a visit can fail."""
    off = {each.code for each in edits.reasons if each.is_off}
    for kind in StopKind:
        given = [code for code, entry in catalogue.failures.items() if kind in entry.at]
        if given and off.issuperset(given):
            yield EditFault("reasons", f"Leave one reason for a stop to {kind}.")


def _of_grades(catalogue: Catalogue, edits: CatalogueEdits) -> Iterator[EditFault]:
    """What a grade suggests exists, is offered, and hangs on no reason of the customer."""
    off = {each.code for each in edits.dispositions if each.is_off}
    now = edited(catalogue, edits)
    for grade, field in GRADE_FIELDS.items():
        code = getattr(edits, field) or suggested_by(catalogue, grade)
        entry = now.dispositions.get(code)
        if entry is None:
            yield EditFault(field, f"There is no disposition {code} for grade {grade} to suggest.")
        elif entry.reasons:
            words = f"“{entry.words}” is suggested by what customers say, not by grade {grade}."
            yield EditFault(field, words)
        elif code in off:
            words = f"Grade {grade} suggests “{entry.words}”, so that has to be offered."
            yield EditFault("dispositions", words)
