"""The statistics behind the table."""

from __future__ import annotations

import pytest

from benchmarks.pairs import compare, summary


def test_pairs_are_interleaved_and_change_their_order() -> None:
    order: list[str] = []

    def ours() -> float:
        order.append("ours")
        return 3.0

    def theirs() -> float:
        order.append("theirs")
        return 2.0

    comparison = compare(ours, theirs, pairs=2, warm_up=1)

    assert order == ["ours", "theirs", "theirs", "ours", "ours", "theirs"]
    assert comparison.pairs == 2
    assert comparison.ratio == pytest.approx(1.5)


def test_warm_up_does_not_count() -> None:
    samples = iter([100.0, 1.0, 1.0])

    comparison = compare(lambda: next(samples), lambda: 1.0, pairs=2, warm_up=1)

    assert comparison.measured == pytest.approx(1.0)


def test_one_slow_moment_does_not_move_the_medians() -> None:
    comparison = summary([2.0, 2.0, 50.0], [1.0, 1.0, 1.0])

    assert comparison.ratio == pytest.approx(2.0)
    assert comparison.high > comparison.ratio
