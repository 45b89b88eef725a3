"""Before anything is ordered: which of the chosen posts a connection would take, and why not the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.connections.ordering import SettingsIncomplete, carries, options_of, order
from app.core.errors import QunbiError
from app.exports.entries import entry_of
from app.library import service as library
from app.models import Community, Connection, ContentItem, Push, PushAction, PushStatus
from content_calendar.exporters.entry import Entry
from content_calendar.exporters.push.options import Options
from content_calendar.exporters.push.registry import push_target
from content_calendar.exporters.push.target import NotBuilt
from content_calendar.message import Message
from content_calendar.vocabulary import Term

MOST_CHOSEN = 200


class Hindrance(Term):
    """Why a post would not go; cause and remedy in one line."""

    NOT_APPROVED = (
        "not_approved",
        "这版文字和时间没有通过审核：请先送审。",
        "These words at this time are not approved: submit it for review first.",
    )
    SLOT_PASSED = (
        "slot_missed",
        "发布时间已过：请改期后重新审核。",
        "Its slot has passed: reschedule it and have it reviewed again.",
    )
    ALREADY_OUT = (
        "already_out",
        "已经发布过了，再推送会发第二遍。",
        "It is out already; pushed now, it would go out twice.",
    )
    NOT_CARRIED = (
        "not_carried",
        "这个连接不负责该人群或平台：请换一个连接。",
        "This connection does not carry its persona or platform: choose another.",
    )
    CONTESTED = (
        "contested",
        "同一时间还有另一条已通过的内容，只能发一条：请先在内容页选定。",
        "Another approved post stands for the same slot, and only one goes out: decide between them first.",
    )
    INCOMPLETE = (
        "incomplete",
        "连接设置不完整：请管理员补全并测试。",
        "The settings of the connection are incomplete: an admin should complete and test them.",
    )
    ALREADY = "already", "同样的文字已推送过：{status}。", "The same words were pushed already: {status}."


@dataclass(frozen=True, slots=True)
class Prospect:
    """One chosen post and what stands in its way; nothing when it would go."""

    item: ContentItem
    headline: str
    hindrance: Message | None


def prospects(
    session: Session, community: Community, connection: Connection, item_ids: Collection[int], now: datetime
) -> tuple[Prospect, ...]:
    """The chosen posts by slot, each with what the connection would say; three queries."""
    items = chosen_items(session, community.id, item_ids)
    standing, rivals = _standing(session, connection, items), library.contested(session, items)
    told = (_contest(item, rivals) or _hindrance(item, community, connection, standing, now) for item in items)
    return tuple(Prospect(item, item.headline(), why) for item, why in zip(items, told, strict=True))


def chosen_items(
    session: Session, community_id: int, item_ids: Collection[int], *, lock: bool = False
) -> Sequence[ContentItem]:
    """The community's items of these ids, by slot; others are left out."""
    query = (
        select(ContentItem)
        .where(ContentItem.community_id == community_id, ContentItem.id.in_(item_ids))
        .options(
            joinedload(ContentItem.current_revision), joinedload(ContentItem.persona), joinedload(ContentItem.column)
        )
        .order_by(ContentItem.slot_at, ContentItem.id)
    )
    if lock:
        query = query.with_for_update(of=ContentItem).execution_options(populate_existing=True)
    return session.scalars(query).all()


def order_chosen(
    session: Session, community: Community, connection: Connection, item_ids: Collection[int], *, actor: Actor,
    now: datetime,
) -> tuple[int, int]:
    """Order every chosen post that nothing stands in the way of: how many were, and how many were left out."""
    ordered = 0
    items = chosen_items(session, community.id, item_ids, lock=True)
    standing, rivals = _standing(session, connection, items), library.contested(session, items)
    for item in items:
        if (_contest(item, rivals) or _hindrance(item, community, connection, standing, now)) is None:
            order(session, item, connection, actor=actor, now=now)
            ordered += 1
    return ordered, len(item_ids) - ordered


def _standing(
    session: Session, connection: Connection, items: Sequence[ContentItem]
) -> Mapping[tuple[int, str], PushStatus]:
    """What became of words that were pushed there before, unless they were dropped or failed."""
    query = select(Push.item_id, Push.fingerprint, Push.status).where(
        Push.connection_id == connection.id, Push.item_id.in_([item.id for item in items]),
        Push.action == PushAction.CREATE, Push.status.not_in((PushStatus.CANCELLED, PushStatus.FAILED)),
    )
    return {(row.item_id, row.fingerprint): row.status for row in session.execute(query)}


def _contest(item: ContentItem, rivals: Collection[int]) -> Message | None:
    return Message(Hindrance.CONTESTED) if item.id in rivals else None


def _hindrance(
    item: ContentItem, community: Community, connection: Connection, standing: Mapping[tuple[int, str], PushStatus],
    now: datetime,
) -> Message | None:
    try:
        entry, options = entry_of(item, community), options_of(connection)
    except SettingsIncomplete:
        return Message(Hindrance.INCOMPLETE)
    except QunbiError:
        return Message(Hindrance.NOT_APPROVED)
    if item.published_at is not None:
        return Message(Hindrance.ALREADY_OUT)
    if entry.slot_at <= now or not carries(connection, item):
        return Message(Hindrance.SLOT_PASSED if entry.slot_at <= now else Hindrance.NOT_CARRIED)
    if status := standing.get((item.id, entry.fingerprint)):
        return Message(Hindrance.ALREADY, {"status": status})
    return _flaw(connection, entry, options)


def _flaw(connection: Connection, entry: Entry, options: Options) -> Message | None:
    """Why no request can be made of the entry."""
    try:
        push_target(connection.target).build(entry, options, "")
    except NotBuilt as flaw:
        return flaw.message
    return None
