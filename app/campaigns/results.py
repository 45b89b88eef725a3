"""What the posts of a campaign or an event brought, added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.campaigns.queries import PersonaMark
from app.feedback.results import Result
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

    def engagement(self) -> float:
        """Of those who saw it, how many liked, commented or shared."""
        rate = self.result.rate(Outcome.ENGAGE) if self.result else None
        return rate or 0.0


@dataclass(frozen=True, slots=True)
class Results:
    """The posts that are out, and what all of them brought together."""

    posts: tuple[Post, ...]
    known: int
    """How many of them have numbers."""
    seen: int
    outcomes: Mapping[Outcome, int]
    best: Post | None
    worst: Post | None
    """None unless two posts can be compared."""

    def rate(self, outcome: Outcome) -> float | None:
        """Per person who saw any of them."""
        return self.outcomes[outcome] / self.seen if self.seen else None


def post_of(item: ContentItem, result: Result | None) -> Post:
    """The item needs its persona, column and present text loaded."""
    persona = PersonaMark(item.persona_id, item.persona.name, item.persona.color)
    return Post(
        item.id, item.headline(), persona, item.form, item.touch, item.slot_at, item.state, result
    )


def results(posts: Sequence[Post]) -> Results:
    """Best and worst by engagement, among posts that anybody saw."""
    out = tuple(post for post in posts if post.state is State.PUBLISHED)
    known = [post.result for post in out if post.result]
    ranked = sorted((post for post in out if post.result and post.result.seen), key=Post.engagement)
    compared = len(ranked) > 1
    return Results(
        posts=out, known=len(known), seen=sum(result.seen for result in known),
        outcomes={outcome: sum(result.outcomes[outcome] for result in known) for outcome in Outcome},
        best=ranked[-1] if compared else None, worst=ranked[0] if compared else None,
    )
