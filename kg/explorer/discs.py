"""Discs that must not overlap, kept in a grid by their size and place: a try looks only at those it could touch."""

from __future__ import annotations

from collections import defaultdict
from math import ceil, floor, hypot, log2

Disc = tuple[float, float, float]  # x, y, radius
Grid = dict[tuple[int, int], list[Disc]]


class Discs:
    """The discs placed so far.

    Those of like size share a grid whose cells are as wide as the largest of them, so that no cell ever holds many.
    """

    def __init__(self) -> None:
        self._grids: dict[int, Grid] = defaultdict(dict)

    def add(self, x: float, y: float, radius: float) -> None:
        """Place a disc."""
        size = ceil(log2(radius))
        cell = floor(x / _width(size)), floor(y / _width(size))
        self._grids[size].setdefault(cell, []).append((x, y, radius))

    def taken(self, x: float, y: float, radius: float) -> bool:
        """Tell whether a disc here would overlap one of those placed."""
        return any(_near(grid, _width(size), x, y, radius) for size, grid in self._grids.items())


def _width(size: int) -> float:
    """The cells' width for discs of a radius up to 2 to the power of ``size``."""
    return 2.0 ** (size + 1)


def _near(grid: Grid, width: float, x: float, y: float, radius: float) -> bool:
    reach = radius + width / 2
    left, right = floor((x - reach) / width), floor((x + reach) / width)
    low, high = floor((y - reach) / width), floor((y + reach) / width)
    if (right - left + 1) * (high - low + 1) > len(grid):
        cells = list(grid.values())
    else:
        places = [(column, row) for column in range(left, right + 1) for row in range(low, high + 1)]
        cells = [grid[place] for place in places if place in grid]
    # Plain loops: a large archive has tens of thousands of discs, each tried in a few places.
    for cell in cells:
        for a, b, other in cell:
            if hypot(a - x, b - y) < other + radius - 1e-9:
                return True
    return False
