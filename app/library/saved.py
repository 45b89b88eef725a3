"""Filters somebody comes back to, each person's own."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from flask_babel import lazy_gettext as _l
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.accounts.access import Actor
from app.core.errors import Invalid, NotFound
from app.core.field_flaws import message_of
from app.core.text_fields import ShortLine
from app.library.filters import Filters
from app.models import Community, SavedFilter

MOST_SAVED = 30
MOST_QUERY = 4_000
_NAME: TypeAdapter[str] = TypeAdapter(ShortLine)


class NothingToSave(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("No filter is set."), _l("Choose a filter or search for something, then save it."))


class NameNeeded(Invalid):
    def __init__(self, flaw: object = "") -> None:
        super().__init__(_l("The filter needs a name."), flaw or _l("Enter a few words, such as “To rework”."))


class NameTaken(Invalid):
    def __init__(self, name: str) -> None:
        super().__init__(_l("You have a filter called “%(name)s” already.", name=name), _l("Choose another name."))


class TooManySaved(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("At most %(limit)s filters can be saved.", limit=MOST_SAVED), _l("Delete one you no longer use.")
        )


def saved_filters(session: Session, community: Community, actor: Actor) -> tuple[SavedFilter, ...]:
    """One's own, by name."""
    return tuple(session.scalars(_own(community, actor).order_by(SavedFilter.name, SavedFilter.id)))


def save_filter(
    session: Session, community: Community, query: str, name: str, *, actor: Actor, now: datetime
) -> SavedFilter:
    """Keep what `query`, the part of an address after the question mark, shows.

    Raises NothingToSave, NameNeeded, NameTaken, TooManySaved.
    """
    filters = Filters.read(MultiDict(parse_qsl(query[:MOST_QUERY])))
    if filters.is_empty:
        raise NothingToSave
    if (session.scalar(select(func.count()).select_from(_own(community, actor).subquery())) or 0) >= MOST_SAVED:
        raise TooManySaved
    saved = SavedFilter(
        community_id=community.id, user_id=actor.user.id, name=_free_name(session, community, name, actor),
        query=urlencode(filters.parameters()), created_at=now,
    )
    session.add(saved)
    session.flush()
    return saved


def rename_filter(session: Session, community: Community, saved_id: int, name: str, *, actor: Actor) -> SavedFilter:
    """Raises NotFound for somebody else's, NameNeeded, NameTaken."""
    saved = _one(session, community, saved_id, actor)
    saved.name = _free_name(session, community, name, actor, but=saved.id)
    session.flush()
    return saved


def delete_filter(session: Session, community: Community, saved_id: int, *, actor: Actor) -> None:
    """Raises NotFound for somebody else's."""
    session.delete(_one(session, community, saved_id, actor))
    session.flush()


def _own(community: Community, actor: Actor) -> Select[SavedFilter]:
    return select(SavedFilter).where(
        SavedFilter.community_id == community.id, SavedFilter.user_id == actor.user.id
    )


def _one(session: Session, community: Community, saved_id: int, actor: Actor) -> SavedFilter:
    saved = session.scalar(_own(community, actor).where(SavedFilter.id == saved_id))
    if saved is None:
        raise NotFound
    return saved


def _free_name(session: Session, community: Community, name: str, actor: Actor, but: int = 0) -> str:
    try:
        clean = _NAME.validate_python(name)
    except ValidationError as error:
        raise NameNeeded(message_of(error.errors(include_url=False)[0], ())) from error
    if not clean:
        raise NameNeeded
    if session.scalar(_own(community, actor).where(SavedFilter.name == clean, SavedFilter.id != but)):
        raise NameTaken(clean)
    return clean
