"""From a name in a cell to what it names, or to the name it was perhaps meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import TypeVar

from app.core.field_flaws import shortened
from app.imports.fields import Field
from app.imports.problems import Problem, RowRefused
from app.uploads.names import plain
from content_calendar.vocabulary import Form, Platform, Stage, Term, Value

LIKE_ENOUGH = 0.5
MOST_NAMES = 12
LONGEST = 40

_Term = TypeVar("_Term", bound=Term)

_OTHER_WORDS: dict[str, Term] = {
    "微信": Platform.WECHAT_GROUP, "微信社群": Platform.WECHAT_GROUP, "wechat": Platform.WECHAT_GROUP,
    "企微": Platform.WECOM_GROUP, "企微群": Platform.WECOM_GROUP, "wecom": Platform.WECOM_GROUP,
    "微信公众号": Platform.OFFICIAL_ACCOUNT, "小红书笔记": Platform.XIAOHONGSHU, "哔哩哔哩": Platform.BILIBILI,
    "twitter": Platform.X, "推特": Platform.X, "抽奖活动": Form.LOTTERY, "提问": Form.QUESTION, "问题": Form.QUESTION,
    "图片": Form.POST, "文字": Form.POST, "故事": Form.STORY, "活动": Form.EVENT_NOTICE, "通知": Form.OFFICIAL,
    "资讯": Value.INFORMATION, "福利": Value.BENEFIT, "优惠": Value.BENEFIT, "知识": Value.LEARNING,
    "干货": Value.LEARNING, "连接": Value.CONNECTION, "互动": Stage.INTERACTION, "成交": Stage.CONVERSION,
}


def term_of(text: str, vocabulary: type[_Term], field: Field) -> _Term:
    """The word of a closed vocabulary, in either language or as people say it. Raises RowRefused."""
    name = plain(text)
    known = _words(vocabulary)
    found = known.get(name)
    if isinstance(found, vocabulary):
        return found
    near = nearest(name, known)
    if near is not None:
        raise RowRefused(Problem.LIKE_TERM, field=field, given=shortened(text), near=known[near])
    names = "、".join(f"{term.zh} {term.en}" for term in vocabulary)
    raise RowRefused(Problem.UNKNOWN_TERM, field=field, given=shortened(text), known=names)


@cache
def _words(vocabulary: type[Term]) -> Mapping[str, Term]:
    own = {plain(word): term for term in vocabulary for word in (term.value, term.zh, term.en)}
    return own | {plain(word): term for word, term in _OTHER_WORDS.items() if isinstance(term, vocabulary)}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like this one, None when none is like it or it is too long to be a slip of the pen."""
    if len(name) > LONGEST:
        return None
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=LIKE_ENOUGH)), None)
