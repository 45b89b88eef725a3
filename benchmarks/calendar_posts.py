"""Fills one community of the sample workspace with years of posts, a month of which stands out by being shown."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.calendar.period import Layout, Period
from app.communities.workspace import load_sample
from app.models import Campaign, Column, Community, ContentItem, Event, Revision, User
from app.models.campaigns import campaign_persona
from content_calendar.vocabulary import Goal, WriterKind
from content_calendar.workflow import Role, State

IN_MONTH = 300
_COMMUNITY, _EDITOR = "doujiawu", "xiaoman.lin@example.com"
_YEARS_BACK = 10
_POSTS_TO_AN_EVENT, _POSTS_TO_A_CAMPAIGN = 200, 500
_UPCOMING = (
    State.PLANNED, State.DRAFT, State.DRAFT, State.IN_REVIEW, State.APPROVED, State.CHANGES_REQUESTED, State.DRAFT,
    State.PLANNED, State.FAILED, State.APPROVED,
)
_PAST = (State.PUBLISHED,) * 8 + (State.EXPIRED, State.ARCHIVED)
_APPROVED = frozenset({State.APPROVED, State.PUBLISHED})
_BOUND = ("approved_fingerprint", "approved_revision_id", "approved_slot_at", "approved_at")
_TEXTLESS = frozenset({State.PLANNED, State.FAILED})
_WORDS = ("断奶", "辅食", "夜醒", "出牙", "绘本", "午睡", "湿疹", "添水", "学爬", "洗澡")
_BODY = "先看孩子的状态，再决定快一点还是慢一点。家里有两样东西就够用：一只小碗，一块干净的布。记三天，回头看看。"


@dataclass(frozen=True, slots=True)
class Filled:
    """The community that was filled, who edits there, and the month that is shown."""

    community_id: int
    editor: Actor
    month: date

    @property
    def grid(self) -> tuple[date, date]:
        """The days of the weeks a calendar shows of the month: the first, and the one after the last."""
        shown = Period.around(Layout.MONTH, self.month)
        return shown.shown_first, shown.shown_last + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Slot:
    at: datetime
    is_past: bool


def fill(session: Session, posts: int, *, now: datetime, in_month: int = IN_MONTH) -> Filled:
    """Load the sample workspace and give one community `posts` posts with their texts, events and campaigns.

    `in_month` of them stand in the month after `now`, as many a day in the rest of its weeks, the others in the ten
    years before. They lie in the table in no order, as after years of planning anew.
    """
    load_sample(session, now=now)
    session.flush()
    community = session.scalars(select(Community).where(Community.key == _COMMUNITY)).one()
    editor = Actor(session.scalars(select(User).where(User.email == _EDITOR)).one(), Role.EDITOR)
    filled = Filled(community.id, editor, (now.date().replace(day=1) + timedelta(days=32)).replace(day=1))
    slots = [*_shown(filled, in_month), *_before(filled, posts)][:posts]
    random.Random(4).shuffle(slots)
    columns = session.scalars(select(Column).where(Column.persona_id.in_(p.id for p in community.personas))).all()
    _insert_occasions(session, community, slots, now)
    _insert_posts(session, [_item(n, slot, columns, community, now) for n, slot in enumerate(slots)], now)
    return filled


def _shown(filled: Filled, in_month: int) -> Iterator[_Slot]:
    """`in_month` posts on the days of the month, then as many a day on the days of its weeks that lie outside."""
    first, after = filled.grid
    days = [first + timedelta(days=number) for number in range((after - first).days)]
    own = [day for day in days if (day.year, day.month) == (filled.month.year, filled.month.month)]
    others = [day for day in days if day not in own]
    for number, day in enumerate(islice(cycle(own), in_month)):
        yield _slot(day, number, is_past=False)
    for number, day in enumerate(islice(cycle(others), in_month * len(others) // len(own))):
        yield _slot(day, number, is_past=False)


def _before(filled: Filled, posts: int) -> Iterator[_Slot]:
    # The days between today and the shown weeks stay empty, so that a post before today is a past one.
    last, days = filled.grid[0] - timedelta(days=45), _YEARS_BACK * 365
    for number in range(posts):
        yield _slot(last - timedelta(days=number * days // posts), number, is_past=True)


def _slot(day: date, number: int, *, is_past: bool) -> _Slot:
    """Waking hours of Shanghai, which are the first half of the day in UTC."""
    return _Slot(datetime.combine(day, time(0), UTC) + timedelta(minutes=number * 37 % 780), is_past)


def _item(
    number: int, slot: _Slot, columns: Sequence[Column], community: Community, now: datetime
) -> dict[str, Any]:
    column = columns[number % len(columns)]
    state = (_PAST if slot.is_past else _UPCOMING)[number % 10]
    topic = column.topics[number % len(column.topics)] if column.topics else {}
    return {
        "uid": UUID(int=number).hex, "community_id": community.id, "persona_id": column.persona_id,
        "column_id": column.id, "voice_id": column.voice_id, "value": column.value, "stage": column.stage,
        "form": column.form, "topic": topic, "platform": community.platform, "language": community.language,
        "slot_at": slot.at, "column_day": slot.at.date(), "state": state, "seed": number, "pinned": number % 4 == 0,
        "reasons": [{"zh": "栏目的节奏落在这一天", "en": "The column's rhythm falls on this day"}],
        "created_at": now, "updated_at": now, "published_at": slot.at if state is State.PUBLISHED else None,
    }


def _insert_posts(session: Session, items: Sequence[dict[str, Any]], now: datetime) -> None:
    """The posts with a text for each that has one by its state, and a second version for every fourth of these.

    Both tables are empty: rows get the numbers from 1, so that a post can name its text before that is there.
    """
    written = [number for number, item in enumerate(items, 1) if item["state"] not in _TEXTLESS]
    versions = [(number, 1) for number in written] + [(number, 2) for number in written[::4]]
    present = {number: revision_id for revision_id, (number, _version) in enumerate(versions, 1)}
    rows = [{**item, **_approval(item, present.get(number), now)} for number, item in enumerate(items, 1)]
    session.execute(insert(ContentItem), rows)
    session.execute(insert(Revision), [_text(number, version, now) for number, version in versions])
    astray = select(func.count(ContentItem.id)).join(Revision, Revision.id == ContentItem.current_revision_id)
    if session.scalar(astray.where(Revision.item_id != ContentItem.id)):
        raise AssertionError("a post has the text of another")


def _approval(item: Mapping[str, Any], revision_id: int | None, now: datetime) -> Mapping[str, Any]:
    """The text a post has and, where its state says so, the approval that is bound to it."""
    is_approved = item["state"] in _APPROVED
    bound = (f"{revision_id or 0:064x}", revision_id, item["slot_at"], now) if is_approved else (None,) * len(_BOUND)
    return {"current_revision_id": revision_id, **dict(zip(_BOUND, bound, strict=True))}


def _text(item_id: int, number: int, now: datetime) -> Mapping[str, Any]:
    word = _WORDS[item_id % len(_WORDS)]
    return {
        "item_id": item_id, "number": number, "title": f"{word}小记 {item_id}" if item_id % 2 else "",
        "hook": f"{word}这件事，第 {item_id} 位妈妈是这样做的", "body": f"{word}：{_BODY}" * 3,
        "call_to_action": "你家是怎么做的？在群里说说。", "hashtags": [word], "writer": WriterKind.OFFLINE,
        "prompt": "daily", "simhash": f"{item_id:016x}", "created_at": now,
    }


def _insert_occasions(session: Session, community: Community, slots: Sequence[_Slot], now: datetime) -> None:
    """Events of two hours and campaigns of ten days, spread like the posts."""
    personas = [persona.id for persona in community.personas]
    events = [_event(number, slot, community, now) for number, slot in enumerate(slots[::_POSTS_TO_AN_EVENT])]
    campaigns = [_campaign(number, slot, community, now) for number, slot in enumerate(slots[::_POSTS_TO_A_CAMPAIGN])]
    session.execute(insert(Event), events)
    session.execute(insert(Campaign), campaigns)
    keys = [campaign["key"] for campaign in campaigns]
    known = session.scalars(select(Campaign.id).where(Campaign.key.in_(keys)).order_by(Campaign.id))
    links = [{"campaign_id": one, "persona_id": personas[place % len(personas)]} for place, one in enumerate(known)]
    session.execute(insert(campaign_persona), links)


def _event(number: int, slot: _Slot, community: Community, now: datetime) -> dict[str, Any]:
    return {
        "key": f"afternoon-{number}", "name": f"{_WORDS[number % len(_WORDS)]}下午茶", "goal": Goal.ACTIVATE,
        "starts_at": slot.at, "ends_at": slot.at + timedelta(hours=2), "place": "门店二楼", "way_to_join": "群里接龙",
        "community_id": community.id, "created_at": now,
    }


def _campaign(number: int, slot: _Slot, community: Community, now: datetime) -> dict[str, Any]:
    return {
        "key": f"season-{number}", "name": f"{_WORDS[number % len(_WORDS)]}季", "goal": Goal.CONVERT,
        "first": slot.at.date(), "last": slot.at.date() + timedelta(days=9), "community_id": community.id,
        "created_at": now,
    }
