"""The page of the desk and its parts, each shown by whoever has to show it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import render_template
from sqlalchemy import select

from app.accounts.access import Actor
from app.core.clock import now
from app.core.database import db
from app.core.zones import zone_of
from app.models import Community, Persona
from app.reply_desk.at_hand import at_hand
from app.reply_desk.finding import lines_for
from app.reply_desk.index import NotReady, offer_of
from app.reply_desk.wish import View, Wish
from content_calendar.vocabulary import MemberState
from content_calendar.workflow import Role

READING_S = 0.5
"""How long a page waits for the first index; after that it is shown without, and asks again by itself."""


def desk_page(community: Community, actor: Actor, wish: Wish, *, is_narrow: bool) -> str:
    """Seven queries beside the shell's own: what is on offer, what is at hand, the personas."""
    personas = select(Persona.id, Persona.name).where(Persona.community_id == community.id).order_by(Persona.id)
    page = "reply_desk/narrow.html" if is_narrow else "reply_desk/index.html"
    return render_template(
        page, community=community, is_narrow=is_narrow, views=list(View), states=list(MemberState),
        personas=[tuple(row) for row in db.session.execute(personas)], **_part(community, actor, wish),
    )


def hits_part(community: Community, actor: Actor, arguments: Mapping[str, str]) -> dict[str, Any]:
    """What the list of hits is drawn from: four queries."""
    return _part(community, actor, Wish.read(arguments))


def local_day(community: Community, at: datetime) -> date:
    """The day on the community's clock."""
    return at.astimezone(zone_of(community.timezone)).date()


def _part(community: Community, actor: Actor, wish: Wish) -> dict[str, Any]:
    hand, may_take = at_hand(db.session, community, actor.user), actor.role.covers(Role.EDITOR)
    known = {"wish": wish, "may_take": may_take, "lines": (), "counts": {}, "total": 0, "is_ready": False}
    try:
        offer = offer_of(db.session, community, now(), patience=READING_S)
    except NotReady:
        return known
    lines = lines_for(db.session, community, wish, offer, hand)
    counts = offer.counts(wish.state)
    return known | {"is_ready": True, "lines": lines, "counts": counts, "total": len(offer.index)}
