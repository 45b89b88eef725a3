"""The ranking: what worked, and in which order what is to come is recommended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import Field

from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.refusals import Flawed
from app.api.shapes import N_, Asked, Page, RowId, Shown
from app.core.row_ids import row_id
from app.core.text_fields import ShortLine
from app.learning import ranked
from app.learning.lists import Place, RankedPage
from app.models import Community, Scope
from content_calendar.ranking import Evidence
from content_calendar.vocabulary import Counter, Form, Outcome, Value
from content_calendar.workflow import Role, State

_HERE = "/communities/<int:community_id>/ranking"


class RankingAsked(Asked):
    persona_id: RowId | None = Field(None, description=N_("Only this persona."), examples=[1])
    cursor: ShortLine = Field("", description=N_("Where to go on: `next` of the page before."), examples=[""])


class PlaceShown(Shown):
    """One item in its place. Rates are engagements for each one who saw it, with an 80 % interval."""

    number: int = Field(description=N_("Its place, from 1."), examples=[1])
    item_id: int = Field(examples=[42])
    uid: str = Field(examples=["9f2c6f0e4e3b4f53"])
    title: str = Field(examples=["断奶这件事，先别急着定日子"])
    persona_id: int = Field(examples=[1])
    column: str = Field(examples=["照护小课"])
    form: Form
    value: Value
    state: State
    slot_at: datetime | None = Field(examples=["2027-03-01T01:30:00Z"])
    mean: float = Field(examples=[0.081])
    low: float = Field(examples=[0.052])
    high: float = Field(examples=[0.117])
    evidence: Evidence
    is_blocked: bool = Field(description=N_("Whether it drives members away."))
    is_learned: bool = Field(
        description=N_("Whether its own numbers are in the rate; else it is what to expect."), examples=[True]
    )
    reasons: tuple[str, ...] = Field(
        description=N_("Why it stands here, in the language of Accept-Language."),
        examples=[["周四 20:00 的互动高于平均"]],
    )
    seen: int | None = Field(description=N_("Null when no source told."), examples=[420])
    counters: Mapping[Counter, int | None] | None = Field(
        description=N_("All its readings together; null while there is none, and for what no source told."),
        examples=[{"views": 380, "likes": 31}],
    )
    outcomes: Mapping[Outcome, int | None] = Field(examples=[{"engage": 47, "act": 21, "harm": 0}])
    observed_at: datetime | None = Field(examples=["2027-03-08T02:00:00Z"])


@endpoint("GET", f"{_HERE}/published", scope=Scope.READ, role=Role.VIEWER, summary=_l("Rank what is out"))
def rank_published(call: Call, community: Community, query: RankingAsked) -> Page[PlaceShown]:
    """The best first, fifty a page."""
    return _page(query, lambda page: ranked.published(
        call.session, community, persona_id=query.persona_id, page=page
    ))


@endpoint("GET", f"{_HERE}/upcoming", scope=Scope.READ, role=Role.VIEWER, summary=_l("Rank what is to come"))
def rank_upcoming(call: Call, community: Community, query: RankingAsked) -> Page[PlaceShown]:
    """In the recommended order, fifty a page."""
    return _page(query, lambda page: ranked.upcoming(
        call.session, community, persona_id=query.persona_id, page=page
    ))


def _page(query: RankingAsked, read: Callable[[int], RankedPage]) -> Page[PlaceShown]:
    """The order is made anew with each page, so the cursor is the number of the page."""
    number = _number(query.cursor)
    found = read(number)
    places = found.places if number <= found.pages else ()
    return Page(data=tuple(map(_shown, places)), next=str(number + 1) if number < found.pages else None)


def _number(cursor: str) -> int:
    try:
        return row_id(cursor) if cursor else 1
    except ValueError:
        detail = _("This cursor belongs to no page of this list; begin without one.")
        raise Flawed([{"parameter": "cursor", "detail": detail, "code": "cursor"}]) from None


_SAME = tuple(
    name for name in PlaceShown.model_fields if name not in {"title", "persona_id", "is_blocked", "counters"}
)


def _shown(place: Place) -> PlaceShown:
    return PlaceShown(
        **{name: getattr(place, name) for name in _SAME}, title=place.headline, persona_id=place.persona.id,
        is_blocked=place.blocked, counters=place.counts,
    )
