"""What the ledger would say to each row: asked on the dry run, and again when rows are accepted.

Nearly every row of nearly every batch raises no question: those are found all at once, and only the others are looked
at one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app.feedback import ledger, posts
from app.feedback.close_look import KNOWN, looked_at
from app.feedback.gate import gates_of
from app.feedback.plain import plain_rows
from app.feedback.posts import Post
from app.feedback.reading import Said
from app.feedback.verdicts import Judged, Terms, Verdict
from app.models import Community

SOURCE = "csv"


def judge(
    session: Session, community: Community, rows: Sequence[Said], terms: Terms, matched: Mapping[int, int] | None = None
) -> list[Judged]:
    """Every row with its verdict, in some four queries for some thousand posts.

    `matched` says which item a line without an identifier turned out to be about. Whoever goes on to take them holds
    the ledger first.
    """
    about = _posts(session, community, rows, matched or {})
    gates = gates_of(session, community, {post.item_id: post for post in about if post}, terms.now)
    plain = plain_rows(rows, about, gates, terms)
    others = [(row, post) for row, post, is_plain in zip(rows, about, plain, strict=True) if not is_plain]
    looked = iter(_without_known(session, looked_at(others, terms, community.timezone, gates)))
    return [
        Judged(row, Verdict.ACCEPTED, "", post, terms.taken(row, post)) if post and is_plain else next(looked)
        for row, post, is_plain in zip(rows, about, plain, strict=True)
    ]


def _posts(
    session: Session, community: Community, rows: Sequence[Said], matched: Mapping[int, int]
) -> list[Post | None]:
    """Which post each row is about: an identifier of ours is surer than any likeness."""
    by_uid = posts.by_uid(session, community, {row.uid for row in rows if row.uid})
    by_id = posts.by_id(session, community, set(matched.values())) if matched else {}
    by_line = {line: by_id[item_id] for line, item_id in matched.items() if item_id in by_id}
    return [by_uid.get(row.uid) or by_line.get(row.line) for row in rows]


def _without_known(session: Session, judged: list[Judged]) -> list[Judged]:
    """What is in the ledger already is told apart; of what is plain nothing is, for it is later than all."""
    by_key = {one.taken.key: one.taken for one in judged if one.taken}
    known = ledger.known_keys(session, by_key, {one.post.item_id: one.post for one in judged if one.post})
    return [
        one._replace(verdict=Verdict.KNOWN, because=KNOWN) if known and one.taken and one.taken.key in known else one
        for one in judged
    ]
