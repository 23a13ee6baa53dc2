"""The icons that the pictures of the Windows window are taken with."""

from __future__ import annotations

import pytest
from wine import looks


def test_a_straight_line_is_as_wide_as_wanted() -> None:
    corners = looks.thick([(0.2, 0.5), (0.8, 0.5)], width=0.1)
    assert corners == [
        pytest.approx(point) for point in ((0.2, 0.55), (0.8, 0.55), (0.8, 0.45), (0.2, 0.45))
    ]


def test_a_corner_keeps_the_width_of_both_pieces() -> None:
    outline = looks.thick([(0, 0), (1, 0), (1, 1)], width=0.2)
    assert outline[1] == pytest.approx((0.9, 0.1))
    assert outline[4] == pytest.approx((1.1, -0.1))


@pytest.mark.parametrize("code", [*looks.LINES, *looks.AREAS])
def test_an_icon_lies_in_its_square(code: int) -> None:
    shape = looks.thick(looks.LINES[code]) if code in looks.LINES else looks.AREAS[code]
    assert all(0 <= part <= 1 for point in shape for part in point)


def test_directions() -> None:
    assert min(y for _x, y in looks.DOWN) == looks.DOWN[1][1]
    assert max(y for _x, y in looks.upside_down(looks.DOWN)) == looks.upside_down(looks.DOWN)[1][1]
    assert min(x for x, _y in looks.sideways(looks.DOWN)) == looks.sideways(looks.DOWN)[1][0]
