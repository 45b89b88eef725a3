"""What people asked for in vain, in groups: “运费险” and “有没有运费险” are one gap, as are the beginnings of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from content_calendar.replies.grams import plain
from content_calendar.replies.masking import Secret, mask
from content_calendar.replies.recognising import read
from content_calendar.vocabulary import MemberState, Scenario

LONGEST, SHORTEST = 120, 2
ALIKE = 0.5
_MASKS = re.compile(rf"\[(?:{'|'.join(kind.zh for kind in Secret)})\d+\]")


@dataclass(frozen=True, slots=True)
class Missed:
    """A query of one day that found nothing, as it was kept."""

    id: int
    query: str
    times: int
    day: date


@dataclass(frozen=True, slots=True)
class Group:
    """Searches for the same. `query` is what was typed most; `scenario` and `state` are what the words sound like."""

    query: str
    others: tuple[str, ...]
    ids: tuple[int, ...]
    times: int
    last: date
    scenario: Scenario | None
    state: MemberState | None


def kept_words(query: str) -> str:
    """The words of a query as they are kept: masked, in one line; empty when nothing worth an answer is left."""
    line = " ".join("".join(each if each.isprintable() else " " for each in query[:2_000]).split())
    masked = " ".join(plain(mask(line).text).split())[:LONGEST]
    rest = _MASKS.sub("", masked)
    return masked if sum(map(str.isalnum, rest)) >= SHORTEST else ""


def grouped(missed: Sequence[Missed]) -> tuple[Group, ...]:
    """The groups, most asked for first. The longest query that was typed as often leads, so beginnings join it."""
    members: list[list[Missed]] = []
    leaders: list[tuple[str, frozenset[str]]] = []
    for words, some in sorted(_by_words(missed), key=lambda pair: (-len(pair[0]), pair[0])):
        letters = _letters(words)
        at = next((place for place, leader in enumerate(leaders) if _alike(letters, leader)), None)
        if at is None:
            leaders.append((letters, _pairs(letters)))
            members.append(some)
        else:
            members[at] += some
    return tuple(sorted(map(_group, members), key=lambda group: (-group.times, -group.last.toordinal(), group.query)))


def _group(some: Sequence[Missed]) -> Group:
    times: dict[str, int] = {}
    for each in some:
        times[each.query] = times.get(each.query, 0) + each.times
    words = sorted(times, key=lambda query: (-times[query], -len(query), query))
    heard = read(max(words, key=len))
    return Group(
        words[0], tuple(words[1:]), tuple(each.id for each in some), sum(times.values()),
        max(each.day for each in some), heard.scenario, heard.state,
    )


def _by_words(missed: Iterable[Missed]) -> list[tuple[str, list[Missed]]]:
    found: dict[str, list[Missed]] = {}
    for each in missed:
        found.setdefault(each.query, []).append(each)
    return list(found.items())


def _alike(letters: str, leader: tuple[str, frozenset[str]]) -> bool:
    """Whether it stands in the leader, or half of its pairs of letters are there and the other way round."""
    whole, pairs = leader
    if letters in whole:
        return True
    own = _pairs(letters)
    return len(own & pairs) / max(1, len(own | pairs)) >= ALIKE


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words))


def _pairs(letters: str) -> frozenset[str]:
    return frozenset(letters[at : at + 2] for at in range(max(1, len(letters) - 1)))
