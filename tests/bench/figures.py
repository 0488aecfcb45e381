"""What a benchmark reports: a figure beside its reference, measured in the same run."""

import json
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct


class Figure(Struct, frozen=True):
    """One measured value. `ratio` is what it costs beside its reference: smaller is better."""

    name: str
    value: float
    unit: str
    reference: str
    """What stands beside it: a limit, a peer, a bare baseline."""
    reference_value: float
    target: float
    """The largest ratio that still holds."""
    is_rate: bool = False
    """More is better: the ratio is reference over value."""

    @property
    def ratio(self) -> float:
        """Value over reference, or the other way round for a rate."""
        pair = (self.value, self.reference_value)
        return pair[1] / pair[0] if self.is_rate else pair[0] / pair[1]

    @property
    def holds(self) -> bool:
        """Whether the target is met."""
        return self.ratio <= self.target


def print_table(figures: Iterable[Figure]) -> None:
    """One line per figure, for people."""
    line = "{:<26} {:>12} {:<5} {:<44} {:>12} {:>8} {:>7}  {}"
    print(line.format("figure", "value", "unit", "beside", "its value", "ratio", "target", ""))  # noqa: T201
    for f in figures:
        print(  # noqa: T201
            line.format(
                f.name,
                f"{f.value:.2f}",
                f.unit,
                f.reference,
                f"{f.reference_value:.2f}",
                f"{f.ratio:.3f}",
                f"{f.target:.2f}",
                "holds" if f.holds else "MISSED",
            )
        )


def write_json(figures: Iterable[Figure], file: Path) -> None:
    """The same as a list of objects, for programs."""
    rows = [
        {
            "name": f.name,
            "value": f.value,
            "unit": f.unit,
            "reference": f.reference,
            "reference_value": f.reference_value,
            "ratio": f.ratio,
            "target": f.target,
            "holds": f.holds,
        }
        for f in figures
    ]
    file.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
