"""Plain functions that build rows, and the small workspace most tests begin with."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from typing import TypeVar
from uuid import uuid4

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.copywriter.brief import Provenance
from app.library import service as library
from app.models import Campaign, Column, Community, ContentItem, Event, Membership, Persona, Product, User, Voice
from content_calendar.content import Copy
from content_calendar.vocabulary import (
    BusinessGoal,
    CommunityKind,
    Form,
    Goal,
    Horizon,
    Language,
    Platform,
    Positioning,
    Stage,
    Value,
    WriterKind,
)
from content_calendar.workflow import Action, Role, State

Row = TypeVar("Row")

COPY = Copy(
    hook="断奶这件事，先别急着定日子",
    body="宝宝愿意吃几口辅食、夜里能睡整觉，再慢慢减一顿奶。\n每天少一顿，一周看一次状态。",
    call_to_action="你家现在减到第几顿了？在群里说说。",
    hashtags=("断奶",),
    tags=("阶段:断奶",),
)
"""A text without findings."""

BLOCKED_COPY = Copy(hook="【产品名】今晚见", body="详情 {{ 链接 }}，填好再发。")
"""A text with forgotten blanks, which nobody may submit."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Two communities; alice owns the workspace, bob, rita and vic belong to the first, charlie to the second alone."""

    alice: User
    bob: User
    rita: User
    vic: User
    charlie: User
    community: Community
    elsewhere: Community
    persona: Persona
    voice: Voice
    product: Product
    column: Column
    event: Event
    item: ContentItem
    """A draft of bob with the words of COPY, three days ahead."""

    @property
    def admin(self) -> Actor:
        return Actor(self.alice, Role.ADMIN)

    @property
    def editor(self) -> Actor:
        return Actor(self.bob, Role.EDITOR)

    @property
    def reviewer(self) -> Actor:
        return Actor(self.rita, Role.REVIEWER)

    @property
    def viewer(self) -> Actor:
        return Actor(self.vic, Role.VIEWER)

    def read_in(self, session: Session) -> Workspace:
        """The same rows as another session reads them, each when it is first looked at."""
        rows = {field.name: session.merge(getattr(self, field.name), load=False) for field in fields(self)}
        session.expire_all()
        return Workspace(**rows)


def make_workspace(session: Session, now: datetime) -> Workspace:
    """Build the workspace; nothing is committed here."""
    alice = make_user(session, "alice", now, is_owner=True)
    bob, rita, vic, charlie = (make_user(session, name, now) for name in ("bob", "rita", "vic", "charlie"))
    community, elsewhere = make_community(session, "tea", now), make_community(session, "elsewhere", now)
    for person, place, role in (
        (alice, community, Role.ADMIN), (bob, community, Role.EDITOR), (rita, community, Role.REVIEWER),
        (vic, community, Role.VIEWER), (charlie, elsewhere, Role.ADMIN),
    ):
        join(session, person, place, role, now)
    persona = make_persona(session, community, now)
    voice = make_voice(session, community, now)
    product = make_product(session, community, now)
    column = make_column(session, persona, voice, now, product=product)
    event = make_event(session, community, now)
    item = make_item(session, column, now, slot_at=now + timedelta(days=3))
    write(session, item, COPY, Actor(bob, Role.EDITOR), now)
    return Workspace(
        alice, bob, rita, vic, charlie, community, elsewhere, persona, voice, product, column, event, item
    )


def make_user(session: Session, name: str, now: datetime, **fields: object) -> User:
    defaults: dict[str, object] = {"email": f"{name}@example.com", "name": name.title(), "language": Language.ZH}
    return _added(session, User(**defaults | fields, created_at=now))


def join(session: Session, user: User, community: Community, role: Role, now: datetime) -> Membership:
    return _added(session, Membership(user_id=user.id, community_id=community.id, role=role, created_at=now))


def make_community(session: Session, key: str, now: datetime, **fields: object) -> Community:
    defaults: dict[str, object] = {
        "key": key, "name": f"下午茶 {key}", "brand": "豆荚屋", "kind": CommunityKind.INTEREST,
        "horizon": Horizon.LONG_TERM, "positioning": Positioning.AUDIENCE, "platform": Platform.WECHAT_GROUP,
        "goal": BusinessGoal.ADVOCACY, "timezone": "Asia/Shanghai", "purpose": "把日常照护弄明白",
        "quiet_from": time(22), "quiet_until": time(8),
        "value_shares": dict.fromkeys((value.value for value in Value), 20),
    }
    return _added(session, Community(**defaults | fields, created_at=now))


