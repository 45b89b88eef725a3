"""Finding templates on the desk, and how each of them looks in the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy.orm import Session

from app.models import Community
from app.reply_desk.at_hand import AtHand
from app.reply_desk.offer import Offer
from app.reply_desk.stock import still_offered
from app.reply_desk.wish import View, Wish
from content_calendar.message import Message
from content_calendar.replies.entry import Filters, Place
from content_calendar.replies.marking import Mark
from content_calendar.replies.retrieval import Hit
from content_calendar.search_marks import Passage
from content_calendar.vocabulary import MemberState, Scenario

MOST_HITS = 20
FAVOURITE, RECENT, OF_PERSONA = 1.3, 1.15, 1.6
"""What speaks for a template beside its words and outcomes; `content_calendar.replies.entry.Lean`."""
_TITLE, _EXCERPT, _BEFORE = 80, 150, 30
_MOST_LEAN = 10.0


@dataclass(frozen=True, slots=True)
class Line:
    """A template in the list, with what was searched for marked."""

    id: int
    title: tuple[Passage, ...]
    excerpt: tuple[Passage, ...]
    scenario: Scenario
    states: tuple[MemberState, ...]
    short_code: tuple[Passage, ...]
    is_favourite: bool
    why: Message | None


def lines_for(
    session: Session, community: Community, wish: Wish, offer: Offer, hand: AtHand
) -> tuple[Line, ...]:
    """At most 20, the best first; one query, which leaves out what lost its approval a moment ago."""
    hits = offer.index.search(
        wish.words, limit=MOST_HITS, filters=_filters(wish, hand), lean=_lean(wish, offer, hand)
    )
    if wish.view is View.RECENT and not wish.words:
        hits = tuple(sorted(hits, key=lambda hit: hand.recent.index(hit.entry.key)))
    live = still_offered(session, community.id, [hit.entry.key for hit in hits], offer.on)
    kept = (hit for hit in hits if live.get(hit.entry.key) == offer.marks[hit.entry.key].fingerprint)
    return tuple(_line(hit, hand) for hit in kept)


def _filters(wish: Wish, hand: AtHand) -> Filters:
    only = {View.FAVOURITES: hand.favourites, View.RECENT: frozenset(hand.recent)}
    return Filters(
        scenarios=frozenset({wish.scenario} if wish.scenario else ()),
        states=frozenset({wish.state} if wish.state else ()), keys=only.get(wish.view),
    )


def _lean(wish: Wish, offer: Offer, hand: AtHand) -> Mapping[int, float]:
    lean = dict(offer.leans_for(wish.state))
    of_persona = offer.of_persona(wish.persona) if wish.persona else ()
    for keys, weight in ((hand.favourites, FAVOURITE), (hand.recent, RECENT), (of_persona, OF_PERSONA)):
        for key in keys:
            lean[key] = min(lean.get(key, 1.0) * weight, _MOST_LEAN)
    return lean


def _line(hit: Hit, hand: AtHand) -> Line:
    entry = hit.entry
    return Line(
        id=entry.key, title=_marked(entry.title, Place.TITLE, hit.marks, _TITLE),
        excerpt=_marked(entry.body, Place.BODY, hit.marks, _EXCERPT), scenario=entry.scenario, states=entry.states,
        short_code=_marked(entry.short_code, Place.SHORT_CODE, hit.marks, _TITLE),
        is_favourite=entry.key in hand.favourites, why=next(iter(hit.whys), None),
    )


def _marked(text: str, place: Place, found: Iterable[Mark], most: int) -> tuple[Passage, ...]:
    """`text` in passages, cut to about `most` characters around the first hit."""
    spans = [(mark.start, mark.end) for mark in found if mark.place is place]
    start = max(0, spans[0][0] - _BEFORE) if spans and spans[0][1] > most else 0
    end = min(len(text), start + most)
    cuts = sorted({start, end, *(min(max(at, start), end) for span in spans for at in span)})
    shown = (Passage(text[a:b], is_hit=any(first <= a < last for first, last in spans)) for a, b in pairwise(cuts))
    return (*_dots(start > 0), *shown, *_dots(end < len(text)))


def _dots(is_cut: bool) -> tuple[Passage, ...]:
    return (Passage("…", is_hit=False),) if is_cut else ()
