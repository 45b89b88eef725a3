"""Names in files, and what they stand for: headings, personas, columns, voices, products."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

LONGEST = 120
_ASIDES = re.compile(r"[(（\[【].*?[)）\]】]")
_JOINTS = re.compile(r"[\s_\-*:：/]")

T = TypeVar("T")


def plain(name: str) -> str:
    """A name as it is compared: without asides in brackets, spaces, joints, and differences of width and case.

    What is longer than any name is cut, or thousands of open brackets would take minutes.
    """
    return _JOINTS.sub("", _ASIDES.sub("", unicodedata.normalize("NFKC", name[:LONGEST]))).casefold()


@dataclass(frozen=True, slots=True)
class Names(Generic[T]):
    """`exactly` as they are written, and `plainly` those that still tell one from the other: without what stands in
    brackets 宝妈（新手） and 宝妈（二胎） are the same name, which therefore is nobody's."""

    exactly: Mapping[str, T]
    plainly: Mapping[str, T]

    @classmethod
    def of(cls, named: Iterable[tuple[T, Collection[str]]]) -> Names[T]:
        """Of two that are called exactly alike the first."""
        exactly: dict[str, T] = {}
        sharing: dict[str, list[T]] = {}
        for one, names in named:
            for name in names:
                exactly.setdefault(_spelled(name), one)
            for name in {*map(plain, names)} - {""}:
                sharing.setdefault(name, []).append(one)
        return cls(exactly, {name: only[0] for name, only in sharing.items() if len(only) == 1})

    def get(self, text: str) -> T | None:
        """What is called so; None for a name nobody has, or several may."""
        exact = self.exactly.get(_spelled(text))
        return self.plainly.get(plain(text)) if exact is None else exact


def _spelled(name: str) -> str:
    """A name with what stands in brackets; widths, blanks and case are made alike."""
    return " ".join(unicodedata.normalize("NFKC", name[:LONGEST]).split()).casefold()
