"""One persona's proposal, each change with what it comes from, and the shares before and after it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.calendar.plan_request import plan_requests
from app.calendar.planning import Range
from app.calendar.shares import Share, compared, shares_of
from app.calendar.ticks import Tick, moment_of
from app.models import Community, Persona
from content_calendar.message import Message
from content_calendar.planning.plan import (
    Change,
    ChangeKind,
    Origin,
    Placed,
    PlanRequest,
    Proposal,
    Skipped,
    Slot,
)
from content_calendar.planning.planner import propose
from content_calendar.vocabulary import Stage, Value


@dataclass(frozen=True, slots=True)
class Source:
    """What changes come from: one column, one campaign, occasions or free slots. `name` is empty for the last two."""

    key: str
    origin: Origin
    name: str = ""


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """One line of the page. `was` and `at` are in the community's zone; `touches` is how many the campaign wants."""

    tick: str
    persona: Persona
    kind: ChangeKind
    at: datetime
    was: datetime | None
    slot: Slot | None
    headline: str
    item_id: int | None
    source: Source
    touch: int
    touches: int
    reasons: tuple[Message, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Moments of one source at which nothing is proposed."""

    source: Source
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class PersonaPlan:
    persona: Persona
    request: PlanRequest
    proposal: Proposal

    @property
    def plannable(self) -> bool:
        """Whether anything could fill these days: a column that does not rest on all of them, or more than columns."""
        request = self.request
        columns = (column.series for column in request.columns)
        return bool(request.campaigns or request.weekly_target) or any(
            not series.rests(request.start, request.end) for series in columns
        )

    @property
    def values(self) -> tuple[Share, ...]:
        before = shares_of(post.value for post in self._posts())
        return compared(Value, self.proposal.shares_wanted, before, self.proposal.shares_actual)

    @property
    def stages(self) -> tuple[Share, ...]:
        before = shares_of(post.stage for post in self._posts())
        return compared(Stage, self.proposal.stages_wanted, before, self.proposal.stages_actual)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        found: dict[Source, list[Skipped]] = {}
        for skipped in self.proposal.skipped:
            source = self.source_of(skipped.column_id, skipped.campaign_id, Origin.OCCASION)
            found.setdefault(source, []).append(skipped)
        return tuple(LeftOut(source, tuple(moments)) for source, moments in found.items())

    @property
    def left_out_count(self) -> int:
        return len(self.proposal.skipped)

    def item_ids(self) -> list[int]:
        """The posts that would be moved or taken away."""
        return [change.item_id for change in self.proposal.changes if change.item_id is not None]

    def source_of(self, column_id: int | None, campaign_id: int | None, origin: Origin = Origin.FREE) -> Source:
        """What a slot or post with these comes from."""
        if campaign_id is not None:
            names = {campaign.id: campaign.name for campaign in self.request.campaigns}
            return Source(f"campaign-{campaign_id}", Origin.TOUCH, names.get(campaign_id, ""))
        if column_id is not None:
            columns = {column.id: column.name for column in self.request.columns}
            return Source(f"column-{column_id}", Origin.COLUMN, columns.get(column_id, ""))
        return Source(origin.value, origin)

    def touches_of(self, campaign_id: int | None) -> int:
        return next((campaign.touches for campaign in self.request.campaigns if campaign.id == campaign_id), 0)

    def _posts(self) -> Sequence[Placed]:
        return (*self.request.placed, *(one.post for one in self.request.loose))


def plans_of(
    session: Session, community: Community, personas: Sequence[Persona], days: Range, *, now: datetime
) -> list[PersonaPlan]:
    """Each persona's proposal with what it was made from, in five queries. Raises PlanRefused."""
    requests = plan_requests(session, community, personas, **days, now=now)
    return [PersonaPlan(*of_one, propose(of_one[1])) for of_one in zip(personas, requests, strict=True)]


def proposed_changes(
    plan: PersonaPlan, names: Mapping[int, str], chosen: Collection[str] | None
) -> Iterator[ProposedChange]:
    """The lines of the page; `names` are those of the posts concerned, `chosen` the ticks, None for all."""
    posts = {one.item_id: one.post for one in plan.request.loose}
    for change in plan.proposal.changes:
        tick = str(Tick.of(plan.persona.id, change))
        is_chosen = chosen is None or tick in chosen
        yield _line(plan, change, posts.get(change.item_id or 0), names, tick, is_chosen=is_chosen)


def _line(
    plan: PersonaPlan, change: Change, post: Placed | None, names: Mapping[int, str], tick: str, *, is_chosen: bool
) -> ProposedChange:
    slot, zone = change.slot, plan.request.zone
    told = slot or post
    column_id, campaign_id = (told.column_id, told.campaign_id) if told else (None, None)
    source = plan.source_of(column_id, campaign_id, slot.origin if slot else Origin.FREE)
    topic = slot.topic.title if slot and slot.topic else ""
    return ProposedChange(
        tick=tick, persona=plan.persona, kind=change.kind, at=moment_of(change).astimezone(zone),
        was=change.was.astimezone(zone) if change.was else None, slot=slot,
        headline=names.get(change.item_id or 0, "") or topic, item_id=change.item_id, source=source,
        touch=told.touch if told else 0, touches=plan.touches_of(campaign_id), reasons=change.reasons,
        chosen=is_chosen,
    )
