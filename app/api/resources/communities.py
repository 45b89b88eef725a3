"""Communities a token opens, with who speaks there and about what."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlalchemy import select

from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.guarding import seen_by
from app.api.paging import Order, page_of
from app.api.resources.sent_fields import ClockShown
from app.api.shapes import N_, Page, PageAsked, Shown
from app.models import Community, Product, Scope, Voice
from content_calendar.vocabulary import (
    ApprovalMode,
    BusinessGoal,
    CommunityKind,
    Horizon,
    Language,
    Platform,
    Positioning,
)
from content_calendar.workflow import Role

_ONE = "/communities/<int:community_id>"
_BY_NUMBER = Order("id", (Community.id,))
_VOICES = Order("id", (Voice.id,))
_PRODUCTS = Order("id", (Product.id,))


class CommunityShown(Shown):
    """A community."""

    id: int = Field(examples=[1])
    key: str = Field(description=N_("Its name in files and addresses; never changes."), examples=["parenting"])
    name: str = Field(examples=["新手爸妈交流群"])
    kind: CommunityKind
    platform: Platform
    language: Language
    timezone: str = Field(description=N_("IANA zone of its clocks."), examples=["Asia/Shanghai"])
    version: int = Field(description=N_("Raised by every change."), examples=[3])


class CommunityInFull(CommunityShown):
    """A community with what its calendar is planned and reviewed by."""

    brand: str = Field(examples=["豆荚屋"])
    purpose: str = Field(examples=["把日常照护弄明白"])
    goal: BusinessGoal
    horizon: Horizon
    positioning: Positioning
    founded_on: date | None = Field(examples=["2026-06-01"])
    daily_cap: int = Field(description=N_("Posts a day at most, for each persona."), examples=[2])
    weekly_cap: int = Field(description=N_("Posts a week at most, for each persona."), examples=[7])
    min_gap_minutes: int = Field(description=N_("Minutes between two posts."), examples=[120])
    quiet_from: ClockShown | None = Field(description=N_("By the community's clocks."), examples=["22:00"])
    quiet_until: ClockShown | None = Field(description=N_("By the community's clocks."), examples=["08:00"])
    approval_mode: ApprovalMode
    approve_by_hours: int = Field(
        description=N_("How many hours before its slot a post should be approved."), examples=[24]
    )


class VoiceShown(Shown):
    """Who speaks."""

    id: int = Field(examples=[1])
    key: str = Field(examples=["xiaoman"])
    name: str = Field(examples=["小满"])
    role: str = Field(description=N_("Their work."), examples=["门店顾问"])
    language: Language
    version: int = Field(examples=[1])


class ProductShown(Shown):
    """What the brand sells."""

    id: int = Field(examples=[1])
    key: str = Field(examples=["cup"])
    name: str = Field(examples=["学饮杯"])
    version: int = Field(examples=[1])


_COLUMNS = tuple(getattr(Community, name) for name in CommunityShown.model_fields)


@endpoint("GET", "/communities", scope=Scope.READ, summary=_l("List communities"))
def list_communities(call: Call, query: PageAsked) -> Page[CommunityShown]:
    """Those the token opens, in the order of their creation. Three queries."""
    wanted = select(*_COLUMNS).where(Community.id.in_([community.id for community in seen_by(call.caller)]))
    return page_of(
        call.session, wanted, query, _BY_NUMBER, lambda row: CommunityShown.model_validate(row, from_attributes=True)
    )


@endpoint("GET", _ONE, scope=Scope.READ, role=Role.VIEWER, summary=_l("Get a community"))
def get_community(community: Community) -> CommunityInFull:
    """One of them."""
    return CommunityInFull.model_validate(community, from_attributes=True)


@endpoint("GET", f"{_ONE}/voices", scope=Scope.READ, role=Role.VIEWER, summary=_l("List voices"))
def list_voices(call: Call, community: Community, query: PageAsked) -> Page[VoiceShown]:
    """One query."""
    wanted = select(*(getattr(Voice, name) for name in VoiceShown.model_fields))
    wanted = wanted.where(Voice.community_id == community.id)
    return page_of(
        call.session, wanted, query, _VOICES, lambda row: VoiceShown.model_validate(row, from_attributes=True)
    )


@endpoint("GET", f"{_ONE}/products", scope=Scope.READ, role=Role.VIEWER, summary=_l("List products"))
def list_products(call: Call, community: Community, query: PageAsked) -> Page[ProductShown]:
    """One query."""
    wanted = select(*(getattr(Product, name) for name in ProductShown.model_fields))
    wanted = wanted.where(Product.community_id == community.id)
    return page_of(
        call.session, wanted, query, _PRODUCTS, lambda row: ProductShown.model_validate(row, from_attributes=True)
    )
