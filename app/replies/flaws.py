"""What can be wrong with one field of a card."""

from __future__ import annotations

from content_calendar.vocabulary import Term


class CardFlaw(Term):
    """Cause and remedy in one line."""

    NOT_A_CODE = (
        "not_a_code",
        "快捷码“{given}”不能用。请用字母、数字、汉字、“-”或“_”，最多 40 个，不要空格。",
        "“{given}” cannot be a short code. Use letters, digits, “-” or “_”, at most 40, no blanks.",
    )
    NOT_A_SNIPPET = (
        "not_a_snippet",
        "片段名“{given}”不能用。请用文字、数字、空格或连字符，最多 40 个字，不要括号和标点。",
        "“{given}” cannot name a snippet. Use letters, digits, blanks or hyphens, at most 40 characters.",
    )
    NOTE_WITHOUT_PLATFORM = (
        "note_without_platform",
        "第 {line} 行“{given}”没有写平台，请写成“企业微信群：说明”。",
        "line {line} “{given}” names no platform; write “WeCom group: what to know”.",
    )
    UNKNOWN_PLATFORM = (
        "unknown_platform",
        "第 {line} 行：没有平台“{given}”。可用：{allowed}。",
        "line {line}: there is no platform “{given}”. Use one of: {allowed}.",
    )
    WORDS_MISSING = (
        "words_missing",
        "还没有写话术。请写上第一版，之后可以随时改。",
        "There are no words yet. Write a first version; it can be changed at any time.",
    )
    NO_ROW_NAME = (
        "no_row_name",
        "第 {line} 行填了内容却没有变量名。请补上名称，或清空这一行。",
        "Row {line} is filled in but has no name. Name it or empty the row.",
    )
