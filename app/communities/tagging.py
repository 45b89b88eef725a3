"""The tags of a community and the personas that carry them: a change of a tag is a change of its personas."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.communities.rows import new_tag
from app.core.errors import Conflict, Invalid, NotFound
from app.core.field_flaws import message_of
from app.core.text_fields import TagText
from app.models import Community, Persona, Tag

_tag_text = TypeAdapter(TagText)


class TagInvalid(Invalid):
    """A new name that is no tag."""


class TagStillUsed(Conflict):
    def __init__(self, text: str, count: int) -> None:
        super().__init__(
            ngettext(
                "“%(tag)s” is carried by %(num)s persona.", "“%(tag)s” is carried by %(num)s personas.", count, tag=text
            ),
            _l("Merge it into another tag, or take it off those personas first."),
        )


def add_tags(session: Session, community: Community, tags: Collection[str], *, now: datetime) -> None:
    """Add those of `tags` (`namespace:name`) that the community lacks."""
    known = {str(tag) for tag in session.scalars(select(Tag).where(Tag.community_id == community.id))}
    session.add_all(new_tag(community.id, text, now) for text in tags if text not in known)
    session.flush()


def read_tag(text: str) -> str:
    """A tag as somebody typed it, with a Chinese colon or a Latin one. Raises TagInvalid."""
    try:
        return _tag_text.validate_python(text.replace("：", ":", 1))
    except ValidationError as error:
        message = message_of(error.errors(include_url=False)[0])
        raise TagInvalid(message, "") from None


def rename_tag(session: Session, community: Community, old: str, new: str, *, now: datetime) -> int:
    """Call the tag `old` by the name `new`, on every persona; if `new` exists the two become one.

    Returns how many personas carried it. Raises TagInvalid, NotFound.
    """
    wanted = read_tag(new)
    rows = {str(tag): tag for tag in _tags(session, community)}
    carriers = _carriers(session, community, old)
    if old not in rows and not carriers:
        raise NotFound(_l("This tag does not exist any more."), _l("Reload the list of tags."))
    for persona in carriers:
        persona.tags = list(dict.fromkeys(wanted if tag == old else tag for tag in persona.tags))
    if old in rows and old != wanted:
        session.delete(rows[old])
        session.flush()
    add_tags(session, community, [wanted], now=now)
    return len(carriers)


def delete_tag(session: Session, community: Community, text: str) -> None:
    """Raises TagStillUsed while a persona carries it."""
    carriers = _carriers(session, community, text)
    if carriers:
        raise TagStillUsed(text, len(carriers))
    for tag in _tags(session, community):
        if str(tag) == text:
            session.delete(tag)
    session.flush()


def namespaces(tags: Collection[str]) -> frozenset[str]:
    """The kinds of tag there are among `tags`: three or more make a persona a person rather than a label."""
    return frozenset(tag.partition(":")[0] for tag in tags)


def _tags(session: Session, community: Community) -> list[Tag]:
    return list(session.scalars(select(Tag).where(Tag.community_id == community.id)))


def _carriers(session: Session, community: Community, text: str) -> list[Persona]:
    query = select(Persona).where(Persona.community_id == community.id).with_for_update()
    return [persona for persona in session.scalars(query) if text in persona.tags]
