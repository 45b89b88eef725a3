"""The balance panel: what the shown days give the shown personas against what was meant, and what needs a look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendar.queries import PersonaMark, day_start, zone_of
from app.calendar.shares import Share, compared
from app.library.queries import last_interaction_on
from app.models import Community, ContentItem
from content_calendar.message import Message
from content_calendar.planning.attention import PURPOSE_DAYS
from content_calendar.planning.balance import (
    Balance,
    CrowdedDay,
    Silence,
    attention_signs,
    balance,
    purpose_signs,
)
from content_calendar.planning.plan import Placed
from content_calendar.vocabulary import Stage, Value
from content_calendar.workflow import State

ONE_DAY = timedelta(days=1)
GONE = (State.ARCHIVED, State.EXPIRED, State.FAILED)
MOST_TOLD = 5


class _Post(NamedTuple):
    persona_id: int
    placed: Placed


@dataclass(frozen=True, slots=True)
class Gap:
    """Days in a row without a post. `plan_from` is the first of them that can still be planned, None for past ones."""

    first: date
    last: date
    days: int
    plan_from: date | None


@dataclass(frozen=True, slots=True)
class PersonaBalance:
    """One persona's gaps, the longest ones by time, and its days above the cap; `more` counts what is not told."""

    persona: PersonaMark
    posts: int
    gaps: tuple[Gap, ...]
    crowded: tuple[CrowdedDay, ...]
    more: int

    @property
    def is_even(self) -> bool:
        return not self.gaps and not self.crowded


@dataclass(frozen=True, slots=True)
class BalancePanel:
    """`age` is the community's in days, None while nobody said when it was founded."""

    first: date
    last: date
    posts: int
    values: tuple[Share, ...]
    stages: tuple[Share, ...]
    short: tuple[Message, ...]
    personas: tuple[PersonaBalance, ...]
    longest_silence_days: int
    daily_cap: int
    age: int | None
    activity: tuple[Message, ...]
    purpose: tuple[Message, ...]


def balance_panel(
    session: Session, community: Community, first: date, last: date, *, personas: Sequence[PersonaMark], now: datetime
) -> BalancePanel:
    """How the local days from `first` to `last`, both included, stand for these personas; two queries.

    Raises PlanRefused for days that run backwards or are too many.
    """
    zone = zone_of(community)
    today = now.astimezone(zone).date()
    posts = _posts(session, community, first, last, now)
    own = {persona.id: [post.placed for post in posts if post.persona_id == persona.id] for persona in personas}
    whole = _balance(community, [placed for each in own.values() for placed in each], first, last, zone)
    counts = {persona.id: sum(first <= _day(post, zone) <= last for post in own[persona.id]) for persona in personas}
    return BalancePanel(
        first=first, last=last, posts=sum(counts.values()),
        values=compared(Value, whole.shares_wanted, {}, whole.shares_actual),
        stages=compared(Stage, whole.stages_wanted, {}, whole.stages_actual),
        short=replace(whole, silences=(), crowded_days=()).concerns(),
        personas=tuple(
            _of_persona(persona, counts[persona.id], _balance(community, own[persona.id], first, last, zone), today)
            for persona in personas
        ),
        longest_silence_days=community.longest_silence_days, daily_cap=community.daily_cap,
        age=(today - community.founded_on).days if community.founded_on else None,
        activity=attention_signs(community.founded_on, last_interaction_on(session, community), today),
        purpose=purpose_signs(community.goal, (post.placed.stage for post in posts if _is_recent(post.placed, now))),
    )


def _balance(community: Community, posts: Sequence[Placed], first: date, last: date, zone: ZoneInfo) -> Balance:
    return balance(
        posts, {Value(name): int(share) for name, share in community.value_shares.items()},
        stages_wanted={Stage(name): int(share) for name, share in community.stage_shares.items()},
        start=first, end=last, zone=zone, daily_cap=community.daily_cap,
        longest_silence_days=community.longest_silence_days,
    )


def _posts(session: Session, community: Community, first: date, last: date, now: datetime) -> list[_Post]:
    """The community's posts of the shown days and of the last 60."""
    zone = zone_of(community)
    shown = ContentItem.slot_at.between(day_start(first, zone), day_start(last + ONE_DAY, zone))
    recent = ContentItem.slot_at.between(now - timedelta(days=PURPOSE_DAYS), now)
    own = ContentItem.community_id == community.id
    rows = session.execute(
        select(ContentItem.persona_id, ContentItem.slot_at, ContentItem.value, ContentItem.stage)
        .where(own, shown | recent, ContentItem.state.not_in(GONE))
    )
    return [_Post(persona, Placed(at=at, value=value, stage=stage)) for persona, at, value, stage in rows if at]


def _is_recent(post: Placed, now: datetime) -> bool:
    return timedelta(0) <= now - post.at <= timedelta(days=PURPOSE_DAYS)


def _day(post: Placed, zone: ZoneInfo) -> date:
    return post.at.astimezone(zone).date()


def _of_persona(persona: PersonaMark, posts: int, found: Balance, today: date) -> PersonaBalance:
    silences = _gravest(found.silences)
    return PersonaBalance(
        persona=persona, posts=posts, gaps=tuple(_gaps(silences, today)), crowded=found.crowded_days[:MOST_TOLD],
        more=len(found.silences) - len(silences) + max(len(found.crowded_days) - MOST_TOLD, 0),
    )


def _gravest(silences: Sequence[Silence]) -> list[Silence]:
    longest = sorted(silences, key=lambda silence: -silence.days)[:MOST_TOLD]
    return sorted(longest, key=lambda silence: silence.first)


def _gaps(silences: Sequence[Silence], today: date) -> Iterator[Gap]:
    for silence in silences:
        start = max(silence.first, today)
        yield Gap(silence.first, silence.last, silence.days, start if start <= silence.last else None)
