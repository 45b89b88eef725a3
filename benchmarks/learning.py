"""How long a community takes to learn its whole history anew, and what its lists cost then.

    python -m benchmarks.learning [--json FILE]

Two years of 20 personas, 100,000 posts with numbers of every outcome, learned in one process as a worker does.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.database import db
from app.core.queue import JOB_TIMEOUT_SECONDS
from app.core.transactions import transaction
from app.core.zones import zone_of
from app.feedback.weeks import week_of
from app.learning.learn import learn_anew
from app.learning.ranked import published, upcoming
from app.models import Column, Community, ContentItem, Persona, PostStanding, RankerState, Revision
from benchmarks.report import Figure, asked, publish
from content_calendar.vocabulary import Counter, Form, Platform, Stage, Value, WriterKind
from content_calendar.workflow import State
from tests.databases import KINDS, Databases, dispose, make_app
from tests.factories import make_column, make_community, make_persona, make_voice

KIND = os.environ.get("KIND", KINDS[0])
POSTS = int(os.environ.get("POSTS", "100000"))
WEEKS, PERSONAS, COLUMNS, TAGS, PROMPTS = 104, 20, 6, 60, 12
AT_ONCE = 5_000
_ALL = (1 << len(Counter)) - 1


def main() -> None:
    """Fill, learn, look, report."""
    to = asked(__doc__ or "").json
    with ExitStack() as cleanup:
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="qunbi-bench-")))
        app = make_app(folder, Databases(folder, cleanup).make(KIND))
        cleanup.callback(dispose, app)
        publish(f"Learning {POSTS:,} posts anew", figures(app), to)


def figures(app: Flask) -> list[Figure]:
    """What was measured."""
    moment = now().replace(microsecond=0)
    with app.app_context():
        with transaction() as session:
            community_id = fill(session, moment)
        before = megabytes()
        whole = seconds(lambda: learn_anew(community_id, moment))
        grown = megabytes() - before
        again = seconds(lambda: learn_anew(community_id, moment))
        community = db.session.get_one(Community, community_id)
        state = len(db.session.get_one(RankerState, community_id).ranker) / 1e6
        first = seconds(lambda: published(db.session, community))
        lists = {one.__name__: best(partial(one, db.session, community)) for one in (published, upcoming)}
    return [
        Figure("whole history", whole, "s", "≤", JOB_TIMEOUT_SECONDS * 0.8),
        Figure("nothing new", again, "s", "≤", 20.0),
        Figure("memory on top", grown, "MB", "≤", 600.0),
        Figure("state", state, "MB"),
        Figure("first list of a process", 1000 * first, "ms"),
        *(Figure(f"list, {name}", 1000 * took, "ms", "≤", 150.0) for name, took in lists.items()),
    ]


def fill(session: Session, moment: datetime) -> int:
    """A community with its personas, columns and posts."""
    community = make_community(session, "bench", moment)
    voice = make_voice(session, community, moment)
    personas = [make_persona(session, community, moment, key=f"p{n}", name=f"画像{n}") for n in range(PERSONAS)]
    columns = [
        make_column(session, persona, voice, moment, key=f"c{persona.id}-{n}")
        for persona in personas for n in range(COLUMNS)
    ]
    posts = rows(columns, personas, community, moment)
    while some := list(islice(posts, AT_ONCE)):
        for table, place in ((ContentItem, 0), (Revision, 1), (PostStanding, 2)):
            session.execute(insert(table), [row[place] for row in some])
    return community.id


Row = dict[str, Any]


def rows(
    columns: list[Column], personas: list[Persona], community: Community, moment: datetime
) -> Iterator[tuple[Row, Row, Row]]:
    """Item, text and standing of each post."""
    random = np.random.default_rng(7)
    liking = random.normal(0, 0.4, len(columns))
    zone = zone_of(community.timezone)
    for number in islice(count(1), POSTS):
        column = columns[int(random.integers(len(columns)))]
        out_at = (moment - timedelta(weeks=WEEKS) * (1 - number / POSTS)).replace(minute=0, second=0)
        read_at = min(moment, out_at + timedelta(days=8))
        form, value = list(Form)[int(random.integers(len(Form)))], list(Value)[int(random.integers(len(Value)))]
        seen = int(np.clip(random.lognormal(np.log(1000), 1.6), 10, 100_000))
        rate = 0.04 * np.exp(liking[columns.index(column)] + 0.1 * list(Form).index(form))
        liked, clicked, gone = (int(random.binomial(seen, one)) for one in (min(rate, 0.9), 0.01, 0.0004))
        item = {
            "id": number, "uid": f"{number:032x}", "community_id": community.id, "persona_id": column.persona_id,
            "column_id": column.id, "value": value, "stage": Stage.OUTPUT, "form": form, "topic": {},
            "platform": Platform.WECHAT_GROUP, "language": "zh", "slot_at": out_at, "updated_at": out_at,
            "created_at": out_at, "state": State.PUBLISHED, "current_revision_id": number,
            "approved_fingerprint": "0" * 64, "approved_revision_id": number, "approved_slot_at": out_at,
            "approved_at": out_at,
        }
        text = {
            "id": number, "item_id": number, "number": 1, "hook": f"第 {number} 条", "writer": WriterKind.MODEL,
            "tags": [f"题:{int(tag)}" for tag in random.integers(TAGS, size=2)],
            "prompt": f"posts/{int(random.integers(PROMPTS))}", "prompt_version": "1", "created_at": out_at,
        }
        path = [
            {"hours": hours, "seen": seen, "engaged": int(liked * share), "acted": int(clicked * share), "harmed": gone}
            for hours, share in ((24.0, 0.6), (72.0, 0.9))
        ]
        standing = {
            "item_id": number, "community_id": community.id, "persona_id": column.persona_id, "out_at": out_at,
            "week": week_of(out_at.astimezone(zone).date()), "observed_at": read_at, "readings": 3, "reported": _ALL,
            "views": seen, "likes": liked, "clicks": clicked, "leaves": gone, "path": path,
        }
        yield item, text, standing


def seconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best(work: Callable[[], object]) -> float:
    """The best of five."""
    return min(seconds(work) for _ in range(5))


def megabytes() -> float:
    """The most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
