"""What can be wrong with one field of anything people hand in, said once for files, forms and the API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails, PydanticCustomError

from content_calendar.message import Message
from content_calendar.vocabulary import Term

SHOWN_LENGTH = 40
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Everything that is no text: control characters but tab and line ends, halves of surrogate pairs, non-characters."""


class Flaw(Term):
    """Cause and remedy in one line; the labels are format strings over the parameters of the message."""

    MISSING = "missing", "缺少必填项，请补上", "this field is required; add it"
    BLANK = "blank", "不能为空，请填写内容", "must not be empty; write something"
    UNKNOWN_FIELD = "unknown_field", "没有这个字段；可用：{allowed}", "no such field; use one of: {allowed}"
    WRONG_TERM = (
        "wrong_term",
        "“{given}”不在可选值里；可用：{allowed}",
        "“{given}” is not a choice; use one of: {allowed}",
    )
    TOO_LONG = (
        "too_long_text",
        "共 {length} 个字符，最多 {limit} 个，请删减",
        "{length} characters, at most {limit}; shorten",
    )
    TOO_MANY = "too_many", "共 {length} 条，最多 {limit} 条，请删减", "{length} entries, at most {limit}; remove some"
    CONTROL_CHARACTER = (
        "control_character",
        "含不可见的控制字符 {code}（第 {position} 个字符），请删除后重新输入",
        "holds the control character {code} (character {position}); delete it and type the text again",
    )
    NOT_TEXT = "not_text", "这里应是一段文字", "text is expected here"
    NOT_A_LIST = "not_a_list", "这里应是列表，每行以“- ”开头", "a list is expected here, each line starting with “- ”"
    NOT_A_MAPPING = (
        "not_a_mapping",
        "这里应是“字段: 内容”的形式",
        "fields are expected here, written “field: content”",
    )
    NOT_A_NUMBER = "not_a_number", "“{given}”不是整数，请写如 3", "“{given}” is not a whole number; write e.g. 3"
    OUT_OF_RANGE = (
        "out_of_range",
        "“{given}”超出范围，应在 {low} 到 {high} 之间",
        "“{given}” is outside {low} to {high}; correct it",
    )
    NOT_AN_AMOUNT = (
        "not_an_amount",
        "“{given}”不是金额，请写如 200 或 49.90",
        "“{given}” is no amount of money; write e.g. 200 or 49.90",
    )
    NOT_YES_NO = "not_yes_no", "“{given}”不是 true 或 false", "“{given}” is neither true nor false"
    NOT_A_DAY = "not_a_day", "“{given}”不是日期，请写如 2027-06-09", "“{given}” is no date; write e.g. 2027-06-09"
    NOT_A_MOMENT = (
        "not_a_moment",
        "“{given}”不是日期时间，请写如 2027-06-09T15:00+08:00",
        "“{given}” is no date and time; write e.g. 2027-06-09T15:00+08:00",
    )
    NOT_A_WALL_MOMENT = (
        "not_a_wall_moment",
        "“{given}”不是社群当地的日期时间，请写如 2027-06-09T15:00，不带时区",
        "“{given}” is no date and time on the community's clock; write e.g. 2027-06-09T15:00, without a zone",
    )
    REPEATED_DAY = (
        "repeated_day",
        "{day} 写了两次，请只保留一次",
        "{day} stands twice; keep one",
    )
    NOT_A_POST_PROMPT = (
        "not_a_post_prompt",
        "“{given}”不是内容提示词的标识，请写如 posts/learning.zh，或留空由内容决定",
        "“{given}” is no key of a prompt for posts; write e.g. posts/learning.zh, or nothing for the one that suits",
    )
    NO_ZONE = (
        "no_zone",
        "“{given}”没有时区，请在末尾加上，如 +08:00",
        "“{given}” has no time zone; add one at the end, e.g. +08:00",
    )
    NOT_A_CLOCK_TIME = (
        "not_a_clock_time",
        '“{given}”不是 24 小时制的时间，请写如 "15:00"',
        '“{given}” is no 24-hour time; write e.g. "15:00"',
    )
    UNKNOWN_ZONE = (
        "unknown_zone",
        "没有名为“{given}”的时区，请用 IANA 名称，如 Asia/Shanghai",
        "there is no time zone “{given}”; use an IANA name, e.g. Asia/Shanghai",
    )
    NOT_A_SLUG = (
        "not_a_slug",
        "“{given}”不能作标识：只用小写字母、数字、- 和 _，以字母或数字开头，最多 60 个字符",
        "“{given}” cannot be a key: use lower-case letters, digits, - and _, at most 60, letter or digit first",
    )
    NOT_AN_EMAIL = (
        "not_an_email",
        "“{given}”不是邮箱地址，请写如 name@example.com",
        "“{given}” is no email address; write e.g. name@example.com",
    )
    NOT_A_TAG = (
        "not_a_tag",
        "“{given}”不是标签，请写“类别:标签”（各不超过 30、60 个字符），如 life:在家带娃",
        "“{given}” is no tag; write “namespace:tag” (30 and 60 characters at most), e.g. life:expat",
    )
    WRONG_SUM = (
        "wrong_sum",
        "各项之和是 {sum}，应为 100，请调整比例",
        "the shares add up to {sum}, not 100; adjust them",
    )
    ENDS_BEFORE_START = (
        "ends_before_start",
        "结束时间应晚于开始时间，请检查两者",
        "it must end after it starts; check both times",
    )
    UNKNOWN_VERSION = (
        "unknown_version",
        "不认识版本“{given}”，本程序读取版本 1",
        "version “{given}” is not known; this program reads version 1",
    )
    NOT_ACCEPTED = (
        "not_accepted",
        "“{given}”不能接受（{reason}），请改正",
        "“{given}” is not accepted ({reason}); correct it",
    )


