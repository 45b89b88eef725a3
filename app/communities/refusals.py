"""Why a save is refused, for the one field it concerns or for the whole form."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.communities.uses import EditableRow
from app.core.errors import Conflict, Invalid
from app.models import MarkedDay
from content_calendar.message import Message
from content_calendar.vocabulary import Term


class SaveFlaw(Term):
    KEY_TAKEN = (
        "key_taken", "标识“{given}”已被“{owner}”使用，请换一个",
        "the short name “{given}” belongs to “{owner}”; choose another",
    )
    OVERTAKEN = (
        "overtaken", "标识“{given}”刚被占用，或所选的内容刚被删除，请检查后再保存一次",
        "somebody has just taken the short name “{given}” or deleted what this names; check and save again",
    )
    COLUMN_HAS_POSTS = (
        "column_has_posts", "这个栏目已有 {count} 条内容，不能改给别的画像；请暂停它，另建一个栏目",
        "this column already has {count} posts and cannot move to another persona; pause it and make a new one",
    )
    IN_THE_PAST = (
        "in_the_past", "{given} 已经过去，请选以后的时间", "{given} is in the past; choose a later time",
    )
    TOO_FAR = (
        "too_far", "离原定的 {day} 超过 {limit} 天，请检查日期",
        "more than {limit} days away from {day}; check the date",
    )


class FieldRefused(Invalid):
    """What only the database can tell is wrong with one field of a form."""

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class StaleEdit(Conflict):
    """The row was saved by somebody else after the form was opened; `row` is as it is now."""

    def __init__(self, row: EditableRow | MarkedDay) -> None:
        super().__init__(
            _l("Somebody else saved this while you had it open. Your words were not saved yet."),
            _l("Compare, then save again to replace what stands there now."),
        )
        self.row = row
