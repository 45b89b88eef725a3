"""Three months of posts that are out, in a community no other story comes to: they share one service."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.models import Column, Community, ContentItem, Persona, User
from content_calendar.content import Copy
from content_calendar.vocabulary import Form, Language, Platform, Value
from content_calendar.workflow import Role, State
from tests.factories import join, make_column, make_community, make_item, make_persona, make_user, make_voice, write

WEEKS = 13
TOOK_PART = {Form.QUESTION: 0.24, Form.POST: 0.04, Form.RECAP: 0.04}
"""Which share of those who see a post takes part, by its form: what the ranking is to find out."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What a community says in its language, and what its platform calls the columns of a file."""

    language: Language
    community: str
    persona: str
    columns: tuple[str, str, str]
    hook: str
    body: str
    headings: tuple[str, str, str, str, str]


CHINESE = Speech(
    Language.ZH, "阳台种菜群", "新手菜农", ("菜农提问", "种菜笔记", "本周回顾"),
    "第 {number} 期{column}：{plant}怎么种",
    "{plant}放在朝南的一侧，三天浇一次水，叶子发黄就少浇一点。这是第 {number} 期。",
    ("推文", "推送于", "看过的人", "点了赞", "说了话"),
)
ENGLISH = Speech(
    Language.EN, "Balcony growers", "First-time growers", ("Growers ask", "Growing notes", "Weekly recap"),
    "{column} no. {number}: how to grow {plant}",
    "Put the {plant} on the sunny side and water it every three days; less when leaves turn yellow. Issue {number}.",
    ("Headline", "Sent on", "People who saw it", "Hearts", "Answers"),
)
_PLANTS = {
    Language.ZH: ("小葱", "薄荷", "辣椒", "番茄", "生菜", "草莓", "罗勒"),
    Language.EN: ("chives", "mint", "peppers", "tomatoes", "lettuce", "strawberries", "basil"),
}


@dataclass(frozen=True, slots=True)
class Outing:
    """A post that is out, and what its platform counted."""

    item_id: int
    title: str
    at: datetime
    seen: int
    liked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Outings:
    """A community with its editor, its posts and the file its platform lets people download."""

    community_id: int
    email: str
    posts: tuple[Outing, ...]
    file: bytes


def three_months(session: Session, speech: Speech, now: datetime) -> Outings:
    """Lay everything down; three posts a week, one of each column, their forms in turn."""
    community = make_community(
        session, f"balcony-{speech.language}", now, name=speech.community, platform=Platform.WECHAT_GROUP,
        language=speech.language,
    )
    editor = make_user(session, f"grower-{speech.language}", now, language=speech.language)
    join(session, editor, community, Role.EDITOR, now)
    persona = make_persona(session, community, now, name=speech.persona, language=speech.language)
    columns = _columns(session, persona, community, speech, now)
    posts = tuple(_posts(session, columns, editor, speech, now))
    return Outings(community.id, editor.email, posts, _file(posts, speech))


def _columns(
    session: Session, persona: Persona, community: Community, speech: Speech, now: datetime
) -> Sequence[Column]:
    voice = make_voice(session, community, now)
    return [
        make_column(
            session, persona, voice, now, key=form.value, name=name, theme=name, form=form, value=Value.LEARNING,
            rule=f"FREQ=WEEKLY;BYDAY={day}", at=time(10),
        )
        for name, form, day in zip(speech.columns, TOOK_PART, ("MO", "WE", "FR"), strict=True)
    ]  # fmt: skip


def _posts(
    session: Session, columns: Sequence[Column], editor: User, speech: Speech, now: datetime
) -> Iterator[Outing]:
    chance = Random(13)
    first = now.replace(hour=2, minute=0, second=0, microsecond=0) - timedelta(weeks=WEEKS)
    for number in range(WEEKS * len(columns)):
        week, place = divmod(number, len(columns))
        at = first + timedelta(weeks=week, days=2 * place)
        form = list(TOOK_PART)[(week + place) % len(TOOK_PART)]
        item = _post(session, make_item(session, columns[place], at, slot_at=at, form=form), editor, speech, number + 1)
        seen = chance.randint(280, 420)
        took_part = round(seen * TOOK_PART[item.form] * chance.uniform(0.8, 1.2))
        yield Outing(item.id, item.headline(), at, seen, took_part * 2 // 3, took_part // 3)


def _post(session: Session, item: ContentItem, editor: User, speech: Speech, number: int) -> ContentItem:
    """Written, approved and published on its day."""
    at = item.slot_at
    assert at is not None
    plant = _PLANTS[speech.language][number % len(_PLANTS[speech.language])]
    words = {"number": number, "column": item.column.name if item.column else "", "plant": plant}
    copy = Copy(title="", hook=speech.hook.format(**words), body=speech.body.format(**words))
    write(session, item, copy, Actor(editor, Role.EDITOR), at)
    item.approved_fingerprint, item.approved_revision_id = f"{number:064x}", item.current_revision_id
    item.approved_slot_at = item.approved_at = item.published_at = at
    item.state = State.PUBLISHED
    session.flush()
    return item


def _file(posts: Sequence[Outing], speech: Speech) -> bytes:
    """Thousands with a comma, days and times on the clocks of the community."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(speech.headings)
    rows.writerows(
        (post.title, f"{post.at + timedelta(hours=8):%Y-%m-%d %H:%M}", f"{post.seen:,}", post.liked, post.answered)
        for post in posts
    )
    return file.getvalue().encode("utf-8-sig")