_PYDANTIC = {
    "missing": Flaw.MISSING,
    "extra_forbidden": Flaw.UNKNOWN_FIELD,
    "enum": Flaw.WRONG_TERM,
    "string_type": Flaw.NOT_TEXT,
    "tuple_type": Flaw.NOT_A_LIST,
    "list_type": Flaw.NOT_A_LIST,
    "dict_type": Flaw.NOT_A_MAPPING,
    "mapping_type": Flaw.NOT_A_MAPPING,
    "model_type": Flaw.NOT_A_MAPPING,
    "model_attributes_type": Flaw.NOT_A_MAPPING,
    "too_long": Flaw.TOO_MANY,
    "int_type": Flaw.NOT_A_NUMBER,
    "int_parsing": Flaw.NOT_A_NUMBER,
    "int_parsing_size": Flaw.NOT_A_NUMBER,
    "int_from_float": Flaw.NOT_A_NUMBER,
    "bool_type": Flaw.NOT_YES_NO,
    "bool_parsing": Flaw.NOT_YES_NO,
    "timezone_aware": Flaw.NO_ZONE,
}
_OWN = {flaw.value: flaw for flaw in Flaw}
_PYDANTIC_FAMILIES = {"datetime_": Flaw.NOT_A_MOMENT, "date_": Flaw.NOT_A_DAY}


def flawed(flaw: Flaw, **params: object) -> PydanticCustomError:
    """The exception a field validator raises; `message_of` turns it back into the flaw."""
    return PydanticCustomError(flaw.value, "{flaw}", {"flaw": flaw.value, **params})


def flawed_as(message: Message) -> PydanticCustomError:
    """The exception for a flaw that another room has already put into words."""
    return PydanticCustomError("worded", "{message}", {"message": message})


def message_of(error: ErrorDetails, allowed: tuple[str, ...] = ()) -> Message:
    """Put one pydantic error into words people can act on.

    `allowed` are the fields that exist where an unknown one was found.
    """
    context = error.get("ctx", {})
    worded = context.get("message")
    if isinstance(worded, Message):
        return worded
    params = _params(error, context)
    flaw = _flaw_of(error["type"])
    if flaw is Flaw.UNKNOWN_FIELD:
        params["allowed"] = ", ".join(allowed)
    return Message(flaw, params)


def shortened(value: object) -> str:
    """A given value as it may stand inside a sentence: one line of at most 40 characters, none of them unprintable."""
    text = " ".join(CONTROL_CHARACTER.sub("\ufffd", str(value)[: SHOWN_LENGTH * 10]).split())
    return text if len(text) <= SHOWN_LENGTH else f"{text[: SHOWN_LENGTH - 1]}…"


def _flaw_of(kind: str) -> Flaw:
    if kind in _PYDANTIC:
        return _PYDANTIC[kind]
    if kind in _OWN:
        return _OWN[kind]
    return next((flaw for start, flaw in _PYDANTIC_FAMILIES.items() if kind.startswith(start)), Flaw.NOT_ACCEPTED)


def _params(error: ErrorDetails, context: Mapping[str, Any]) -> dict[str, object]:
    return {
        "given": shortened(error["input"]),
        "reason": error["msg"],
        "allowed": str(context.get("expected", "")).replace("'", "").replace(" or ", ", "),
        "length": context.get("actual_length", ""),
        "limit": context.get("max_length", ""),
        **{name: value for name, value in context.items() if name != "flaw"},
    }
