"""The page of the list, shown by whoever has to show it again, and what a bulk act tells on the next one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import render_template, session, url_for
from werkzeug.datastructures import MultiDict

from app.accounts.access import Actor
from app.core.database import db
from app.core.errors import QunbiError
from app.core.i18n import label
from app.core.zones import zone_of
from app.library.bulk import MOST_AT_ONCE, MOST_DAYS, Bulk, Outcome, Refusal
from app.library.filters import Filters
from app.library.finding_items import MOST_FOUND, found_ids
from app.library.listing import Page, choices, digest, library_page, local_days, seen
from app.library.saved import MOST_QUERY, saved_filters
from app.models import Community
from content_calendar.vocabulary import Form, Stage, Value, WriterKind
from content_calendar.workflow import Role, State

_TOLD = "library-outcome"
_NAMED, _CAUSES, _SHORT = 3, 5, 30


@dataclass(frozen=True, slots=True)
class Rejected:
    """A form of the list that was refused, with what was typed; `saved_id` names the saved filter it was about."""

    why: QunbiError
    ticked: Collection[int] = ()
    days: str = ""
    name: str = ""
    saved_id: int = 0
    is_name: bool = False


def list_page(
    community: Community, actor: Actor, filters: Filters, *, number: int | None, everything: bool = False,
    rejected: Rejected | None = None,
) -> str:
    """`everything`: all that was found is chosen, not only rows of this page; it cannot be for more than 500."""
    page = library_page(db.session, community, filters, actor, page=number or 1)
    everything = everything and 0 < page.total <= MOST_AT_ONCE and not page.is_more
    return render_template(
        "library/index.html", community=community, actor=actor, page=page, filters=filters, Bulk=Bulk,
        states=list(State), values=list(Value), stages=list(Stage), forms=list(Form), writers=list(WriterKind),
        choices=choices(db.session, community), saved=saved_filters(db.session, community, actor),
        query=urlencode(filters.parameters()), may_change=actor.role.covers(Role.EDITOR), rejected=rejected,
        everything=_all_of(community, actor, filters) if everything else "", told=session.pop(_key(community), None),
        most_at_once=MOST_AT_ONCE, most_days=MOST_DAYS, most_found=MOST_FOUND, older=_older(community, filters, page),
        arguments={**filters.parameters(), "community_id": community.id},
    )


def filters_of(query: str) -> Filters:
    """What the part of an address after the question mark asks for."""
    return Filters.read(MultiDict(parse_qsl(query[:MOST_QUERY])))


def all_found(community: Community, actor: Actor, filters: Filters) -> tuple[tuple[int, int], ...]:
    """(id, version) of everything the filters find, up to one more than may be changed at once."""
    ids = found_ids(db.session, community, filters, mine_id=actor.user.id)
    return seen(db.session, ids[: MOST_AT_ONCE + 1])


def tell(community: Community, outcome: Outcome) -> None:
    """Keep what was done and what was refused for the next page."""
    session[_key(community)] = {
        "act": label(outcome.act), "done": len(outcome.done), "refused": len(outcome.refused),
        "causes": list(_causes(outcome.refused))[:_CAUSES],
    }


def export_address(community: Community, ids: Sequence[int]) -> str:
    """The export page with exactly these items, which have slots."""
    slots = local_days(db.session, community, ids)
    return url_for(
        "exports.index", community_id=community.id, start=min(slots), end=max(slots),
        items=",".join(str(item_id) for item_id in ids),
    )


def _all_of(community: Community, actor: Actor, filters: Filters) -> str:
    return digest(all_found(community, actor, filters))


def _older(community: Community, filters: Filters, page: Page) -> Mapping[str, str]:
    """The filters that go on where a list of the thousand latest ends; empty where it need not or cannot go on."""
    last = page.rows[-1].slot_at if page.rows and page.is_more and page.number == page.pages else None
    if last is None or filters.words:
        return {}
    day = last.astimezone(zone_of(community.timezone)).date()
    on = day if filters.last != day else day - timedelta(days=1)
    return {**filters.parameters(), "to": on.isoformat()}


def _causes(refused: Sequence[Refusal]) -> Iterator[dict[str, Any]]:
    """Each cause once, with some of the items it holds for: a cookie carries it."""
    by_cause: dict[tuple[str, str], list[Refusal]] = {}
    for refusal in refused:
        by_cause.setdefault((str(refusal.why.cause), str(refusal.why.remedy)), []).append(refusal)
    for (cause, remedy), same in by_cause.items():
        named = [[refusal.item_id, refusal.headline[:_SHORT]] for refusal in same if refusal.headline][:_NAMED]
        yield {"cause": cause, "remedy": remedy, "count": len(same), "items": named}


def _key(community: Community) -> str:
    return f"{_TOLD}-{community.id}"
