"""What still needs a row: only what nothing uses may be deleted."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Column as TableColumn
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.errors import Conflict
from app.core.i18n import label
from app.models import (
    Campaign,
    Column,
    Community,
    ContentItem,
    DraftingRun,
    Event,
    Export,
    FeedToken,
    Persona,
    Product,
    Voice,
)
from app.models.campaigns import campaign_persona
from content_calendar.vocabulary import Term

EditableRow = Community | Persona | Voice | Product | Column | Event | Campaign
Reference = InstrumentedAttribute[int] | InstrumentedAttribute[int | None] | TableColumn[int]
_NAMES_SHOWN = 3


class UsedBy(Term):
    """The Chinese label carries its measure word, since it always follows a number."""

    COLUMNS = "columns", "个栏目", "columns"
    POSTS = "posts", "条内容", "posts"
    RUNS = "runs", "次生成记录", "drafting runs"
    EXPORTS = "exports", "次导出记录", "exports"
    FEEDS = "feeds", "个订阅链接", "feeds"
    PERSONAS = "personas", "个画像", "personas"
    VOICES = "voices", "个人设", "voices"
    PRODUCTS = "products", "个产品", "products"
    EVENTS = "events", "个活动", "events"
    CAMPAIGNS = "campaigns", "场推广", "campaigns"


@dataclass(frozen=True, slots=True)
class Use:
    """How many of one kind need the row, and the names of the first few where they have names."""

    by: UsedBy
    count: int
    names: tuple[str, ...] = ()


class StillUsed(Conflict):
    def __init__(self, name: str, uses: tuple[Use, ...]) -> None:
        super().__init__(
            _l("“%(name)s” is still used: %(uses)s.", name=name, uses=in_words(uses)),
            _l("Point those elsewhere first. A column can be paused instead of deleted."),
        )
        self.uses = uses


_REFERENCES: dict[type[EditableRow], tuple[tuple[UsedBy, Reference], ...]] = {
    Community: (
        (UsedBy.POSTS, ContentItem.community_id), (UsedBy.PERSONAS, Persona.community_id),
        (UsedBy.VOICES, Voice.community_id), (UsedBy.PRODUCTS, Product.community_id),
        (UsedBy.EVENTS, Event.community_id), (UsedBy.CAMPAIGNS, Campaign.community_id),
        (UsedBy.EXPORTS, Export.community_id),
    ),
    Persona: (
        (UsedBy.COLUMNS, Column.persona_id), (UsedBy.POSTS, ContentItem.persona_id),
        (UsedBy.RUNS, DraftingRun.persona_id), (UsedBy.EXPORTS, Export.persona_id),
        (UsedBy.FEEDS, FeedToken.persona_id), (UsedBy.CAMPAIGNS, campaign_persona.c.persona_id),
    ),
    Voice: (
        (UsedBy.COLUMNS, Column.voice_id), (UsedBy.POSTS, ContentItem.voice_id), (UsedBy.CAMPAIGNS, Campaign.voice_id),
    ),
    Product: (
        (UsedBy.COLUMNS, Column.product_id), (UsedBy.POSTS, ContentItem.product_id),
        (UsedBy.CAMPAIGNS, Campaign.product_id),
    ),
    Column: ((UsedBy.POSTS, ContentItem.column_id),),
    Campaign: ((UsedBy.POSTS, ContentItem.campaign_id),),
    Event: ((UsedBy.POSTS, ContentItem.event_id), (UsedBy.CAMPAIGNS, Campaign.event_id)),
}


def uses_of(session: Session, row: EditableRow) -> tuple[Use, ...]:
    """Everything that needs `row`, empty when it may go; one query for each kind of use."""
    found = (_use(session, by, attribute, row.id) for by, attribute in _REFERENCES[type(row)])
    return tuple(use for use in found if use.count)


def in_words(uses: tuple[Use, ...]) -> str:
    """“3 columns (A, B, C), 12 posts” in the reader's language."""
    return str(_(", ")).join(_one_in_words(use) for use in uses)


def _one_in_words(use: Use) -> str:
    counted = str(_("%(count)s %(kind)s", count=use.count, kind=label(use.by)))
    names = str(_(", ")).join(use.names)
    return str(_("%(counted)s (%(names)s)", counted=counted, names=names)) if names else counted


def _use(session: Session, by: UsedBy, attribute: Reference, row_id: int) -> Use:
    count = session.scalar(select(func.count()).where(attribute == row_id)) or 0
    if not count or by is not UsedBy.COLUMNS:
        return Use(by, count)
    names = session.scalars(select(Column.name).where(attribute == row_id).order_by(Column.id).limit(_NAMES_SHOWN))
    return Use(by, count, tuple(names))
