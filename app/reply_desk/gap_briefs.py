"""A gap becomes an order for the writer: templates of the scenario asked about, with the searches as a note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict
from app.models import Community, DraftingRun, ReplyGap
from app.replies import service as replies
from app.reply_desk import gaps
from app.reply_desk.gap_groups import Missed, grouped
from content_calendar.message import Message
from content_calendar.vocabulary import Language, MemberState, Scenario, Term

VARIANTS = 2
MOST_QUERIES = 12


class GapNote(Term):
    """What the writer is told, in the language of the community."""

    BRIEF = (
        "gap_brief",
        "成员在问、话术库里还没有答案的问题：{queries}。请直接回答这些问题；答案所需的事实资料里没有时，留成变量，不要编。",
        "Asked, and no template answers it: {queries}. Answer just this; leave as a variable what no fact says.",
    )


class GapsGone(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("Somebody has settled these searches already."), _l("Reload the page; what is still open is shown.")
        )


def order(
    session: Session, community: Community, ids: Sequence[int], *, scenario: Scenario,
    state: MemberState | None = None, actor: Actor, now: datetime,
) -> DraftingRun:
    """Have two wordings drafted for what was searched in vain, and settle the gaps.

    Raises GapsGone when nothing of it is open any more, and what `start_matrix` raises.
    """
    found = gaps.open_gaps(session, community, ids)
    if not found:
        raise GapsGone
    matrix = replies.Matrix(
        scenarios=(scenario,), states=(state,) if state else (), variants=VARIANTS, note=brief_of(found, community)
    )
    run = replies.start_matrix(session, community, matrix, actor=actor, now=now)
    gaps.settle(session, found, now=now)
    return run


def brief_of(found: Sequence[ReplyGap], community: Community) -> str:
    """The note to the writer: what was searched, most often first; never longer than a note may be."""
    groups = grouped([Missed(gap.id, gap.query, gap.times, gap.day) for gap in found])
    queries = [query for group in groups for query in (group.query, *group.others)][:MOST_QUERIES]
    is_chinese = community.language is Language.ZH
    quoted = "、".join(f"“{query}”" for query in queries) if is_chinese else ", ".join(f'"{q}"' for q in queries)
    return Message(GapNote.BRIEF, {"queries": quoted}).text(community.language.value)
