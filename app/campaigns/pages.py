"""What the page of one campaign and the page of one event show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from app.campaigns.checklist import Checklist, checklist_of
from app.campaigns.phases import Phase, Progress, phase_of, progress_of
from app.campaigns.queries import PersonaMark, about_events, days_of, event_phase, local_today, marks, zone_of
from app.campaigns.results import Post, Results, post_of, results
from app.campaigns.service import plan_of
from app.feedback.results import results_of
from app.models import Campaign, Community, ContentItem, Event
from content_calendar.planning.touches import TouchStep, arc, touch_days
from content_calendar.workflow import State


@dataclass(frozen=True, slots=True)
class Touch:
    """One of a campaign's reminders to a persona; without posts it is still missing.

    `step` says what it is for, None beside the arc; `due` is the day a plan would place it, None without such a day.
    """

    number: int
    posts: tuple[Post, ...]
    step: TouchStep | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A persona's touches in their order; `missing` counts those without a post."""

    persona: PersonaMark
    touches: tuple[Touch, ...]

    @property
    def missing(self) -> int:
        return sum(not touch.posts for touch in self.touches)


@dataclass(frozen=True, slots=True)
class CampaignPage:
    campaign: Campaign
    phase: Phase
    days: int
    plan_from: date
    """The first day that can still be planned: the campaign's own, or today."""
    progress: Progress
    lines: tuple[Line, ...]
    results: Results


@dataclass(frozen=True, slots=True)
class EventPage:
    event: Event
    phase: Phase
    first: date
    last: date
    checklist: Checklist
    progress: Progress
    campaigns: tuple[Campaign, ...]
    """Those that promote it."""
    posts: tuple[Post, ...]
    results: Results


def campaign_page(session: Session, community: Community, campaign: Campaign, *, now: datetime) -> CampaignPage:
    """Two queries; the campaign comes with all that it names."""
    today = local_today(community, now)
    posts = _posts(session, ContentItem.campaign_id == campaign.id)
    personas = dict.fromkeys((*marks(campaign.personas), *(post.persona for post in posts)))
    return CampaignPage(
        campaign=campaign,
        phase=phase_of(campaign.first, campaign.last, today),
        days=(campaign.last - campaign.first).days + 1,
        plan_from=max(campaign.first, today),
        progress=progress_of(campaign.touches * len(campaign.personas), _by_state(posts)),
        lines=tuple(_line(persona, campaign, posts, community, today) for persona in personas),
        results=results(posts),
    )


def event_page(session: Session, community: Community, event: Event, *, now: datetime) -> EventPage:
    """Three queries."""
    posts = _posts(session, about_events(community, event))
    first, last = days_of(event, zone_of(community))
    promoting = select(Campaign).where(Campaign.event_id == event.id).order_by(Campaign.first)
    return EventPage(
        event=event, phase=event_phase(event, now), first=first, last=last,
        checklist=checklist_of(event.checklist, event.checked), progress=progress_of(0, _by_state(posts)),
        campaigns=tuple(session.scalars(promoting)), posts=posts, results=results(posts),
    )


def _posts(session: Session, condition: ColumnElement[bool]) -> tuple[Post, ...]:
    """The posts that are not archived, by touch and time, with what came back for them; two queries."""
    query = (
        select(ContentItem)
        .where(condition, ContentItem.state != State.ARCHIVED)
        .options(
            joinedload(ContentItem.persona), joinedload(ContentItem.column), joinedload(ContentItem.current_revision)
        )
        .order_by(ContentItem.slot_at.nulls_last(), ContentItem.id)
    )
    items = list(session.scalars(query))
    found = results_of(session, [item.id for item in items])
    return tuple(post_of(item, found.get(item.id)) for item in items)


def _line(
    persona: PersonaMark, campaign: Campaign, posts: Sequence[Post], community: Community, today: date
) -> Line:
    own: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        if post.persona == persona:
            own[post.touch].append(post)
    spoken_to = any(marked.id == persona.id for marked in campaign.personas)
    steps = dict(enumerate((touch.step for touch in arc(campaign.touches)), start=1)) if spoken_to else {}
    due = _due(campaign, own, zone_of(community), today) if spoken_to else {}
    numbers = sorted({*steps, *own})
    return Line(
        persona, tuple(Touch(number, tuple(own[number]), steps.get(number), due.get(number)) for number in numbers)
    )


def _due(
    campaign: Campaign, own: Mapping[int, Sequence[Post]], zone: ZoneInfo, today: date
) -> dict[int, date | None]:
    """When a plan would place the touches that are missing."""
    kept = {
        number: post.slot_at.astimezone(zone).date()
        for number, posts in own.items() for post in posts if number and post.slot_at
    }
    return dict(touch_days(plan_of(campaign), kept, today))


def _by_state(posts: Iterable[Post]) -> dict[State, int]:
    counts: dict[State, int] = defaultdict(int)
    for post in posts:
        counts[post.state] += 1
    return counts
