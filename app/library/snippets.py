"""Snippets: approved passages that stand in reply templates by `{>name}`.

A template keeps what its snippets said when it was saved or submitted, and its approval binds to that: what an operator
copies was approved in one piece, whatever becomes of a snippet meanwhile. Once a snippet has other approved words, or
lost its approval for good, the templates it stands in need another yes (`app.library.steps`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from app.models import Community, ContentItem, ReplyTemplate, Revision
from content_calendar.replies.braces import parse
from content_calendar.vocabulary import ContentKind, Term
from content_calendar.workflow import OUT, Action, State

Kept = dict[str, Any]
"""What a snippet says: {text, variables}."""

_SETTLING = frozenset({Action.APPROVE, Action.ARCHIVE, Action.REQUEST_CHANGES, Action.TAKE_BACK})
_WORDS = (Revision.hook, Revision.body, Revision.call_to_action, Revision.title)


class SnippetNote(Term):
    NAMES_TAKEN = (
        "names_taken",
        "归档期间「{names}」给了别的话术，已从这条的卡片上清空。",
        "While it was archived, “{names}” went to another template, so its card names it no more.",
    )
    RENEWED = (
        "snippet_renewed",
        "片段「{name}」的内容变了，这条话术要重新审核。",
        "The snippet “{name}” says something else now, so this template needs another yes.",
    )


def settles(item: ContentItem, action: Action) -> str:
    """The name of the snippet that has other approved words after this step, or none any more; else empty."""
    if item.kind is not ContentKind.REPLY_TEMPLATE or item.reply is None or action not in _SETTLING:
        return ""
    return item.reply.snippet_key


def hold_names(session: Session, community_id: int) -> None:
    """Keep everybody else from naming templates of this community until the transaction ends. Whoever takes templates
    out of the archive calls it before an item is held: the community comes first, as for everybody.
    """
    session.execute(select(Community.id).where(Community.id == community_id).with_for_update(key_share=True))


def give_up_names(session: Session, item: ContentItem) -> str:
    """Short code and snippet name that the living took while the template lay in the archive; "" when they are free.

    The names are held: `hold_names`.
    """
    card, given_up = item.reply, []
    if card is None or not (card.short_code or card.snippet_key):
        return ""
    for name in ("short_code", "snippet_key"):
        own = getattr(card, name)
        if own and _is_taken(session, card, getattr(ReplyTemplate, name) == own):
            given_up.append(own)
            setattr(card, name, "")
    return "、".join(given_up)


def take_in_snippets(session: Session, item: ContentItem) -> bool:
    """Let the template keep what the snippets in its present words say now; whether that is something else.

    A name nobody knows stays out, and is found fault with as any blank nobody declared.
    """
    if item.reply is None or item.current_revision is None:
        return False
    wanted = parse(item.current_revision.copy().text()).snippets
    kept = dict(_reached(wanted, approved_snippets(session, item.community_id))) if wanted else {}
    if item.reply.snippet_key in kept:
        kept = {}  # a snippet that stands in itself is never whole
    changed = kept != (item.reply.snippets or {})
    if changed:
        item.reply.snippets = kept
    return changed


def approved_snippets(session: Session, community_id: int) -> dict[str, Kept]:
    """What every approved snippet of the community says, by its name; one query."""
    query = _cards(community_id).where(ReplyTemplate.snippet_key != "", ContentItem.state.in_(OUT))
    return dict(_said(item) for item in session.scalars(query) if item.is_approved())


def standing_on(session: Session, community_id: int, name: str) -> list[ContentItem]:
    """The templates, locked, whose words name this snippet or one that stands on it, in the order of their numbers."""
    found: dict[int, ContentItem] = {}
    names = [name]
    for each in names:
        for item in session.scalars(_naming(community_id, each)):
            found[item.id] = item
            key = item.reply.snippet_key if item.reply else ""
            if key and key not in names:
                names.append(key)
    return [found[number] for number in sorted(found)]


def _is_taken(session: Session, card: ReplyTemplate, what: ColumnElement[bool]) -> bool:
    query = select(ReplyTemplate.item_id).join(ReplyTemplate.item).where(
        ReplyTemplate.community_id == card.community_id, ReplyTemplate.item_id != card.item_id,
        ContentItem.state != State.ARCHIVED, what,
    )
    return session.scalar(query.limit(1)) is not None


def _cards(community_id: int) -> Select[ContentItem]:
    return (
        select(ContentItem)
        .join(ContentItem.reply)
        .where(ReplyTemplate.community_id == community_id)
        .options(joinedload(ContentItem.reply), joinedload(ContentItem.current_revision))
        .order_by(ContentItem.id)
    )


def _naming(community_id: int, name: str) -> Select[ContentItem]:
    """The words are looked through in the database; what is named like a part of another name is no harm."""
    holds = or_(*(part.contains(name, autoescape=True) for part in _WORDS))
    words = select(Revision.id).where(Revision.id == ContentItem.current_revision_id, holds).exists()
    query = _cards(community_id).where(ContentItem.state != State.ARCHIVED, words)
    return query.with_for_update(of=ContentItem)


def _said(item: ContentItem) -> tuple[str, Kept]:
    card, revision = item.reply, item.current_revision
    if card is None or revision is None:
        raise ValueError("a snippet has a card and words")
    return card.snippet_key, {"text": revision.copy().text(), "variables": list(card.variables or ())}


def _reached(names: Sequence[str], known: Mapping[str, Kept]) -> Iterator[tuple[str, Kept]]:
    """The named snippets that are known, and those they stand on, each once."""
    waiting, seen = list(names), set(names)
    for name in waiting:
        if name not in known:
            continue
        yield name, known[name]
        further = [other for other in parse(known[name]["text"]).snippets if other not in seen]
        seen.update(further)
        waiting.extend(further)