def make_persona(session: Session, community: Community, now: datetime, **fields: object) -> Persona:
    defaults: dict[str, object] = {
        "key": "new-mother", "name": "新手妈妈", "summary": "第一次当妈妈，宝宝六个月到一岁", "address": "妈妈们",
        "tags": ["阶段:断奶"], "needs": ["learning"],
    }
    return _added(session, Persona(**defaults | fields, community_id=community.id, created_at=now))


def make_voice(session: Session, community: Community, now: datetime, **fields: object) -> Voice:
    defaults: dict[str, object] = {"key": "xiaoman", "name": "小满", "role": "门店顾问", "never": ["亲亲"]}
    return _added(session, Voice(**defaults | fields, community_id=community.id, created_at=now))


def make_product(session: Session, community: Community, now: datetime, **fields: object) -> Product:
    defaults: dict[str, object] = {"key": "cup", "name": "学饮杯", "facts": [{"name": "容量", "value": "180 毫升"}]}
    return _added(session, Product(**defaults | fields, community_id=community.id, created_at=now))


def make_column(session: Session, persona: Persona, voice: Voice, now: datetime, **fields: object) -> Column:
    """A column on Monday and Thursday at ten, with three topics."""
    defaults: dict[str, object] = {
        "key": "notes", "name": "照护小课", "theme": "断奶和辅食", "value": Value.LEARNING, "stage": Stage.OUTPUT,
        "form": Form.POST, "rule": "FREQ=WEEKLY;BYDAY=MO,TH", "at": time(10),
        "topics": [{"title": title, "points": ["每天少一顿", "一周看一次状态"]} for title in ("断奶", "辅食", "夜醒")],
    }
    return _added(session, Column(**defaults | fields, persona_id=persona.id, voice_id=voice.id, created_at=now))


def make_event(session: Session, community: Community, now: datetime, **fields: object) -> Event:
    defaults: dict[str, object] = {
        "key": "tea-party", "name": "周末下午茶", "goal": Goal.ACTIVATE, "starts_at": now + timedelta(days=10),
        "ends_at": now + timedelta(days=10, hours=2), "place": "门店二楼", "way_to_join": "群里接龙",
    }
    return _added(session, Event(**defaults | fields, community_id=community.id, created_at=now))


def make_campaign(session: Session, personas: list[Persona], now: datetime, **fields: object) -> Campaign:
    """A campaign of seven touches from the day after `now`, twelve days long."""
    first = now.date() + timedelta(days=1)
    defaults: dict[str, object] = {
        "key": "warm-winter", "name": "双12 暖冬季", "theme": "少买一点", "goal": Goal.CONVERT, "first": first,
        "last": first + timedelta(days=11), "community_id": personas[0].community_id, "personas": personas,
    }
    return _added(session, Campaign(**defaults | fields, created_at=now))


def make_item(session: Session, column: Column, now: datetime, **fields: object) -> ContentItem:
    """A planned item of the column without any text, by default a week ahead."""
    persona = column.persona
    defaults: dict[str, object] = {
        "uid": uuid4().hex, "community_id": persona.community_id, "persona_id": persona.id, "column_id": column.id,
        "voice_id": column.voice_id, "value": column.value, "stage": column.stage, "form": column.form,
        "topic": {"title": "断奶", "points": ["每天少一顿"]}, "platform": persona.community.platform,
        "language": persona.language, "slot_at": now + timedelta(days=7), "seed": 7, "updated_at": now,
    }
    return _added(session, ContentItem(**defaults | fields, created_at=now))


def write(session: Session, item: ContentItem, copy: Copy, author: Actor, now: datetime) -> ContentItem:
    """Give the item a text, as its author would: it is a draft then."""
    library.write_revision(session, item, copy, provenance=Provenance(writer=WriterKind.PERSON), author=author, now=now)
    item.state = State.DRAFT
    session.flush()
    return item


def in_review(session: Session, workspace: Workspace, item: ContentItem, now: datetime) -> ContentItem:
    """Hand the draft to the reviewers."""
    library.advance(session, item, Action.SUBMIT, actor=workspace.editor, now=now)
    return item


def approved(session: Session, workspace: Workspace, item: ContentItem, now: datetime) -> ContentItem:
    """The draft after rita said yes to it."""
    from app.review import service as review

    in_review(session, workspace, item, now)
    return review.approve(
        session, item.community_id, item.id, version=item.version, actor=workspace.reviewer, now=now
    )


def published(session: Session, workspace: Workspace, item: ContentItem, now: datetime) -> ContentItem:
    """The draft after rita said yes to it and bob said that it is out."""
    approved(session, workspace, item, now)
    library.mark_published(session, item, url="", actor=workspace.editor, now=now)
    return item


def _added(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
