"""Communities a token opens."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlalchemy import select

from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.guarding import seen_by
from app.api.paging import Order, page_of
from app.api.shapes import N_, Page, PageAsked, Shown
from app.models import Community, Scope
from content_calendar.vocabulary import CommunityKind, Language, Platform
from content_calendar.workflow import Role

_BY_NUMBER = Order("id", (Community.id,))


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


_COLUMNS = tuple(getattr(Community, name) for name in CommunityShown.model_fields)


@endpoint("GET", "/communities", scope=Scope.READ, summary=_l("List communities"))
def list_communities(call: Call, query: PageAsked) -> Page[CommunityShown]:
    """Those the token opens, in the order of their creation. Three queries."""
    wanted = select(*_COLUMNS).where(Community.id.in_([community.id for community in seen_by(call.caller)]))
    return page_of(call.session, wanted, query, _BY_NUMBER, _shown)


@endpoint("GET", "/communities/<int:community_id>", scope=Scope.READ, role=Role.VIEWER, summary=_l("Get a community"))
def get_community(community: Community) -> CommunityShown:
    """One of them."""
    return CommunityShown.model_validate(community, from_attributes=True)


def _shown(row: object) -> CommunityShown:
    return CommunityShown.model_validate(row, from_attributes=True)
