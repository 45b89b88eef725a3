"""What to answer: the best templates for a message somebody pasted, with the reason.

The scenario is recognised by the cues of the lexicon and by the templates whose words resemble the message; within it
BM25 over characters, words and sounds decides, and whether a template suits the member's state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content_calendar.message import Message
from content_calendar.replies.entry import NO_LEAN, Entry, Filters, Lean
from content_calendar.replies.grams import Codes, pairs_of, plain, sounds, word_codes, words
from content_calendar.replies.lexicon import heard
from content_calendar.replies.recognising import Reading, evidence_of, excerpt, likely_state, shares_of
from content_calendar.replies.retrieval import EVERYTHING, ReplyIndex
from content_calendar.replies.segment import Segment
from content_calendar.vocabulary import MemberState, Scenario, Term

MOST_GRAMS = 500
SOUND_SHARE = 0.4
LIKENESS, STATE = 0.35, 0.3
"""What resemblance and state count beside the scenario, whose shares sum to 1."""
SPREAD = 0.25
"""What a scenario's share is multiplied by once one of its templates is among the best."""
LIKE_ENOUGH = 10.0
"""BM25 at which resemblance alone makes a suggestion."""
_MOST_WORDS = 4
_POOL = 60
USUAL_STATE = {
    Scenario.WELCOME: MemberState.NEWCOMER, Scenario.WAKE_UP: MemberState.SILENT,
    Scenario.LOYAL_OFFER: MemberState.LOYAL, Scenario.COMPLAINT: MemberState.COMPLAINING,
}  # fmt: skip
"""Who is spoken to in a scenario when nothing says otherwise."""


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
    found = heard(text)
    like = [_likeness(text, part, index) for part in index.segments]
    evidence = evidence_of(text, found)
    _add_resemblance(evidence, index, like, filters)
    shares = shares_of(evidence)
    reading = Reading(shares, state or likely_state(found), found)
    if not shares:
        return Suggestions((), reading, Message(Because.NOTHING))
    pool = _pool(index, like, reading, filters, lean)
    best = _spread_out(pool, shares, limit)
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


def _add_resemblance(
    evidence: dict[Scenario, float], index: ReplyIndex, like: list[NDArray[np.float64]], filters: Filters
) -> None:
    """Templates that resemble the message speak for their scenarios, the first one the most."""
    for rank, (entry, score, _) in enumerate(index.best(like, limit=5, filters=filters)):
        gain = min(score / LIKE_ENOUGH, 1.5) / (rank + 1)
        evidence[entry.scenario] = evidence.get(entry.scenario, 0.0) + (gain if evidence or score > LIKE_ENOUGH else 0)


def _pool(
    index: ReplyIndex, like: list[NDArray[np.float64]], reading: Reading, filters: Filters, lean: Lean
) -> list[tuple[Entry, float]]:
    """The likeliest templates of each likely scenario, with what speaks for them beside the scenario."""
    most = max((float(part.max(initial=0)) for part in like), default=0.0)
    rated = []
    for part, scores in zip(index.segments, like, strict=True):
        suits = _suits(part, reading.state)
        share = part.in_scenarios(reading.shares)
        rated.append((share + LIKENESS * scores / max(most, LIKE_ENOUGH) + STATE * suits) * (share > 0))
    leaning = index.leaning(rated, lean)
    return [
        (entry, score - reading.shares[entry.scenario])
        for scenario in reading.shares
        for entry, score, _ in index.best(
            [part.only(scores, scenario) for part, scores in zip(index.segments, leaning, strict=True)],
            limit=_POOL, filters=filters,
        )
    ]


def _suits(part: Segment, state: MemberState | None) -> NDArray[np.float64]:
    suits = part.suits(state)
    if state is None:
        for scenario, usual in USUAL_STATE.items():
            suits = np.where(part.only(np.ones(len(suits)), scenario) > 0, part.suits(usual), suits)
    return suits


def _spread_out(
    pool: list[tuple[Entry, float]], shares: Mapping[Scenario, float], limit: int
) -> list[tuple[Entry, float]]:
    """The best, one after the other: a scenario that has its template gives way to one nearly as likely."""
    left, open_shares = list(pool), dict(shares)
    chosen: list[tuple[Entry, float]] = []
    while left and len(chosen) < limit:
        entry, fit = max(left, key=lambda each: (open_shares[each[0].scenario] + each[1], -each[0].key))
        chosen.append((entry, open_shares[entry.scenario] + fit))
        open_shares[entry.scenario] *= SPREAD
        left.remove((entry, fit))
    return chosen


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
