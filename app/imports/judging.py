"""What would become of each row: asked on the dry run, and again when the rows are accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.field_flaws import shortened
from app.core.tables.table import Line
from app.imports.fields import Field
from app.imports.known import Neighbour, imported_before, standing_at
from app.imports.post import Post, Row, Setting
from app.imports.problems import Problem, Remark
from app.imports.rows import RowReader
from app.models import Community
from content_calendar.message import Message
from content_calendar.vocabulary import Term
from content_calendar.workflow import State


class Verdict(Term):
    READY = "ready", "可导入", "Ready"
    NOTED = "noted", "可导入，请留意", "Ready, with a note"
    KNOWN = "known", "已有", "There already"
    REFUSED = "refused", "不能导入", "Refused"


TAKEN = frozenset({Verdict.READY, Verdict.NOTED})
_KNOWN = frozenset({Problem.IN_CALENDAR, Problem.IN_ARCHIVE, Problem.SAID_TWICE})


@dataclass(frozen=True, slots=True)
class Judged:
    """A row as the dry run shows it; `post` is there unless its cells could not be read."""

    verdict: Verdict
    said: tuple[Message, ...]
    post: Post | None
    key: str
    row: Row
    setting: Setting

    @property
    def line(self) -> int:
        """The number of the row in the table."""
        return self.row.line.number

    def cell(self, which: Field) -> str:
        """What stands in the table."""
        return self.setting.cell(self.row, which)

    @property
    def becomes(self) -> State | None:
        """The state the post will be in."""
        if self.post is None or self.verdict not in TAKEN:
            return None
        return self.post.state


def judge(
    session: Session, community: Community, setting: Setting, lines: Sequence[Line], *, is_cut: bool = False
) -> list[Judged]:
    """Every row with its verdict, in two queries; `is_cut` when the last is not whole."""
    rows = RowReader(setting).read(lines, is_cut=is_cut)
    keys = {row.line.number: row.post.import_key(community.id) for row in rows if row.post}
    posts = [row.post for row in rows if row.post]
    before = imported_before(session, community, set(keys.values())) if posts else {}
    standing = standing_at(session, community, posts) if posts else {}
    _compare_with_each_other(rows, keys)
    for row in rows:
        if row.post is not None:
            _compare_with_calendar(row, row.post, keys[row.line.number], before, standing)
    return list(_judged(rows, keys, setting))


def _judged(rows: Sequence[Row], keys: Mapping[int, str], setting: Setting) -> Iterator[Judged]:
    for row in rows:
        said = tuple(row.problems or row.remarks)
        yield Judged(_verdict(row), said, row.post, keys.get(row.line.number, ""), row, setting)


def _verdict(row: Row) -> Verdict:
    if row.problems:
        return Verdict.KNOWN if all(said.code in _KNOWN for said in row.problems) else Verdict.REFUSED
    return Verdict.NOTED if row.remarks else Verdict.READY


def _compare_with_each_other(rows: Sequence[Row], keys: Mapping[int, str]) -> None:
    """The first of several rows that say the same counts."""
    said: dict[str, int] = {}
    taken: dict[tuple[int, datetime], int] = {}
    texts: dict[str, int] = {}
    for row in rows:
        if row.post is None:
            continue
        line, post = row.line.number, row.post
        first = said.setdefault(keys[line], line)
        if first != line:
            row.problems.append(Message(Problem.SAID_TWICE, {"line": first}))
            continue
        shared = taken.setdefault((post.persona.id, post.slot_at), line)
        alike = texts.setdefault(post.copy.text(), line) if post.copy else line
        if shared != line:
            row.remarks.append(Message(Remark.SLOT_SHARED, {"line": shared}))
        if alike != line:
            row.remarks.append(Message(Remark.SAME_TEXT, {"line": alike}))


def _compare_with_calendar(
    row: Row, post: Post, key: str, before: Mapping[str, bool],
    standing: Mapping[tuple[int, datetime], Sequence[Neighbour]],
) -> None:
    if key in before:
        row.problems.append(Message(Problem.IN_ARCHIVE if before[key] else Problem.IN_CALENDAR))
        return
    for other in standing.get((post.persona.id, post.slot_at), ()):
        if post.words == other.words and (post.copy or post.topic == other.headline):
            row.problems.append(Message(Problem.IN_CALENDAR))
            return
        row.remarks.append(Message(Remark.SLOT_TAKEN, {"title": shortened(other.headline)}))
