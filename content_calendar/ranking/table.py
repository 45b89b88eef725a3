"""Posts by columns: every block's names once, every post as short numbers, so that arrays do what loops would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content_calendar.ranking.features import PAIRS, Block, Features

Codes = NDArray[np.int32]
Name = tuple[str, ...]
NONE = -1


@dataclass(frozen=True, slots=True)
class Named:
    """The levels of one block: `names[codes[j, i]]` is the j-th of post i, NONE where it has fewer."""

    names: tuple[Name, ...]
    codes: Codes

    @property
    def most(self) -> int:
        """The largest number of levels that one post shows."""
        return int(self.codes.shape[0])

    def rows(self, keep: NDArray[np.int64]) -> Named:
        """The posts numbered in `keep`."""
        return Named(self.names, self.codes[:, keep])


@dataclass(frozen=True, slots=True)
class Table:
    """`posts` posts; a block stands in `blocks` when at least one of them shows a level of it."""

    posts: int
    blocks: Mapping[Block, Named]

    @classmethod
    def of(cls, posts: Sequence[Features]) -> Table:
        """The columns of `posts`."""
        found = {
            Block.PERSONA: _single([post.persona for post in posts]),
            Block.SLOT: _single([post.slot for post in posts]),
            Block.FORM: _single([post.form for post in posts]),
            Block.VALUE: _single([post.value for post in posts]),
            Block.TAG: _several([tuple(post.tags) for post in posts]),
            Block.PROMPT: _single([post.prompt for post in posts]),
            Block.TEMPLATE: _single([post.template for post in posts]),
        }
        return cls(len(posts), _with_pairs({block: named for block, named in found.items() if named.names}))

    def within(self, persona: str | None, slot: str | None) -> Table:
        """These posts at the place where they would appear; see `Features.within`."""
        if persona is None and slot is None:
            return self
        blocks = dict(self.blocks)
        for block, name in ((Block.PERSONA, persona), (Block.SLOT, slot)):
            if name:
                blocks[block] = Named(((name,),), np.zeros((1, self.posts), dtype=np.int32))
            elif name is not None:
                blocks.pop(block, None)
        return Table(self.posts, _with_pairs(blocks))

    def rows(self, keep: NDArray[np.int64]) -> Table:
        """The posts numbered in `keep`."""
        return Table(len(keep), {block: named.rows(keep) for block, named in self.blocks.items()})


def _with_pairs(singles: Mapping[Block, Named]) -> Mapping[Block, Named]:
    blocks = {block: named for block, named in singles.items() if block not in PAIRS}
    for pair, (first, second) in PAIRS.items():
        if first in blocks and second in blocks:
            blocks[pair] = _paired(blocks[first], blocks[second])
    return blocks


def _single(words: Sequence[str]) -> Named:
    codes = {word: code for code, word in enumerate(dict.fromkeys(("", *words)), NONE)}
    return Named(
        tuple((word,) for word in codes if word),
        np.fromiter(map(codes.__getitem__, words), dtype=np.int32, count=len(words)).reshape(1, -1),
    )


def _several(lists: Sequence[tuple[str, ...]]) -> Named:
    """A word named twice in one list counts once."""
    clean = {words: sorted(set(words)) for words in set(lists)}
    named = _single([word for words in lists for word in clean[words]])
    flat = named.codes[0]
    lengths = np.array([len(clean[words]) for words in lists], dtype=np.int64)
    codes = np.full((int(lengths.max(initial=0)), len(lists)), NONE, dtype=np.int32)
    post = np.repeat(np.arange(len(lists)), lengths)
    codes[np.arange(len(flat)) - np.repeat(np.cumsum(lengths) - lengths, lengths), post] = flat
    return Named(named.names, codes)


def _paired(first: Named, second: Named) -> Named:
    if len(first.names) == 1 and first.codes.min(initial=0) >= 0:
        return Named(tuple(first.names[0] + name for name in second.names), second.codes)
    count = len(second.names)
    number = first.codes.astype(np.int64) * count + second.codes
    both = np.where((first.codes < 0) | (second.codes < 0), np.int64(NONE), number)
    pairs, codes = np.unique(both, return_inverse=True)
    absent = int(bool(len(pairs)) and pairs[0] < 0)
    names = tuple(first.names[pair // count] + second.names[pair % count] for pair in pairs[absent:].tolist())
    return Named(names, (codes.reshape(both.shape) - absent).astype(np.int32))
