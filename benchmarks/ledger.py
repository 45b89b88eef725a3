"""How many readings a second the ledger takes, on either database.

    python -m benchmarks.ledger [--json FILE]

Batches of ten thousand are handed in through the API: parsed, judged, written, folded into the standings, answered and
committed. A batch holds ten readings each of a thousand posts, one after the other, as a program sends them that looks
at a platform now and then. The figure is that of the median batch, so that a moment in which the machine does something
else does not count, and the slowest is told. The hardest case is told too: one reading of each of ten thousand posts.
Beside the clock's seconds stand those of the processors, the database server's included. PostgreSQL runs with its own
defaults and as durable as people have it. Beside it a file of fifty thousand rows, fifty of each post,
is taken apart and shown, then accepted.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import psutil

from app.accounts import service as accounts
from app.accounts.access import Actor
from app.core.clock import now
from app.core.transactions import transaction
from app.feedback import imports
from app.feedback.rebuild import rebuild_some
from app.feedback.verdicts import Verdict
from app.models import Community
from benchmarks.ledger_house import LedgerHouse, ledger_house
from benchmarks.report import Figure, asked, publish
from content_calendar.workflow import Role
from tests.databases import KINDS

ROWS = 1_000_000
BATCH = 10_000
POSTS = 10_000
AT_ONCE = 1_000
WIDE_BATCHES = 5
LEAST = 25_000
ROW_BY_ROW = 300
FILE_ROWS = 50_000
FILE_READING = 500
"""Readings of a file come after those of all batches."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Readings a second: the median batch by the clock, all by the processors; the slowest batch in seconds."""

    by_clock: float
    by_processor: float
    slowest: float


def main() -> None:
    """Measure and publish."""
    arguments = asked("Readings a second through the API.")
    publish("Ledger", [figure for kind in KINDS for figure in figures(kind, ROWS)], arguments.json)


def figures(kind: str, rows: int) -> Iterator[Figure]:
    """Of one database."""
    with ledger_house(kind, POSTS) as house:
        plain = _one_by_one(house)
        wide = _in_batches(house, BATCH * WIDE_BATCHES, BATCH, 0)
        taken = _in_batches(house, rows, AT_ONCE, WIDE_BATCHES)
        against = "one reading a request"
        yield Figure(f"readings taken, {kind}", taken.by_clock, "rows/s", "≥", LEAST, plain, against)
        yield Figure(f"readings taken, {kind}, processor time", taken.by_processor, "rows/s")
        yield Figure(f"each of another post, {kind}, processor time", wide.by_processor, "rows/s")
        yield Figure(f"slowest batch of {BATCH:,}, {kind}", taken.slowest * 1000, "ms")
        shown, accepted = _by_file(house)
        yield Figure(f"rows of a file shown, {kind}", shown, "rows/s")
        yield Figure(f"rows of a file accepted, {kind}", accepted, "rows/s", "≥", LEAST)
        rows += FILE_ROWS
        yield Figure(f"readings replayed by a rebuild, {kind}", _rebuilt(house, rows), "rows/s")


