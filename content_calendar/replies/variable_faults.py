"""What is said when the blank of a reply template cannot be declared or filled as it is."""

from __future__ import annotations

from content_calendar.vocabulary import Term


class VariableFault(Term):
    """Why a declaration cannot stand, or a value cannot be sent."""

    NAME = (
        "variable_name",
        "变量名「{name}」不能用。请用文字、数字、空格或连字符，最长 {most} 个字，不要带括号和标点。",
        "“{name}” cannot name a variable. Use letters, digits, blanks or hyphens, at most {most} characters.",
    )
    DOUBLE = (
        "variable_double",
        "变量「{name}」声明了两次。请删去一个。",
        "The variable “{name}” is declared twice. Remove one.",
    )
    NO_CHOICES = (
        "variable_no_choices",
        "选项变量「{name}」要有 1 到 {most} 个选项。请补上，每个选项都要有字。",
        "The choice “{name}” needs 1 to {most} options, none of them empty. Add them.",
    )
    NO_FACT = (
        "variable_no_fact",
        "变量「{name}」取自产品资料，但没有写明是哪一项。请选一项资料。",
        "“{name}” is taken from the product's facts, but no fact is named. Choose one.",
    )
    MISSING = "variable_missing", "「{name}」还没有填。请填写后再复制。", "“{name}” is empty. Fill it in, then copy."
    NOT_A_NUMBER = (
        "variable_not_a_number",
        "「{name}」要填数字，例如 12 或 3.5；现在是「{value}」。",
        "“{name}” takes a number such as 12 or 3.5, not “{value}”.",
    )
    NOT_MONEY = (
        "variable_not_money",
        "「{name}」要填金额，例如 39 或 39.90，不能是负数；现在是「{value}」。",
        "“{name}” takes an amount such as 39 or 39.90, not negative; it is “{value}”.",
    )
    NOT_A_DATE = (
        "variable_not_a_date",
        "「{name}」要填日历上有的日期，例如 2026-11-30；现在是「{value}」。",
        "“{name}” takes a day of the calendar such as 2026-11-30, not “{value}”.",
    )
    NOT_A_CHOICE = (
        "variable_not_a_choice",
        "「{name}」只能从这些里选：{choices}；现在是「{value}」。",
        "“{name}” must be one of: {choices}; it is “{value}”.",
    )
    TOO_LONG = (
        "variable_too_long",
        "「{name}」有 {count} 个字，最多 {most} 个。请写短些。",
        "“{name}” has {count} characters, at most {most} fit. Shorten it.",
    )
    NO_SUCH_FACT = (
        "variable_no_such_fact",
        "产品资料里没有「{fact}」。请先把它写进产品资料。",
        "The product has no fact “{fact}”. Add it to the product first.",
    )
    FACT_EXPIRED = (
        "variable_fact_expired",
        "产品资料「{fact}」已在 {on} 过期。请先更新资料。",
        "The fact “{fact}” expired on {on}. Bring it up to date first.",
    )
    NOT_THE_FACT = (
        "variable_not_the_fact",
        "「{name}」取自产品资料「{text}」，不能改写成「{value}」。要改请先改资料。",
        "“{name}” is the fact “{text}” and cannot be sent as “{value}”. Change the fact first.",
    )
