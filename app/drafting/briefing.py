"""From rows to the plain values a copywriter is given."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.copywriter.brief import (
    Brief,
    CommunityBrief,
    EventBrief,
    Fact,
    PersonaBrief,
    ProductBrief,
    TopicBrief,
    VoiceBrief,
)
from app.models import Community, ContentItem, Event, Persona, Product, Revision, Voice
from content_calendar.vocabulary import Language, Need

MEMORY = timedelta(days=30)
MEMORY_TEXTS = 40

_MOMENT = {Language.ZH: "M月d日EEEE HH:mm", Language.EN: "EEEE d MMMM, HH:mm"}


def load_for_brief(session: Session, item_id: int) -> ContentItem:
    """The item with everything its brief is made from, in one query."""
    query = (
        select(ContentItem)
        .where(ContentItem.id == item_id)
        .options(
            *(
                joinedload(part)
                for part in (
                    ContentItem.community, ContentItem.persona, ContentItem.column, ContentItem.voice,
                    ContentItem.product, ContentItem.event, ContentItem.current_revision,
                )
            )
        )
    )
    return session.scalars(query).unique().one()


def recent_texts(session: Session, item: ContentItem) -> tuple[str, ...]:
    """What this persona was told around the item's slot, newest first: 30 days, at most 40 texts."""
    around = item.slot_at or item.created_at
    query = (
        select(Revision)
        .join(ContentItem, ContentItem.current_revision_id == Revision.id)
        .where(
            ContentItem.persona_id == item.persona_id,
            ContentItem.id != item.id,
            ContentItem.slot_at.between(around - MEMORY, around + MEMORY),
        )
        .order_by(ContentItem.slot_at.desc())
        .limit(MEMORY_TEXTS)
    )
    return tuple(revision.copy().text() for revision in session.scalars(query))


def brief_of(item: ContentItem, *, avoid: tuple[str, ...], seed: int, note: str = "") -> Brief:
    """The brief of one item. `seed` varies the text between items and between attempts by an editor."""
    zone = ZoneInfo(item.community.timezone)
    column = item.column
    return Brief(
        language=item.language,
        community=_community(item.community),
        persona=_persona(item.persona),
        voice=_voice(item.voice) if item.voice else VoiceBrief(name=item.community.brand),
        value=item.value,
        stage=item.stage,
        form=item.form,
        seed=seed,
        slot_at=item.slot_at.astimezone(zone) if item.slot_at else None,
        goal=item.goal,
        scene=item.scene,
        occasion=item.occasion,
        column=column.name if column else "",
        theme=column.theme if column else "",
        topic=TopicBrief(item.topic["title"], tuple(item.topic["points"])) if item.topic else None,
        product=_product(item.product) if item.product else None,
        event=_event(item.event, item.language, zone) if item.event else None,
        avoid=avoid,
        note=note,
    )


def _community(row: Community) -> CommunityBrief:
    return CommunityBrief(name=row.name, brand=row.brand, platform=row.platform, purpose=row.purpose)


def _persona(row: Persona) -> PersonaBrief:
    return PersonaBrief(
        name=row.name, summary=row.summary, address=row.address, static=row.static_facets,
        dynamic=row.dynamic_facets, opinions=row.opinions, channels=row.channels, tags=tuple(row.tags),
        needs=tuple(Need(need) for need in row.needs), member_state=row.member_state,
    )


def _voice(row: Voice) -> VoiceBrief:
    return VoiceBrief(
        name=row.name, role=row.role, tone=tuple(row.tone), always=tuple(row.always), never=tuple(row.never),
        samples=tuple(row.samples),
    )


def _product(row: Product) -> ProductBrief:
    return ProductBrief(name=row.name, facts=tuple(Fact(fact["name"], fact["value"]) for fact in row.facts))


def _event(row: Event, language: Language, zone: ZoneInfo) -> EventBrief:
    start, end = (_moment(at, language, zone) for at in (row.starts_at, row.ends_at))
    return EventBrief(
        name=row.name, theme=row.theme, when=f"{start} – {end}", place=row.place, way_to_join=row.way_to_join,
        prizes=row.prizes,
    )


def _moment(at: datetime, language: Language, zone: ZoneInfo) -> str:
    return format_datetime(at, _MOMENT[language], tzinfo=zone, locale=language.value)
