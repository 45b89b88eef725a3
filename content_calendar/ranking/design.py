"""From features to numbers: every level gets a place, every post a short list of places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content_calendar.ranking.features import FATIGUE_CAP, Block
from content_calendar.ranking.table import Name, Table

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCKS = tuple(Block)
CHUNK = 4096
"""Posts multiplied out at a time, which bounds memory."""
LOOSE_BLOCKS = frozenset({Block.PERSONA_TEMPLATE})
UNMET = -1
ABSENT = -2
BASE_PLACE, FATIGUE_PLACE = 0, 1
_POSITION = {block: number for number, block in enumerate(BLOCKS)}


@dataclass(frozen=True, slots=True)
class Layout:
    """Every level met so far has a place, in the order of meeting: `index[block][name]`.

    `home` tells per place where the effect is kept: h >= 0 is column h of the core with its full covariance, h < 0 is
    the loose effect -1-h with a variance of its own. Pairs of persona and template are many and seen once or twice, so
    they are always loose; beyond `dimension` core columns every new level is. `block` is a position in BLOCKS.
    """

    index: Mapping[Block, Mapping[Name, int]]
    block: Ints
    home: Ints
    dimension: int

    @classmethod
    def empty(cls, dimension: int) -> Layout:
        """The layout before the first post: the overall level and fatigue."""
        index: dict[Block, dict[Name, int]] = {Block.BASE: {(): BASE_PLACE}, Block.FATIGUE: {(): FATIGUE_PLACE}}
        block = np.array([_POSITION[Block.BASE], _POSITION[Block.FATIGUE]])
        return cls(index, block, np.array([0, 1]), dimension)

    def __len__(self) -> int:
        return len(self.home)

    @property
    def core_blocks(self) -> Ints:
        """Per core column the position of its block."""
        return self.block[self.home >= 0]

    @property
    def loose_blocks(self) -> Ints:
        """Per loose effect the position of its block."""
        return self.block[self.home < 0]

    def places(self, block: Block, names: Iterable[Name]) -> Ints:
        """The place of each name, UNMET without one."""
        known = self.index.get(block, {})
        return np.array([known.get(name, UNMET) for name in names], dtype=np.int64)

    def with_levels_of(self, table: Table) -> Layout:
        """This layout and a place for each level that `table` shows for the first time."""
        index, block, home = dict(self.index), self.block.tolist(), self.home.tolist()
        core = sum(place >= 0 for place in home)
        for kind, named in table.blocks.items():
            known = dict(index.get(kind, {}))
            for name in named.names:
                if name in known:
                    continue
                known[name] = len(home)
                block.append(_POSITION[kind])
                loose = kind in LOOSE_BLOCKS or core >= self.dimension
                home.append(core - len(home) - 1 if loose else core)
                core += not loose
            index[kind] = known
        return Layout(index, np.array(block, dtype=np.int64), np.array(home, dtype=np.int64), self.dimension)


@dataclass(frozen=True, slots=True)
class Design:
    """Posts by columns, sparse: `column[i, j]` is the j-th column of post i and `value[i, j]` what stands in it.

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
        if not len(effects):
            return np.zeros(self.posts)
        result: Floats = np.einsum("ij,ij->i", self.value, effects[self.column])
        return result

    def total(self, weight: Floats, size: int) -> Floats:
        """`Xᵀ·weight`, shape (size,)."""
        summed = np.bincount(self.column.ravel(), (self.value * weight[:, None]).ravel(), size)
        return summed[:size].astype(np.float64)

    def gram(self, weight: Floats, size: int) -> Floats:
        """`Xᵀ·diag(weight)·X`, shape (size, size)."""
        total = np.zeros(size * size)
        for start in range(0, self.posts, CHUNK):
            column, value = self.column[start : start + CHUNK], self.value[start : start + CHUNK]
            cell = column[:, :, None] * size + column[:, None, :]
            product = value[:, :, None] * (value * weight[start : start + CHUNK, None])[:, None, :]
            total += np.bincount(cell.ravel(), product.ravel(), size * size)
        return total.reshape(size, size)

    def quadratic(self, matrix: Floats) -> Floats:
        """`xᵀ·matrix·x` for each row x, shape (posts,)."""
        result = np.zeros(self.posts)
        for start in range(0, self.posts, CHUNK):
            column, value = self.column[start : start + CHUNK], self.value[start : start + CHUNK]
            cells = matrix[column[:, :, None], column[:, None, :]]
            result[start : start + CHUNK] = np.einsum("ij,ik,ijk->i", value, value, cells, optimize=False)
        return result

    def rows(self, matrix: Floats) -> Floats:
        """`X·matrix`, shape (posts, matrix columns)."""
        result = np.zeros((self.posts, matrix.shape[1]))
        for column, value in zip(self.column.T, self.value.T, strict=True):
            result += value[:, None] * matrix[column]
        return result

    def select(self, keep: Ints) -> Design:
        """The rows numbered in `keep`."""
        return Design(self.column[keep], self.value[keep])


@dataclass(frozen=True, slots=True)
class Encoded:
    """Posts as designs over core and loose effects. `place[i]` are the places of post i's levels, UNMET for a level no
    post showed before, ABSENT as padding; `block` is the block of each column of `place`.
    """

    core: Design
    loose: Design
    place: Ints
    block: Ints

    def unmet(self, per_block: Floats) -> Floats:
        """The sum of a figure per block over the levels of each post that were never met."""
        result: Floats = (self.place == UNMET) @ per_block[self.block]
        return result

    def over_blocks(self, per_block: Floats) -> Floats:
        """The sum of a figure per block over all levels of each post."""
        result: Floats = (self.place != ABSENT) @ per_block[self.block]
        return result

    def select(self, keep: Ints) -> Encoded:
        """The posts numbered in `keep`."""
        return Encoded(self.core.select(keep), self.loose.select(keep), self.place[keep], self.block)


def worn(uses: Ints) -> Floats:
    """What stands in the column of fatigue: minus the uses, FATIGUE_CAP of them at most."""
    return -np.minimum(uses, FATIGUE_CAP).astype(np.float64)


def encode(layout: Layout, table: Table, uses: Ints) -> Encoded:
    """The numbers of the posts in `table`, used `uses` times in 28 days."""
    place = [np.full(table.posts, BASE_PLACE), np.full(table.posts, FATIGUE_PLACE)]
    block = [_POSITION[Block.BASE], _POSITION[Block.FATIGUE]]
    for kind, named in table.blocks.items():
        home = np.append(layout.places(kind, named.names), ABSENT)
        place.extend(home[codes] for codes in named.codes)
        block.extend([_POSITION[kind]] * named.most)
    places = np.stack(place, axis=1)
    home = np.append(layout.home, [0, 0])[places]
    met = places >= 0
    value = (met & (home >= 0)).astype(np.float64)
    value[:, 1] = worn(uses)
    core = Design(np.where(home >= 0, home, 0), value)
    loose = met & (home < 0)
    kept = loose.any(axis=0)
    spare = Design(np.where(loose, -1 - home, 0)[:, kept], loose[:, kept].astype(np.float64))
    return Encoded(core, spare, places, np.array(block))
