"""Fills one community of the sample workspace with posts of which many wait for a reviewer, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.communities.workspace import load_sample
from app.models import Column, Community, ContentItem, Membership, Revision, User
from content_calendar.vocabulary import Language, WriterKind
from content_calendar.workflow import Role, State

_COMMUNITY = "doujiawu"
_BATCH = 5_000
_OTHERS = (State.EXPIRED, State.ARCHIVED, State.EXPIRED, State.DRAFT)
_WORDS = ("断奶", "辅食", "夜醒", "出牙", "绘本", "午睡", "湿疹", "添水", "学爬", "洗澡")
_BODY = "先看孩子的状态，再决定快一点还是慢一点。家里有两样东西就够用：一只小碗，一块干净的布。记三天，回头看看。"


@dataclass(frozen=True, slots=True)
class Queue:
    """The community whose posts wait, its reviewers, and the posts by number."""

    community_id: int
    reviewers: tuple[User, ...]
    waiting: tuple[int, ...]


def fill_queue(session: Session, items: int, waiting: int, *, reviewers: int, now: datetime) -> Queue:
    """`items` posts with a text each; the first `waiting` of them are in review, checked and free of findings."""
    load_sample(session, now=now)
    session.flush()
    community = session.scalars(select(Community).where(Community.key == _COMMUNITY)).one()
    columns = session.scalars(select(Column).where(Column.persona_id.in_([p.id for p in community.personas]))).all()
    for start in range(1, items + 1, _BATCH):
        numbers = range(start, min(start + _BATCH, items + 1))
        rows = [_item(n, columns[n % len(columns)], community, now, is_waiting=n <= waiting) for n in numbers]
        session.execute(insert(ContentItem), rows)
        session.execute(insert(Revision), [_text(n, now) for n in numbers])
    return Queue(community.id, _people(session, community, reviewers, now), tuple(range(1, waiting + 1)))


def _people(session: Session, community: Community, count: int, now: datetime) -> tuple[User, ...]:
    people = [
        User(email=f"reviewer{number}@example.com", name=f"审核{number}", language=Language.ZH, created_at=now)
        for number in range(count)
    ]
    session.add_all(people)
    session.flush()
    session.add_all([
        Membership(user_id=person.id, community_id=community.id, role=Role.REVIEWER, created_at=now)
        for person in people
    ])
    session.flush()
    return tuple(people)


def _item(number: int, column: Column, community: Community, now: datetime, *, is_waiting: bool) -> dict[str, Any]:
    state = State.IN_REVIEW if is_waiting else _OTHERS[number % len(_OTHERS)]
    slot = now + timedelta(days=2, minutes=number % 40_000) if is_waiting else now - timedelta(minutes=number * 70)
    return {
        "id": number, "uid": UUID(int=number).hex, "community_id": community.id, "persona_id": column.persona_id,
        "column_id": column.id, "voice_id": column.voice_id, "value": column.value, "stage": column.stage,
        "form": column.form, "topic": {}, "platform": community.platform, "language": community.language,
        "slot_at": slot, "column_day": slot.date(), "state": state, "seed": number, "reasons": [], "created_at": now,
        "updated_at": now, "current_revision_id": number, "submitted_at": now if is_waiting else None,
        "must_fix": 0 if is_waiting else None, "to_check": number % 3 if is_waiting else None,
    }


def _text(number: int, now: datetime) -> Mapping[str, Any]:
    word = _WORDS[number % len(_WORDS)]
    return {
        "id": number, "item_id": number, "number": 1, "title": f"{word}小记 {number}",
        "hook": f"{word}这件事，第 {number} 位妈妈是这样做的", "body": f"{word}：{_BODY}" * 3,
        "call_to_action": "你家是怎么做的？在群里说说。", "hashtags": [word], "writer": WriterKind.OFFLINE,
        "prompt": "daily", "simhash": f"{number * 2_654_435_761 % 2**64:016x}", "created_at": now,
    }

