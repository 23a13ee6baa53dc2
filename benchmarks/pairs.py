"""Measuring two things side by side, so that whatever else the machine does falls on both."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

Sample = Callable[[], float]
Typical = Callable[[list[float]], float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two numbers and their ratio.

    Attributes:
        measured: hubmail's, in the row's unit; the median of its samples if nothing else is said.
        reference: the reference's, in the same unit.
        low: the lower quartile of the single pairs' ratios.
        high: the upper quartile.
        pairs: how many pairs were measured.
    """

    measured: float
    reference: float
    low: float
    high: float
    pairs: int

    @property
    def ratio(self) -> float:
        """Hubmail's number over the reference's."""
        return self.measured / self.reference


def compare(
    measured: Sample,
    reference: Sample,
    pairs: int,
    *,
    warm_up: int = 1,
    typical: Typical = statistics.median,
) -> Comparison:
    """Take ``pairs`` samples of each, in turn, each pair in the other order than the one before.

    The first ``warm_up`` pairs fill caches and do not count. ``typical`` makes one number of all
    samples.
    """
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(warm_up + pairs):
        if number % 2:
            their, our = reference(), measured()
        else:
            our, their = measured(), reference()
        if number >= warm_up:
            ours.append(our)
            theirs.append(their)
    return summary(ours, theirs, typical)


def summary(
    ours: list[float], theirs: list[float], typical: Typical = statistics.median
) -> Comparison:
    """The comparison of two lists of samples taken in pairs."""
    ratios = [our / their for our, their in zip(ours, theirs, strict=True)]
    quartiles = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    return Comparison(typical(ours), typical(theirs), quartiles[0], quartiles[2], len(ratios))