def _in_batches(house: LedgerHouse, rows: int, posts: int, first: int) -> Taken:
    """`rows` readings, those of `posts` posts together, from the `first` of each on; the bodies are made before the
    clock starts.
    """
    spent, used = list[float](), 0.0
    for number in range(rows // BATCH):
        body = _body(house, number, posts, first)
        clock, processor = time.perf_counter(), _processor()
        handed_in = house.hand_in(body)
        spent.append(time.perf_counter() - clock)
        used += _processor() - processor
        answer = handed_in.get_json()
        assert answer["taken"] == BATCH, {name: count for name, count in answer.items() if name != "rows"}
    return Taken(BATCH / median(spent), rows / used, max(spent))


def _one_by_one(house: LedgerHouse) -> float:
    """The plain way: a request for each reading."""
    bodies = [_single(house, number) for number in range(ROW_BY_ROW)]
    start = time.perf_counter()
    for body in bodies:
        house.hand_in(body)
    return ROW_BY_ROW / (time.perf_counter() - start)


def _by_file(house: LedgerHouse) -> tuple[float, float]:
    """Rows a second: taken apart and shown, and judged anew and accepted."""
    content = _file(house)
    with house.app.app_context():
        start = time.perf_counter()
        with transaction() as session:
            community, owner = session.get_one(Community, house.community_id), accounts.ensure_owner(session, now=now())
            actor = Actor(owner, Role.EDITOR)
            kept = imports.keep_upload(session, community, "numbers.csv", content, actor=actor, now=now())
            number, choices = kept.id, imports.find(session, community, kept.id).choices
            imports.choose(session, community, number, choices, now=now())
            shown = imports.dry_run(session, community, number, now=now())
        assert set(shown.tally) == {Verdict.ACCEPTED}, shown.tally
        between = time.perf_counter()
        with transaction() as session:
            community = session.get_one(Community, house.community_id)
            done = imports.accept(session, community, number, held_too=False, actor=actor, now=now())
        assert done.taken == FILE_ROWS, done
        return FILE_ROWS / (between - start), FILE_ROWS / (time.perf_counter() - between)


def _file(house: LedgerHouse) -> bytes:
    """Fifty readings of a thousand posts, as the table of a platform holds that somebody looked at every day."""
    each = FILE_ROWS // AT_ONCE
    lines = ["uid,observed_at,impressions,views,likes,comments,shares,clicks"]
    for uid, item_id in list(zip(house.uids(), house.item_ids, strict=True))[:AT_ONCE]:
        for number in range(FILE_READING, FILE_READING + each):
            read_at = house.out_at + timedelta(days=106, hours=20 * (number - FILE_READING))
            told = list(_reading(item_id, read_at, number).values())[2:]
            lines.append(",".join([uid, f"{read_at:%Y-%m-%d %H:%M}", *map(str, told)]))
    return "\n".join(lines).encode()


def _rebuilt(house: LedgerHouse, rows: int) -> float:
    """A check of all standings, which finds nothing to put right."""
    start = time.perf_counter()
    after: int | None = 0
    with house.app.app_context():
        while after is not None:
            with transaction() as session:
                some = rebuild_some(session, session.get_one(Community, house.community_id), after, write=False)
            assert some.changed == 0, "a standing is not what the ledger says"
            after = some.last
    return rows / (time.perf_counter() - start)


def _body(house: LedgerHouse, number: int, posts: int, first: int) -> bytes:
    """Batch `number`: the next readings of the next posts, in no order; counters grow from one to the next."""
    round_, place = divmod(number, len(house.item_ids) // posts)
    each = BATCH // posts
    rows = [
        _reading(item_id, house.out_at + timedelta(hours=12 + 24 * reading), reading)
        for item_id in house.item_ids[place * posts:(place + 1) * posts]
        for reading in range(first + round_ * each, first + (round_ + 1) * each)
    ]
    random.Random(number).shuffle(rows)
    return json.dumps({"readings": rows}).encode()


def _single(house: LedgerHouse, number: int) -> bytes:
    read_at = house.out_at + timedelta(hours=1, seconds=number)
    return json.dumps({"readings": [_reading(house.item_ids[number], read_at, 0)]}).encode()


def _reading(item_id: int, read_at: datetime, number: int) -> dict[str, object]:
    reach = 100 + item_id % 900
    return {
        "item_id": item_id, "observed_at": read_at.isoformat(), "impressions": reach * (number + 2),
        "views": reach * number, "likes": reach * number // 9, "comments": number, "shares": number // 2,
        "clicks": reach * number // 20,
    }


def _processor() -> float:
    """Seconds of this process and of the database server it started."""
    here = psutil.Process()
    spent = [process.cpu_times() for process in (here, *here.children(recursive=True))]
    return float(sum(times.user + times.system for times in spent))


if __name__ == "__main__":
    main()
