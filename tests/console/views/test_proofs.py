"""What the office is shown of a visit that was made."""

from msgspec.structs import replace

from console.view import Picture
from console.views.moment import Moment
from console.views.proofs import proof_pictures, proof_words
from core.model import BlobId, Order, OrderId, Proof, StopId, StopKind, StopStatus, TextRef
from tests.console.views.small_day import NOW, STOPS, minutes, moment

FAIL, STOP = OrderId("fail"), StopId("s-fail")
PHOTO, SIGNATURE, GOODS = (BlobId(letter * 64) for letter in "abc")
NAME = TextRef("n1")


def visited(proof: Proof | None = None, **changes: object) -> tuple[Moment, Order]:
    """The stop of the order `fail` was completed a quarter of an hour ago."""
    ended = NOW - minutes(15)
    made = replace(STOPS[STOP], status=StopStatus.COMPLETED, ended_at=ended, proof=proof)
    at = moment()
    state = replace(at.state, stops=at.state.stops | {STOP: replace(made, **changes)})
    return replace(at, state=state), at.state.orders[FAIL]


def test_everything_that_was_shown_is_said() -> None:
    proof = Proof((PHOTO, GOODS), SIGNATURE, NAME, ("4711",), TextRef("note"))
    at, order = visited(proof)
    clock = at.wording.clock(NOW - minutes(15))
    words = f"Delivered {clock}: signed by Ines Diaz, 2 photos, code 4711, “Rang twice”"
    assert proof_words(at, order) == words
    assert proof_words(*visited(Proof(signature=SIGNATURE))) == f"Delivered {clock}: signed"
    assert proof_words(*visited(Proof(note_ref=TextRef("gone")))).endswith("“The note was erased”")


def test_a_visit_without_proof_says_so() -> None:
    assert proof_words(*visited()).endswith(": without proof")
    assert proof_words(*visited(kind=StopKind.COLLECT)).startswith("Collected ")


def test_before_the_visit_there_is_nothing_to_say() -> None:
    at = moment()
    assert proof_words(at, at.state.orders[FAIL]) == ""
    assert proof_pictures(at, at.state.orders[FAIL]) == ()
    assert proof_words(*visited(kind=StopKind.TAKE)) == ""
    assert proof_words(*visited(ended_at=None)) == ""


def test_pictures_are_named_and_the_signature_is_first() -> None:
    at, order = visited(Proof((PHOTO,), SIGNATURE))
    order = replace(order, condition_photos=(GOODS,))
    assert proof_pictures(at, order) == (
        Picture(SIGNATURE, "Signature"),
        Picture(PHOTO, "Photo 1"),
        Picture(GOODS, "Goods 1"),
    )
