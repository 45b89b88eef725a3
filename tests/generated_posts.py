"""A house of generated posts over six years, at any hour, of which sources told all, some or nothing; learned."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.copywriter.brief import Provenance
from app.feedback.weeks import week_of
from app.learning.learn import learn_anew
from app.library import service as library
from app.models import Column, ContentItem, PostStanding
from content_calendar.vocabulary import OUTCOME_COUNTERS, Counter, Form, Value, WriterKind
from content_calendar.workflow import State
from tests.factories import COPY, Workspace, make_column, make_item, make_persona, published

ZONE = ZoneInfo("America/New_York")
POSTS = 40
SIX_YEARS = timedelta(weeks=313)
_OUTCOMES = frozenset(counter for some in OUTCOME_COUNTERS.values() for counter in some)


def generate(session: Session, workspace: Workspace, now: datetime) -> Workspace:
    """Posts of two personas in the workspace's community, which moves to New York."""
    workspace.community.timezone = ZONE.key
    chance = random.Random(3)
    other = make_persona(session, workspace.community, now, key="other", name="别的画像")
    columns = (workspace.column, make_column(session, other, workspace.voice, now, key="other"))
    for number in range(POSTS):
        at = now - timedelta(hours=200 + chance.randint(0, 1_500))
        _post(session, workspace, columns[number % 2], chance, at)
    _post(session, workspace, workspace.column, chance, now - SIX_YEARS)
    session.flush()
    learn_anew(workspace.community.id, now)
    session.expire_all()
    return workspace


def _post(session: Session, workspace: Workspace, column: Column, chance: random.Random, at: datetime) -> None:
    tags = tuple(chance.sample(("阶段:断奶", "阶段:断", '口味:"甜"_%', "没有命名空间"), chance.randint(0, 3)))
    form, value = chance.choice(list(Form)[:3]), chance.choice(list(Value)[:2])
    item = make_item(session, column, at, slot_at=at, form=form, value=value)
    words = replace(COPY, hook=f"第 {item.id} 条", tags=tags)
    library.write_revision(session, item, words, provenance=_origin(chance), author=workspace.editor, now=at)
    item.state = State.DRAFT
    published(session, workspace, item, at - timedelta(days=1))
    session.add(_standing(item, chance, at))


def _origin(chance: random.Random) -> Provenance:
    prompt = chance.choice(["", "posts/a", "posts/a@b"])
    return Provenance(WriterKind.OFFLINE, prompt=prompt, prompt_version=chance.choice("12") if prompt else "")


def _standing(item: ContentItem, chance: random.Random, at: datetime) -> PostStanding:
    some = [counter for counter in Counter if chance.random() < 0.5]
    told = chance.choice([some, some, [Counter.VIEWS], [Counter.VIEWS, Counter.LIKES], []])
    counts = {counter.value: chance.randint(0, 5 if counter in _OUTCOMES else 40) for counter in told}
    return PostStanding(
        item_id=item.id, community_id=item.community_id, persona_id=item.persona_id, out_at=at,
        week=week_of(at.astimezone(ZONE).date()), observed_at=at + timedelta(days=8), readings=1,
        reported=sum(1 << place for place, counter in enumerate(Counter) if counter in told), **counts,
    )
