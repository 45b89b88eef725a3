"""From features to numbers: every level gets a column, every post a short list of columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content_calendar.ranking.features import BASE, FATIGUE, FATIGUE_CAP, Block, Features, Level

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCKS = tuple(Block)
CHUNK = 4096
"""Posts multiplied out at a time, which bounds memory."""
LOOSE_BLOCKS = frozenset({Block.PERSONA_TEMPLATE})
_POSITION = {block: number for number, block in enumerate(BLOCKS)}


@dataclass(frozen=True, slots=True)
class Columns:
    """The levels met so far, each with its column, in the order of their columns."""

    index: Mapping[Level, int]

    def __len__(self) -> int:
        return len(self.index)

    def blocks(self) -> Ints:
        """Per column the position of its block in BLOCKS."""
        return np.array([_POSITION[level.block] for level in self.index], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each level lives: in the core with its full covariance, or loose with a variance of its own.

    Pairs of persona and template are many and seen once or twice, so they are always loose; beyond `dimension` core
    columns every new level is.
    """

    core: Columns
    loose: Columns
    dimension: int

    @classmethod
    def empty(cls, dimension: int) -> Layout:
        """The layout before the first post: the overall level and fatigue."""
        return cls(Columns({BASE: 0, FATIGUE: 1}), Columns({}), dimension)

    def with_levels_of(self, posts: Iterable[Features]) -> Layout:
        """This layout and a column for each level that `posts` show for the first time."""
        core, loose = dict(self.core.index), dict(self.loose.index)
        for features in posts:
            for level in features.levels():
                if level in core or level in loose:
                    continue
                full = level.block in LOOSE_BLOCKS or len(core) >= self.dimension
                home = loose if full else core
                home[level] = len(home)
        return Layout(Columns(core), Columns(loose), self.dimension)


@dataclass(frozen=True, slots=True)
class Design:
    """Posts by levels, sparse: `column[i, j]` is the j-th column of post i and `value[i, j]` what stands in it.

    Rows are padded with column 0 and value 0.
    """

    column: Ints
    value: Floats

    @property
    def posts(self) -> int:
        """How many rows there are."""
        return int(self.column.shape[0])

    def times(self, effects: Floats) -> Floats:
        """The sum of effects per post, shape (posts,)."""
        result: Floats = np.einsum("ij,ij->i", self.value, effects[self.column])
        return result

    def total(self, weight: Floats, size: int) -> Floats:
        """`Xᵀ·weight`, shape (size,)."""
        summed = np.bincount(self.column.ravel(), (self.value * weight[:, None]).ravel(), size)
        return summed.astype(np.float64)

    def gram(self, weight: Floats, size: int) -> Floats:
        """`Xᵀ·diag(weight)·X`, shape (size, size)."""
        total = np.zeros(size * size)
        for start in range(0, self.posts, CHUNK):
            column, value = self.column[start : start + CHUNK], self.value[start : start + CHUNK]
            cell = column[:, :, None] * size + column[:, None, :]
            product = value[:, :, None] * value[:, None, :] * weight[start : start + CHUNK, None, None]
            total += np.bincount(cell.ravel(), product.ravel(), size * size)
        return total.reshape(size, size)

    def quadratic(self, matrix: Floats) -> Floats:
        """`xᵀ·matrix·x` for each row x, shape (posts,)."""
        result = np.zeros(self.posts)
        for start in range(0, self.posts, CHUNK):
            column, value = self.column[start : start + CHUNK], self.value[start : start + CHUNK]
            cells = matrix[column[:, :, None], column[:, None, :]]
            result[start : start + CHUNK] = np.einsum("ij,ik,ijk->i", value, value, cells, optimize=True)
        return result

    def rows(self, matrix: Floats) -> Floats:
        """`X·matrix`, shape (posts, matrix columns)."""
        result: Floats = np.einsum("ij,ijk->ik", self.value, matrix[self.column])
        return result

    def select(self, keep: Ints) -> Design:
        """The rows numbered in `keep`."""
        return Design(self.column[keep], self.value[keep])


@dataclass(frozen=True, slots=True)
class Encoded:
    """Posts as designs over the core and the loose columns; `unmet[i, b]` counts levels of block b without a column."""

    core: Design
    loose: Design
    unmet: Floats

    def select(self, keep: Ints) -> Encoded:
        """The posts numbered in `keep`."""
        return Encoded(self.core.select(keep), self.loose.select(keep), self.unmet[keep])


def encode(layout: Layout, posts: Sequence[Features], uses: Sequence[int]) -> Encoded:
    """The numbers of `posts`; a level that no post showed before counts as unmet: 0 on average, unknown in truth."""
    core: list[list[int]] = []
    loose: list[list[int]] = []
    unmet = np.zeros((len(posts), len(BLOCKS)))
    fatigue = layout.core.index[FATIGUE]
    for number, features in enumerate(posts):
        core.append([fatigue])
        loose.append([])
        for level in features.levels():
            if (place := layout.core.index.get(level)) is not None:
                core[number].append(place)
            elif (place := layout.loose.index.get(level)) is not None:
                loose[number].append(place)
            else:
                unmet[number, _POSITION[level.block]] += 1
    worn = [-float(min(used, FATIGUE_CAP)) for used in uses]
    return Encoded(_padded(core, worn), _padded(loose), unmet)


def _padded(rows: list[list[int]], first: list[float] | None = None) -> Design:
    width = max((len(row) for row in rows), default=0) or 1
    column = np.zeros((len(rows), width), dtype=np.int64)
    value = np.zeros((len(rows), width))
    for number, row in enumerate(rows):
        column[number, : len(row)] = row
        value[number, : len(row)] = 1.0
    if first is not None:
        value[:, 0] = first
    return Design(column, value)
