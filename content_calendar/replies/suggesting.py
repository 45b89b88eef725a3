"""What to answer: the best templates for a message somebody pasted, with the reason.

Scenario and state are recognised by wording, by the cues of the lexicon and by the templates whose words resemble the
message; among the templates for one reading BM25 over characters, words and sounds decides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content_calendar.message import Message
from content_calendar.replies.entry import NO_LEAN, Entry, Filters, Lean
from content_calendar.replies.grams import Codes, pairs_of, plain, sounds, word_codes, words
from content_calendar.replies.recognising import Reading, excerpt, reading_of
from content_calendar.replies.retrieval import EVERYTHING, ReplyIndex
from content_calendar.replies.segment import Segment
from content_calendar.replies.spreading import masses, spread_out
from content_calendar.vocabulary import MemberState, Scenario, Term

MOST_GRAMS = 500
SOUND_SHARE = 0.4
LIKENESS = 0.35
"""What resemblance of words counts at most beside scenario and state."""
RESEMBLANCE = 0.03
"""What a template that resembles the message counts for its scenario."""
LIKE_ENOUGH = 10.0
"""BM25 of a template that resembles the message well."""
_MOST_WORDS = 4
_POOL = 12
LEAST_MASS = 0.01
"""Readings less likely than this get no templates of their own."""


class Because(Term):
    SCENARIO = "scenario", "听起来是「{scenario}」：{words}", "Sounds like “{scenario}”: {words}"
    STATE = "state", "像是「{state}」的成员：{words}", "Seems to be “{state}”: {words}"
    GIVEN_STATE = "given_state", "适合「{state}」的成员", "Suits members who are “{state}”"
    LIKENESS = "likeness", "用词相近：{words}", "Shares words: {words}"
    NOTHING = (
        "nothing_recognised",
        "没有认出这条消息要什么。请在搜索框里输入关键词，或按场景选择。",
        "It is not clear what this message asks for. Search by a keyword or choose a scenario.",
    )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A template and why it is suggested; `score` compares suggestions for one message."""

    entry: Entry
    score: float
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`note` says what to do when nothing was recognised."""

    best: tuple[Suggestion, ...]
    reading: Reading
    note: Message | None = None


def suggest(
    message: str,
    index: ReplyIndex,
    *,
    limit: int = 3,
    state: MemberState | None = None,
    filters: Filters = EVERYTHING,
    lean: Lean = NO_LEAN,
) -> Suggestions:
    """The best `limit` templates for `message`; `state` is what is known of the member and outweighs what is heard."""
    text = excerpt(message)
    like = [_likeness(text, part, index) for part in index.segments]
    reading = reading_of(text, _resemblance(index, like, filters), state)
    if not reading.shares:
        return Suggestions((), reading, Message(Because.NOTHING))
    best = spread_out(_pool(index, like, reading, filters, lean), masses(reading), limit)
    return Suggestions(tuple(_suggestion(entry, score, reading, state, text) for entry, score in best), reading)


def _likeness(text: str, part: Segment, index: ReplyIndex) -> NDArray[np.float64]:
    """BM25 of the message for each template: pairs of characters, words, and pairs of sounds at less."""
    written, _ = _bm25(part, index, np.unique(pairs_of(text).codes))
    spoken, _ = _bm25(part, index, np.unique(sounds(text).codes))
    known = set(part.vocabulary)
    named = sorted({word for word, _ in words(text) if word in known and not word.isdigit()})
    codes = word_codes(named, part.vocabulary)
    english, _ = part.scores(codes, np.log1p(len(part.entries) / (part.frequencies(codes) + 0.5)))
    return written + SOUND_SHARE * spoken + english


def _bm25(part: Segment, index: ReplyIndex, codes: Codes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rarity = index.rarity(codes)
    if len(codes) > MOST_GRAMS:
        known = np.argsort(-np.where(part.frequencies(codes) > 0, rarity, 0))[:MOST_GRAMS]
        codes, rarity = codes[known], rarity[known]
    return part.scores(codes, rarity)


def _resemblance(index: ReplyIndex, like: list[NDArray[np.float64]], filters: Filters) -> dict[Scenario, float]:
    """Templates that resemble the message speak for their scenarios, the first one the most."""
    gains: dict[Scenario, float] = {}
    for rank, (entry, score, _) in enumerate(index.best(like, limit=5, filters=filters)):
        gain = RESEMBLANCE * min(score / LIKE_ENOUGH, 1.5) / (rank + 1)
        gains[entry.scenario] = gains.get(entry.scenario, 0.0) + gain
    return gains


def _pool(
    index: ReplyIndex, like: list[NDArray[np.float64]], reading: Reading, filters: Filters, lean: Lean
) -> list[tuple[Entry, float]]:
    """The likeliest templates for each likely scenario and state, with what speaks for them beside both."""
    most = max(LIKE_ENOUGH, *(float(part.max(initial=0)) for part in like), 0.0)
    alike = index.leaning([1 + LIKENESS * scores / most for scores in like], lean)
    pool: dict[int, tuple[Entry, float]] = {}
    for (scenario, state), mass in masses(reading).items():
        if mass >= LEAST_MASS:
            rated = [
                part.only(scores * part.suits(state), scenario)
                for part, scores in zip(index.segments, alike, strict=True)
            ]
            for entry, score, (part, row) in index.best(rated, limit=_POOL, filters=filters):
                if score > 0:
                    pool[entry.key] = entry, float(alike[part][row])
    return list(pool.values())


def _suggestion(entry: Entry, score: float, reading: Reading, given: MemberState | None, text: str) -> Suggestion:
    reasons = []
    if cues := _cue_words(reading, entry.scenario):
        reasons.append(Message(Because.SCENARIO, {"scenario": entry.scenario, "words": cues}))
    if reading.state and reading.state in entry.states:
        said = "" if given else _cue_words(reading, reading.state)
        params = {"state": reading.state, "words": said}
        reasons.append(Message(Because.STATE if said else Because.GIVEN_STATE, params))
    if shared := _shared(text, entry):
        reasons.append(Message(Because.LIKENESS, {"words": "、".join(shared)}))
    return Suggestion(entry, score, tuple(reasons))


def _cue_words(reading: Reading, of: Term) -> str:
    listed = sorted((one for one in reading.found if one.of is of), key=lambda one: -one.weight)
    return "、".join(dict.fromkeys(one.words for one in listed[:_MOST_WORDS]))


def _shared(text: str, entry: Entry) -> list[str]:
    """Runs of two characters or more that message and template have in common, the longest first."""
    answer = plain(f"{entry.title}\n{entry.body}")
    runs: list[str] = []
    at = 0
    while at < len(text) - 1:
        end = at + 2
        if text[at:end] in answer and text[at:end].isalnum() and not text[at:end].isascii():
            while end < len(text) and text[at : end + 1] in answer and text[end].isalnum():
                end += 1
            runs.append(text[at:end])
        at = end - 1 if end > at + 2 else at + 1
    return sorted(dict.fromkeys(runs), key=len, reverse=True)[:_MOST_WORDS]
