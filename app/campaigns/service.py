"""What other rooms may ask of campaigns, and what may be done to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import flag_modified

from app.accounts.access import Actor
from app.campaigns.refusals import HasPosts, LetGo
from app.communities.refusals import FieldRefused
from app.communities.service import named_row, require_free_key, saved_row
from app.communities.workspace_schema import WrittenCampaign
from app.core.errors import NotFound
from app.library import service as library
from app.models import Campaign, Community, ContentItem, Event, Persona, Product, Voice
from content_calendar.message import Message
from content_calendar.planning.campaign_window import Window, WindowFlaw, overlap
from content_calendar.planning.plan import CampaignPlan
from content_calendar.workflow import State


def campaign_plans(
    session: Session, personas: Sequence[Persona], start: date, end: date
) -> dict[int, tuple[CampaignPlan, ...]]:
    """The campaigns that speak to each persona on some day from `start` to `end`, both included, by their first day.

    By the persona's number; one query.
    """
    found: dict[int, tuple[CampaignPlan, ...]] = {persona.id: () for persona in personas}
    query = (
        select(Persona.id, Campaign)
        .join(Campaign.personas)
        .where(Persona.id.in_(found), Campaign.first <= end, Campaign.last >= start)
        .order_by(Campaign.first, Campaign.id)
    )
    for persona_id, campaign in session.execute(query):
        found[persona_id] += (plan_of(campaign),)
    return found


def get_campaign(session: Session, community: Community, campaign_id: int, *, lock: bool = False) -> Campaign:
    """The campaign with all that it names. Raises NotFound outside the community."""
    query = (
        select(Campaign)
        .where(Campaign.id == campaign_id, Campaign.community_id == community.id)
        .options(
            selectinload(Campaign.personas), joinedload(Campaign.voice), joinedload(Campaign.product),
            joinedload(Campaign.event),
        )
    )
    if lock:
        # key_share: a plan being accepted may go on putting posts into the campaign; the two never wait for each other
        query = query.with_for_update(of=Campaign, key_share=True).execution_options(populate_existing=True)
    campaign = session.scalar(query)
    if campaign is None:
        raise NotFound
    return campaign


def save_campaign(
    session: Session, community: Community, campaign: Campaign | None, written: WrittenCampaign, *, version: int,
    today: date, now: datetime,
) -> Campaign:
    """Save a campaign that the caller has locked; `today` is the day it is for the community.

    Raises StaleEdit, and FieldRefused for a key in use, a name that leads nowhere, days that are over or in which
    another campaign speaks to one of the personas.
    """
    taken = select(Campaign).where(Campaign.community_id == community.id, Campaign.key == written.key)
    require_free_key(session.scalar(taken), campaign, written.key)
    personas = [named_row(session, community, Persona, "persona", key) for key in written.personas]
    if campaign is None or (campaign.first, campaign.last) != (written.first, written.last):
        _require_days_ahead(written, today)
    _require_own_days(session, campaign, written, personas)
    if campaign is not None:
        flag_modified(campaign, "name")  # other personas alone would leave the version as it is
    fields = written.model_dump(exclude={"personas", "voice", "product", "event"}) | {
        "community_id": community.id, "personas": personas, **_named(session, community, written),
    }
    return saved_row(session, Campaign, campaign, fields, version=version, now=now)


def posts_in_use(session: Session, campaign: Campaign) -> int:
    """How many posts keep the campaign from being deleted: all but the archived ones."""
    in_use = (ContentItem.campaign_id == campaign.id, ContentItem.state != State.ARCHIVED)
    return session.scalar(select(func.count(ContentItem.id)).where(*in_use)) or 0


def delete_campaign(session: Session, campaign: Campaign, *, actor: Actor, now: datetime) -> None:
    """Delete a campaign that the caller has locked; its archived posts are let go. Raises HasPosts."""
    count = posts_in_use(session, campaign)
    if count:
        raise HasPosts(campaign.name, count)
    note = Message(LetGo.CAMPAIGN_DELETED, {"name": campaign.name})
    posts = select(ContentItem).where(ContentItem.campaign_id == campaign.id).order_by(ContentItem.id)
    for item in session.scalars(posts.with_for_update()):
        library.leave_campaign(session, item, note=note.text(campaign.community.language), actor=actor, now=now)
    session.flush()
    session.delete(campaign)
    session.flush()


def plan_of(row: Campaign) -> CampaignPlan:
    """The campaign as a planner sees it."""
    return CampaignPlan(row.id, row.name, row.first, row.last, row.touches, row.scene, row.tactic)


def _require_days_ahead(written: WrittenCampaign, today: date) -> None:
    if written.last < today:
        raise FieldRefused("last", Message(WindowFlaw.OVER, {"last": written.last, "today": today}))


def _require_own_days(
    session: Session, campaign: Campaign | None, written: WrittenCampaign, personas: list[Persona]
) -> None:
    """Of two people who give the same persona campaigns at once, the second waits here and is refused."""
    ids = sorted(persona.id for persona in personas)
    held = select(Persona.id).where(Persona.id.in_(ids)).order_by(Persona.id).with_for_update(key_share=True)
    session.execute(held)
    query = (
        select(Campaign)
        .where(
            Campaign.personas.any(Persona.id.in_(ids)), Campaign.first <= written.last, Campaign.last >= written.first
        )
        .options(selectinload(Campaign.personas))
        .order_by(Campaign.first, Campaign.id)
    )
    others = (_window(row, row.personas) for row in session.scalars(query) if row is not campaign)
    message = overlap(_window(written, personas), others)
    if message:
        raise FieldRefused("first", message)


def _window(campaign: Campaign | WrittenCampaign, personas: list[Persona]) -> Window:
    return Window(
        campaign.name, campaign.first, campaign.last, {persona.key: persona.name for persona in personas}
    )


def _named(session: Session, community: Community, written: WrittenCampaign) -> dict[str, int | None]:
    """The ids of what the campaign names by key."""
    voice = named_row(session, community, Voice, "voice", written.voice) if written.voice else None
    product = named_row(session, community, Product, "product", written.product) if written.product else None
    event = named_row(session, community, Event, "event", written.event) if written.event else None
    return {
        "voice_id": voice.id if voice else None, "product_id": product.id if product else None,
        "event_id": event.id if event else None,
    }
