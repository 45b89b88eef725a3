"""What the ledger says to a row: the verdicts, and what a row looks like that got one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask_babel.speaklater import LazyString

from app.feedback.posts import Post
from app.feedback.reading import Said
from app.feedback.taken import Taken
from content_calendar.vocabulary import Term


class Verdict(Term):
    ACCEPTED = "accepted", "可导入", "Accepted"
    HELD = "held", "待确认", "Needs confirming"
    KNOWN = "known", "已有", "Already recorded"
    UNMATCHED = "unmatched", "待匹配", "Not matched"
    REFUSED = "refused", "不能导入", "Refused"


class Judged(NamedTuple):
    """A row with what the ledger says to it; `post` and `taken` are there where it could be taken."""

    said: Said
    verdict: Verdict
    because: LazyString | str = ""
    post: Post | None = None
    taken: Taken | None = None

    @property
    def line(self) -> int:
        return self.said.line

    @property
    def reason(self) -> str:
        """Why it is not simply taken, and what helps, in the reader's language."""
        return str(self.because)


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all rows of a batch: where they come from, when they were read, whether each is of one day."""

    source: str
    read_at: datetime
    now: datetime
    daily: bool = False

    def taken(self, row: Said, post: Post) -> Taken:
        """What the row tells of the post."""
        return Taken(post.item_id, row.observed_at or self.read_at, row.counts, self.source, self.daily, row.line)
