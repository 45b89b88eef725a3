"""How members say what they want: the cues of `lexicon.toml`, found as written and by sound."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, TypeAdapter

from content_calendar.replies.grams import WORD, plain
from content_calendar.replies.phrases import phrase_parts, places
from content_calendar.replies.readings import cut, numbers_of, readings, sounds_of
from content_calendar.vocabulary import MemberState, Scenario, Term

STRONG, USUAL, WEAK = 3.0, 1.5, 0.4
HEARD_SHARE, HEARD_SHORT_SHARE = 0.6, 0.25
"""What a cue counts that was only found by its sound; two syllables sound like many words."""
_LEAST_SYLLABLES = 2


class _Cues(BaseModel):
    """The cues of one scenario."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    strong: tuple[str, ...]
    usual: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()

    def weighed(self) -> Iterator[tuple[str, float]]:
        for phrases, weight in ((self.strong, STRONG), (self.usual, USUAL), (self.weak, WEAK)):
            yield from ((phrase, weight) for phrase in phrases)


class _StateCues(BaseModel):
    """The cues of one state."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cues: tuple[str, ...]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario: Mapping[Scenario, _Cues]
    state: Mapping[MemberState, _StateCues]


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that speaks for `of`; `sound` is how it is heard, empty when only its letters count."""

    of: Term
    parts: tuple[str, ...]
    weight: float
    sound: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A cue that was found: its words in the message and what it counts."""

    of: Term
    words: str
    weight: float


def heard(message: str) -> tuple[Found, ...]:
    """Every cue in the message, the longest where one contains another of the same meaning."""
    text, spoken = plain(message), _spoken(plain(message))
    found = [one for cue in cues() if (one := _found(cue, text, spoken))]
    return tuple(one for one in found if not _is_within_another(one, found))


def weights(found: Iterable[Found], kind: type[Term]) -> dict[Term, float]:
    """What the cues found count together, for each scenario or each state."""
    sums: dict[Term, float] = {}
    for one in found:
        if isinstance(one.of, kind):
            sums[one.of] = sums.get(one.of, 0.0) + one.weight
    return sums


@cache
def cues() -> tuple[Cue, ...]:
    """The lexicon, read once."""
    text = resources.files(__package__).joinpath("lexicon.toml").read_text("utf-8")
    file = TypeAdapter(_File).validate_python(tomllib.loads(text))
    scenarios = (_cue(one, *cue) for one, listed in file.scenario.items() for cue in listed.weighed())
    states = (_cue(one, phrase, STRONG) for one, listed in file.state.items() for phrase in listed.cues)
    return (*scenarios, *states)


def _cue(of: Term, phrase: str, weight: float) -> Cue:
    parts = phrase_parts(phrase)
    chinese = len(parts) == 1 and all(numbers_of(parts[0]) > 0)
    sound = _spoken(parts[0]) if chinese and len(parts[0]) >= _LEAST_SYLLABLES and weight == STRONG else ""
    return Cue(of, parts, weight, sound)


def _found(cue: Cue, text: str, spoken: str) -> Found | None:
    span = next(places(cue.parts, text), None)
    if span:
        return Found(cue.of, text[span[0] : span[1]], cue.weight)
    if cue.sound and cue.sound in spoken:
        share = HEARD_SHARE if len(cue.sound) > _LEAST_SYLLABLES else HEARD_SHORT_SHARE
        return Found(cue.of, cue.parts[0], share * cue.weight)
    return None


def _spoken(text: str) -> str:
    """The sounds of a text, one character each; Latin words that are pinyin are read as such."""
    sounds = readings().sounds[numbers_of(text)].tolist()
    for match in WORD.finditer(text):
        syllables = cut(match.group()) if match.group().isascii() and match.group().isalpha() else ()
        if len(syllables) >= _LEAST_SYLLABLES and "".join(syllables) == match.group():
            at = match.start()
            sounds[at : at + len(syllables)] = sounds_of(syllables).tolist()
            sounds[at + len(syllables) : match.end()] = [0] * (match.end() - at - len(syllables))
    return "".join(map(chr, sounds))


def _is_within_another(one: Found, found: list[Found]) -> bool:
    return any(
        other.of is one.of and one.words != other.words and one.words in other.words and other.weight >= one.weight
        for other in found
    )
