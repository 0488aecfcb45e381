"""Figures about the hub in the text format that Prometheus reads. Pure.

Names and values only: nothing of customers or drivers is ever a label.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from msgspec import Struct

ACK_BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Histogram:
    """How often something took how long; a figure counts in the first bound that it reaches."""

    def __init__(self, bounds: tuple[float, ...] = ACK_BOUNDS_S) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def add(self, value: float) -> None:
        """Count one."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def samples(self, labels: Mapping[str, str]) -> "list[Sample]":
        """Cumulative buckets, sum and count."""
        made, below = [], 0
        for bound, count in zip((*self._bounds, float("inf")), self._counts, strict=True):
            below += count
            end = "+Inf" if bound == float("inf") else f"{bound:g}"
            made.append(Sample(below, {**labels, "le": end}, "_bucket"))
        return [*made, Sample(self._sum, labels, "_sum"), Sample(below, labels, "_count")]


class Sample(Struct, frozen=True):
    """One figure of a family."""

    value: float
    labels: Mapping[str, str] = {}
    suffix: str = ""


class Family(Struct, frozen=True):
    """Figures of one name. `kind` is `counter`, `gauge` or `histogram`."""

    name: str
    kind: str
    words: str
    samples: tuple[Sample, ...]


def rendered(families: Iterable[Family]) -> str:
    """The page that is scraped."""
    lines: list[str] = []
    for family in families:
        lines.append(f"# HELP {family.name} {family.words}")
        lines.append(f"# TYPE {family.name} {family.kind}")
        lines += [f"{family.name}{s.suffix}{_labels(s)} {s.value:.10g}" for s in family.samples]
    return "\n".join([*lines, ""])


def _labels(sample: Sample) -> str:
    if not sample.labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(v)}"' for name, v in sample.labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
