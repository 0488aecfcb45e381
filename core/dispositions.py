"""Which disposition is suggested or likely, and what it brings. Pure.

The entries are the catalogue's, the shares the depot's `Rates`: a supervisor edits them there.
What the depot does not offer is not suggested either.
"""

from core.catalogue import CameBack, Catalogue, Disposition
from core.model import Grade, Rates
from core.policy import ReturnReason


def suggested(catalogue: Catalogue, grade: Grade, reason: ReturnReason | None) -> str:
    """Code of what a grade suggests; a customer's reason may suggest something else first."""
    entries = catalogue.dispositions.items()
    fitting = [(c, e) for c, e in entries if grade in e.grades and not e.is_off]
    by_reason = (code for code, entry in fitting if reason in entry.reasons)
    usual = (code for code, entry in fitting if not entry.reasons)
    return next(by_reason, None) or next(usual)


def likely(catalogue: Catalogue, came_back: CameBack) -> Disposition:
    """What goods are expected to become before anybody has looked at them."""
    return next(e for e in catalogue.dispositions.values() if came_back in e.likely_for)


def share_pct(entry: Disposition, rates: Rates) -> int:
    """What it brings of the value, fresh, in percent."""
    return int(getattr(rates, entry.rate)) if entry.rate else entry.share_pct


def brings_minor(entry: Disposition, rates: Rates, value_minor: int, days: int) -> int:
    """What goods of that value bring after so many days; rounded down once, never below 0."""
    return decayed_minor(value_minor, share_pct(entry, rates), rates, days if entry.decays else 0)


def decayed_minor(value_minor: int, share: int, rates: Rates, days: int) -> int:
    """A share in percent that loses the depot's points with every week."""
    return max(0, value_minor * (share * 7 - rates.decay_pct_per_week * days) // 700)
