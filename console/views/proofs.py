"""What shows that a visit was made, as words and pictures for the office."""

from console.tongue import tr
from console.view import Picture
from console.views.moment import Moment
from core.model import Order, Proof, Stop, StopKind, StopStatus

_APART = (StopKind.GIVE, StopKind.TAKE, StopKind.FETCH)


def proof_words(moment: Moment, order: Order) -> str:
    """`Delivered 14:05: signed by Rosa D., 2 photos, code 4711`; empty before the visit."""
    stop = _visit(moment, order)
    if stop is None or stop.ended_at is None:
        return ""
    did = tr("Collected") if stop.kind is StopKind.COLLECT else tr("Delivered")
    when = moment.wording.clock_on(stop.ended_at, moment.wording.today(moment.now))
    shown = _shown(moment, stop.proof or Proof())
    return f"{did} {when}: {', '.join(shown) or tr('without proof')}"


def proof_pictures(moment: Moment, order: Order) -> tuple[Picture, ...]:
    """The signature, photos of the visit, of goods that came back, and of their inspection."""
    stop = _visit(moment, order)
    proof = (stop.proof if stop is not None else None) or Proof()
    signed = (Picture(proof.signature, tr("Signature")),) if proof.signature is not None else ()
    visit = (
        Picture(blob, tr("Photo {number}", number=n))
        for n, blob in enumerate(proof.photos, start=1)
    )
    goods = (
        Picture(b, tr("Goods {number}", number=n))
        for n, b in enumerate(order.condition_photos, start=1)
    )
    looked = [moment.state.inspections.get(item.id) for item in order.items]
    taken = (blob for known in looked if known is not None for blob in known.photos)
    depot = (
        Picture(blob, tr("Inspection {number}", number=n)) for n, blob in enumerate(taken, start=1)
    )
    return (*signed, *visit, *goods, *depot)


def _visit(moment: Moment, order: Order) -> Stop | None:
    """The last visit that was made, if it did what it was for."""
    done = (
        stop
        for stop in moment.state.stops.values()
        if stop.order_id == order.id
        and stop.kind not in _APART
        and stop.status is StopStatus.COMPLETED
    )
    return max(done, key=lambda stop: stop.ended_at or moment.now, default=None)


def _shown(moment: Moment, proof: Proof) -> list[str]:
    shown = []
    if proof.signature is not None:
        name = moment.text(proof.signed_by_ref)
        shown.append(tr("signed by {name}", name=name) if name else tr("signed"))
    if proof.photos:
        shown.append(tr("{n} photo", "{n} photos", len(proof.photos)))
    shown += [tr("code {code}", code=code) for code in proof.codes]
    if proof.note_ref is not None:
        shown.append(f"“{moment.text(proof.note_ref, tr('The note was erased'))}”")
    return shown
