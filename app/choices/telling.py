"""The candidates of an offer in the reader's words; which of them is drawn is told after the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.choices.offers import MOST_SHOWN, Offer
from app.core.i18n import language, words
from app.learning.names import Names, names_of
from content_calendar.ranking import Evidence, Ranked


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate for a slot: what is expected of it, when it was read last and how often."""

    item_id: int
    headline: str
    mean: float
    low: float
    high: float
    evidence: Evidence
    blocked: bool
    reasons: tuple[str, ...]
    last_at: datetime | None
    times: int


def lines_of(offers: Sequence[Offer]) -> Mapping[int, tuple[Line, ...]]:
    """The best known candidates of each offer, by the post whose slot it is."""
    sources = {one.item.id: one.item for offer in offers for one in offer.evergreens.values()}
    names = names_of([*sources.values(), *(offer.post for offer in offers)], language())
    return {
        offer.post.id: tuple(_line(offer, one, names) for one in offer.listed[:MOST_SHOWN])
        for offer in offers if offer.listed
    }


def _line(offer: Offer, one: Ranked, names: Names) -> Line:
    evergreen = offer.evergreens[one.key]
    return Line(
        evergreen.item.id, evergreen.item.headline(), one.mean, one.low, one.high, one.evidence,
        one.blocked, tuple(words(reason.message(names)) for reason in one.reasons),
        evergreen.times[-1] if evergreen.times else None, len(evergreen.times),
    )
