"""What would become of each reply: asked on the dry run, and again when replies are accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy.orm import Session

from app.models import Community
from app.replies.cards import Card
from app.replies.transfer.known import Standing, imported_before, shown, standing
from app.replies.transfer.problems import Problem, Remark
from app.replies.transfer.row import Row, Setting, import_key, one_space
from content_calendar.message import Message
from content_calendar.similarity import closest, packed, simhash
from content_calendar.vocabulary import Term


class Verdict(Term):
    NEW = "new", "新话术", "New"
    NEAR = "near", "疑似重复", "Near-duplicate"
    KNOWN = "known", "已有", "There already"
    REFUSED = "refused", "不能导入", "Refused"


_ANSWER = 32
_KNOWN = frozenset({Problem.IN_LIBRARY, Problem.IN_ARCHIVE, Problem.SAID_TWICE})


@dataclass(frozen=True, slots=True)
class Resembled:
    """What a reply is much like: a template of the library, or an earlier line of the file; `bits` of 64 differ."""

    bits: int
    item_id: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A reply as the dry run shows it. `answer` groups the wordings of one answer."""

    verdict: Verdict
    row: Row
    key: str
    answer: str
    near: Resembled | None

    @property
    def line(self) -> int:
        return self.row.line

    @property
    def is_here(self) -> bool:
        """Whether its words stand in the library, or will by an earlier line."""
        return self.verdict is Verdict.KNOWN and all(said.code is not Problem.IN_ARCHIVE for said in self.row.problems)

    @property
    def comes(self) -> bool:
        """Whether its words are in the library once everything new is accepted."""
        return self.verdict is Verdict.NEW or self.is_here

    @property
    def said(self) -> tuple[Message, ...]:
        return tuple(self.row.problems or self.row.remarks)


def judge(session: Session, community: Community, setting: Setting, rows: Sequence[Row]) -> list[Judged]:
    """Every reply with its verdict; three queries for 5,000 replies."""
    keys = {row.line: import_key(community.id, row.copy) for row in rows if row.copy and not row.problems}
    before = imported_before(session, community, list(dict.fromkeys(keys.values())))
    for row in rows:
        if keys.get(row.line) in before:
            is_archived = before[keys[row.line]]
            row.problems.append(Message(Problem.IN_ARCHIVE if is_archived else Problem.IN_LIBRARY))
    _expect_new_words(rows, keys)
    there = standing(session, community)
    near = _near(rows, there)
    _expect_other_words(session, rows, near)
    _expect_free_names(rows, setting)
    by_id = {one.item_id: one for one in there}
    return [_judged(row, keys, near, by_id) for row in rows]


def _expect_new_words(rows: Sequence[Row], keys: Mapping[int, str]) -> None:
    """The first of several rows that say the same counts."""
    said: dict[str, int] = {}
    for row in rows:
        if row.line in keys and not row.problems:
            first = said.setdefault(keys[row.line], row.line)
            if first != row.line:
                row.problems.append(Message(Problem.SAID_TWICE, {"line": first}))


def _near(rows: Sequence[Row], there: Sequence[Standing]) -> dict[int, Resembled]:
    """By line what it is most like: the library first, then what stands above it in the file."""
    sound = [row for row in rows if row.copy and not row.problems]
    library = packed(one.simhash for one in there)
    own = packed(f"{_hash_of(row):016x}" for row in sound)
    found: dict[int, Resembled] = {}
    for place, row in enumerate(sound):
        wanted = _hash_of(row)
        if not wanted:
            continue
        if like := closest(library, wanted):
            found[row.line] = Resembled(like[1], item_id=there[like[0]].item_id)
        elif like := closest(own[:place], wanted):
            found[row.line] = Resembled(like[1], line=sound[like[0]].line)
    return found


def _expect_other_words(session: Session, rows: Sequence[Row], near: Mapping[int, Resembled]) -> None:
    """A reply whose words stand in the library is no near-duplicate but known, whoever wrote it there."""
    equal = {line: like.item_id for line, like in near.items() if like.item_id is not None and like.bits == 0}
    texts = shown(session, set(equal.values()))
    for row in rows:
        item_id = equal.get(row.line)
        if item_id is not None and row.copy and one_space(texts[item_id].words) == one_space(row.copy.text()):
            row.problems.append(Message(Problem.IN_LIBRARY))


def _expect_free_names(rows: Sequence[Row], setting: Setting) -> None:
    """Short codes and snippets that stand twice in the file, and snippets that stand in the library otherwise."""
    codes: set[str] = set()
    snippets = set(setting.snippets)
    for row in rows:
        if row.card is None or row.problems:
            continue
        if row.card.snippet_key in snippets:
            row.problems.append(Message(Problem.SNIPPET_TAKEN, {"name": row.card.snippet_key}))
            continue
        if row.card.short_code in codes:
            row.remarks.append(Message(Remark.CODE_TAKEN, {"code": row.card.short_code}))
            row.card = _without_code(row.card)
        codes |= {row.card.short_code} - {""}
        snippets |= {row.card.snippet_key} - {""}


def _judged(
    row: Row, keys: Mapping[int, str], near: Mapping[int, Resembled], by_id: Mapping[int, Standing]
) -> Judged:
    like = near.get(row.line)
    if like is not None and not row.problems:
        also = Remark.RESEMBLES if like.item_id else Remark.RESEMBLES_LINE
        row.remarks.insert(0, Message(also, {"line": like.line or 0}))
    return Judged(_verdict(row, like), row, keys.get(row.line, ""), _answer(row, keys, like, by_id), like)


def _verdict(row: Row, like: Resembled | None) -> Verdict:
    if row.problems:
        return Verdict.KNOWN if all(said.code in _KNOWN for said in row.problems) else Verdict.REFUSED
    return Verdict.NEAR if like else Verdict.NEW


def _answer(row: Row, keys: Mapping[int, str], like: Resembled | None, by_id: Mapping[int, Standing]) -> str:
    """What a bundle says; else a near-duplicate for the same scenario is another wording of what it resembles."""
    if row.card is None or row.problems:
        return ""
    own = row.card.answer or keys[row.line][:_ANSWER]
    if like is None or row.card.answer:
        return own
    if like.line is not None:
        return keys[like.line][:_ANSWER]
    one = by_id.get(like.item_id or 0)
    return one.answer if one and one.scenario is row.card.scenario else own


def _without_code(card: Card) -> Card:
    return replace(card, short_code="")


def _hash_of(row: Row) -> int:
    return _simhash(row.copy.text()) if row.copy else 0


@lru_cache(maxsize=20_000)
def _simhash(text: str) -> int:
    """The pages of one dry run ask for the same texts again and again."""
    return simhash(text)
