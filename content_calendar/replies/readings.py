"""How Chinese characters are read aloud: toneless pinyin, from `readings.txt`, and words read otherwise.

A table of our own takes 30 kB and 20 ms, where a dictionary of pinyin takes 60 MB and half a second in every process.
`readings.txt` has a line for each syllable with the simplified and traditional characters usually read that way.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

LONGEST_SYLLABLE = 6
_PRIVATE = 0xE000
"""Where the private characters begin that stand for a character read otherwise."""
_TABLE_SIZE = 0x10000


@dataclass(frozen=True, slots=True)
class Readings:
    """`syllables[number]` is written in letters, 0 is none. `table` maps code points below 65536 to numbers.

    `sounds` maps numbers to those of what many speakers pronounce alike: zh and z, eng and en.
    """

    syllables: tuple[str, ...]
    table: NDArray[np.uint16]
    sounds: NDArray[np.uint16]
    numbers: dict[str, int]
    words: dict[str, str]
    word: re.Pattern[str]


@cache
def readings() -> Readings:
    """The table, read once."""
    lines = [line.split(" ") for line in _packaged("readings.txt").splitlines()]
    syllables = ("", *(syllable for syllable, _ in lines))
    numbers = {syllable: number for number, syllable in enumerate(syllables)}
    table = np.zeros(_TABLE_SIZE, np.uint16)
    for syllable, characters in lines:
        table[[ord(character) for character in characters]] = numbers[syllable]
    # Each number has a private character, which a word read otherwise is written in before the table is asked.
    table[_PRIVATE : _PRIVATE + len(syllables)] = np.arange(len(syllables))
    words = {
        word: "".join(chr(_PRIVATE + numbers[syllable]) for syllable in said.split())
        for word, said in tomllib.loads(_packaged("polyphones.toml")).items()
    }
    sounds = np.array([numbers.get(_slurred(syllable), number) for number, syllable in enumerate(syllables)], np.uint16)
    word = re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
    return Readings(syllables, table, sounds, numbers, words, word)


def numbers_of(text: str) -> NDArray[np.uint16]:
    """The number of the syllable of each character of `text`, 0 where it has none."""
    known = readings()
    said = known.word.sub(lambda match: known.words[match.group()], text)
    codes = np.frombuffer(said.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.where(codes < _TABLE_SIZE, known.table[np.minimum(codes, _TABLE_SIZE - 1)], 0).astype(np.uint16)


def syllables_of(text: str) -> list[str]:
    """The syllable of each character, empty where it has none."""
    known = readings().syllables
    return [known[number] for number in numbers_of(text).tolist()]


def cut(letters: str) -> tuple[str, ...]:
    """Typed pinyin as whole syllables, the fewest that do; a syllable just begun at the end is left off.

    Empty when the letters are no pinyin.
    """
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(1, len(letters) + 1):
        ways = [(*best[start], letters[start:end]) for start in _starts(letters, end) if start in best]
        if ways:
            best[end] = min(ways, key=len)
    reached = max(best)
    begun = letters[reached:]
    return best[reached] if not begun or _begins_a_syllable(begun) else ()


def sounds_of(syllables: Sequence[str]) -> NDArray[np.uint16]:
    """The numbers of what they sound like; every syllable is one of the table."""
    known = readings()
    return known.sounds[[known.numbers[syllable] for syllable in syllables]]


def _starts(letters: str, end: int) -> range | list[int]:
    numbers = readings().numbers
    return [start for start in range(max(0, end - LONGEST_SYLLABLE), end) if letters[start:end] in numbers]


def _begins_a_syllable(letters: str) -> bool:
    return any(syllable.startswith(letters) for syllable in readings().syllables)


def _slurred(syllable: str) -> str:
    plain = re.sub(r"^([zcs])h", r"\1", syllable)
    return re.sub(r"(?<=[aei]n)g$", "", plain)


def _packaged(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")
