"""What can be said about a row: each says cause and remedy in one line, in both languages."""

from __future__ import annotations

from content_calendar.message import Message
from content_calendar.vocabulary import Term


class RowRefused(Exception):
    """A cell that cannot be read; `message` says why and what to do."""

    def __init__(self, code: Problem, **params: object) -> None:
        super().__init__(code.value)
        self.message = Message(code, params)


class Problem(Term):
    """What keeps a row out."""

    NO_DAY = "no_day", "没有日期。请填写日期，如 2027-03-08", "No date. Enter one, e.g. 2027-03-08"
    NOT_A_DAY = (
        "not_a_day", "“{given}”不是日期。请写成 2027-03-08 或 3月8日",
        "“{given}” is no date. Write it like 2027-03-08",
    )
    NO_SUCH_DAY = (
        "no_such_day", "“{given}”这一天不存在：{year} 年 {month} 月只有 {days} 天。请改正",
        "“{given}” does not exist: month {month} of {year} has {days} days. Correct it",
    )
    NO_SUCH_MONTH = (
        "no_such_month", "“{given}”里的月份 {month} 不存在。请改正", "“{given}” names month {month}. Correct it"
    )
    WHICH_ORDER = (
        "which_order", "“{given}”可能是几月几日，也可能是几日几月。请在“列的含义”里选一次",
        "“{given}” may be day/month or month/day. Say which on the page of columns, once for all rows",
    )
    OTHER_YEARS = (
        "other_years", "“{given}”不在 {low} 到 {high} 年之间。请改正年份",
        "“{given}” lies outside {low} to {high}. Correct the year",
    )
    NOT_A_TIME = (
        "not_a_time", "“{given}”不是时间。请写成 10:00 或 上午10点", "“{given}” is no time. Write it like 10:00 or 3 pm"
    )
    NO_PERSONA = (
        "no_persona", "没有画像。请填写，或在“列的含义”里为所有行选一个",
        "No persona. Name one, or choose one for all rows on the page of columns",
    )
    UNKNOWN_PERSONA = (
        "unknown_persona", "没有叫“{given}”的画像。可用：{known}",
        "There is no persona “{given}”. There are: {known}",
    )
    LIKE_PERSONA = (
        "like_persona", "没有叫“{given}”的画像。是不是“{near}”？请改成一样的名称，或先建立这个画像",
        "There is no persona “{given}”. Did you mean “{near}”? Use that name, or create the persona first",
    )
    UNKNOWN_COLUMN = (
        "unknown_column", "“{persona}”没有叫“{given}”的栏目。请改名、先建立栏目，或在“列的含义”里不导入栏目这一列",
        "“{persona}” has no column “{given}”. Correct the name, create the column, or do not import that column",
    )
    LIKE_COLUMN = (
        "like_column", "“{persona}”没有叫“{given}”的栏目。是不是“{near}”？请改成一样的名称，或先建立这个栏目",
        "“{persona}” has no column “{given}”. Did you mean “{near}”? Use that name, or create the column first",
    )
    UNKNOWN_TERM = (
        "unknown_term", "{field}：没有“{given}”。可用：{known}", "{field}: there is no “{given}”. Use one of: {known}"
    )
    LIKE_TERM = (
        "like_term", "{field}：没有“{given}”。是不是“{near}”？请改正",
        "{field}: there is no “{given}”. Did you mean “{near}”? Correct it",
    )
    TOO_LONG = (
        "too_long", "{field}：共 {length} 个字符，最多 {limit} 个。请删减",
        "{field}: {length} characters, at most {limit}. Shorten it",
    )
    CONTROL_CHARACTER = (
        "control_character", "{field}：第 {position} 个字符是不可见的控制字符 {code}。请删除后重新输入",
        "{field}: character {position} is the control character {code}. Delete it and type the text again",
    )
    NOTHING_SAID = (
        "nothing_said", "既没有标题、选题，也没有正文。请至少填写一项，或删去这一行",
        "Neither title nor topic nor text. Fill in one of them, or delete the row",
    )
    CUT = (
        "row_is_cut", "文件在这一行中间断了。请重新保存或下载完整的文件，再上传一次",
        "The file ends in the middle of this row. Save or download it again, whole, and upload it",
    )
    PAST = (
        "past", "这个时间已经过去。请改到以后，或删去这一行：没有在这里审核通过的内容不会记为已发布",
        "This time has passed. Choose a later one, or delete the row: what was not approved here is not published",
    )
    SAID_TWICE = (
        "said_twice", "与第 {line} 行重复（画像、时间、内容都一样）。请删去其中一行",
        "The same as line {line}: persona, time and words. Delete one of the two",
    )
    IN_CALENDAR = (
        "in_calendar", "日历里已经有这一条，不会重复导入",
        "The calendar has this post already; it is not imported again",
    )
    IN_ARCHIVE = (
        "in_archive", "这一条导入过，现在在归档里。需要的话从内容库恢复",
        "It was imported before and is archived now. Restore it in the library if you need it",
    )


class Remark(Term):
    """What people should know about a row that comes in all the same."""

    YEAR_GUESSED = "year_guessed", "日期没写年份，按 {year} 年", "The date names no year; {year} was taken"
    DAY_ABOVE = "day_above", "日期为空，沿用上一行的 {day}", "No date; {day} of the row above was taken"
    PERSONA_ABOVE = "persona_above", "画像为空，沿用上一行的“{name}”", "No persona; “{name}” of the row above was taken"
    USUAL_TIME = "usual_time", "没有时间，按 {time}", "No time; {time} was taken"
    SLOT_TAKEN = (
        "slot_taken", "同一时间已有“{title}”，导入后两条会撞在一起",
        "“{title}” stands at this time already; the two will clash",
    )
    SLOT_SHARED = (
        "slot_shared", "与第 {line} 行同一画像、同一时间", "The same persona and time as line {line}"
    )
    SAME_TEXT = "same_text", "正文与第 {line} 行完全一样", "The text is the same as in line {line}"
