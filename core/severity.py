"""How serious a case is; `money.py` says when. Pure, and light enough for an empty window."""

from enum import StrEnum


class Severity(StrEnum):
    """How a case would look to the customer or the auditor."""

    USUAL = "usual"
    SERIOUS = "serious"
    CRITICAL = "critical"
