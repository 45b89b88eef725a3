"""What the posts of a campaign or an event brought, added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from app.campaigns.queries import PersonaMark
from app.feedback.results import Outcomes, Result, added
from app.models import ContentItem
from content_calendar.vocabulary import Form, Outcome
from content_calendar.workflow import State


@dataclass(frozen=True, slots=True)
class Post:
    """One post with what came back for it, None while nothing did."""

    id: int
    headline: str
    persona: PersonaMark
    form: Form
    touch: int
    slot_at: datetime | None
    state: State
    result: Result | None

    def engagement(self) -> float | None:
        """Of those who saw it, how many liked, commented or shared; None when nobody told."""
        return self.result.rate(Outcome.ENGAGE) if self.result else None


@dataclass(frozen=True, slots=True)
class Results:
    """The posts that are out, and what all of them brought together; None for what no source told of any."""

    posts: tuple[Post, ...]
    known: int
    """How many of them have numbers."""
    seen: int | None
    outcomes: Outcomes
    rates: Mapping[Outcome, float | None]
    """Per person who saw a post of which it was told."""
    best: Post | None
    worst: Post | None
    """None unless two posts can be compared."""


def post_of(item: ContentItem, result: Result | None) -> Post:
    """The item needs its persona, column and present text loaded."""
    persona = PersonaMark(item.persona_id, item.persona.name, item.persona.color)
    return Post(
        item.id, item.headline(), persona, item.form, item.touch, item.slot_at, item.state, result
    )


def results(posts: Sequence[Post]) -> Results:
    """Best and worst by engagement, among posts that anybody saw and of which it was told."""
    out = tuple(post for post in posts if post.state is State.PUBLISHED)
    known = [post.result for post in out if post.result]
    rated = [(rate, post) for post in out if (rate := post.engagement()) is not None]
    ranked = [post for _rate, post in sorted(rated, key=itemgetter(0))]
    compared = len(ranked) > 1
    return Results(
        posts=out, known=len(known), seen=added(result.seen for result in known),
        outcomes={outcome: added(result.outcomes[outcome] for result in known) for outcome in Outcome},
        rates={outcome: _rate(known, outcome) for outcome in Outcome},
        best=ranked[-1] if compared else None, worst=ranked[0] if compared else None,
    )


def _rate(known: Sequence[Result], outcome: Outcome) -> float | None:
    told = [result for result in known if result.rate(outcome) is not None]
    seen = added(result.seen for result in told)
    hits = added(result.outcomes[outcome] for result in told)
    return hits / seen if hits is not None and seen else None
