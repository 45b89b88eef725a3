"""A sieve as conditions on templates joined with their items."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, Text, cast
from sqlalchemy.orm import Session

from app.library.search import find
from app.models import Community, ContentItem, ReplyTemplate
from app.replies.sieve import ANYONE, Sieve, Standing
from content_calendar.workflow import OUT, State


def let_through(community: Community, sieve: Sieve, today: date) -> Iterator[ColumnElement[bool]]:
    """Everything the sieve asks for but its words."""
    yield ReplyTemplate.community_id == community.id
    wished = (
        (ReplyTemplate.scenario, sieve.scenario), (ContentItem.persona_id, sieve.persona),
        (ContentItem.voice_id, sieve.voice), (ReplyTemplate.answer, sieve.answer or None),
    )
    yield from (column == value for column, value in wished if value is not None)
    if sieve.members:
        yield _is_for(sieve.members)
    if sieve.snippets:
        yield ReplyTemplate.snippet_key != ""
    yield from _stands(sieve.standing, today)


def with_words(session: Session, community: Community, words: str) -> Iterator[ColumnElement[bool]]:
    """Words find a template by its text or the beginning of its short code."""
    if words:
        by_code = ReplyTemplate.short_code.istartswith(words, autoescape=True)
        by_text = find(session, community.id, words)
        yield by_code if by_text is None else by_code | ContentItem.id.in_(by_text)


def _stands(standing: Standing | None, today: date) -> Iterator[ColumnElement[bool]]:
    true_today = ReplyTemplate.expires_on.is_(None) | (ReplyTemplate.expires_on >= today)
    match standing:
        case Standing.OFFERED:
            yield from (ContentItem.state.in_(OUT), true_today)
        case Standing.WAITING:
            yield from (ContentItem.state.not_in(OUT), true_today)
        case Standing.EXPIRED:
            yield ReplyTemplate.expires_on < today
    is_archived = ContentItem.state == State.ARCHIVED
    yield is_archived if standing is Standing.ARCHIVED else ~is_archived


def _is_for(members: str) -> ColumnElement[bool]:
    """Asked of the list as JSON text: no identifier is a part of another one."""
    written = cast(ReplyTemplate.member_states, Text)
    return written == "[]" if members == ANYONE else written.contains(f'"{members}"')
