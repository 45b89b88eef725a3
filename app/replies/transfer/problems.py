"""What can be said about one reply of a file: each says cause and remedy in one line, in both languages."""

from __future__ import annotations

from content_calendar.vocabulary import Term


class Problem(Term):
    """What keeps a reply out."""

    NO_WORDS = "no_words", "没有话术内容。请补上，或删去这一行", "There are no words. Add them or delete the row"
    TOO_LONG = (
        "reply_too_long", "{field}：共 {length} 个字符，最多 {limit} 个。请删减",
        "{field}: {length} characters, at most {limit}. Shorten it",
    )
    CONTROL_CHARACTER = (
        "reply_control_character", "{field}：第 {position} 个字符是不可见的控制字符 {code}。请删除后重新输入",
        "{field}: character {position} is the control character {code}. Delete it and type the text again",
    )
    NO_SCENARIO = (
        "no_scenario", "看不出属于哪个场景。请填写场景，或在“列的含义”里为这些行选一个",
        "Its scenario cannot be told. Name it, or choose one for such rows on the page of columns",
    )
    UNKNOWN_SCENARIO = (
        "unknown_scenario", "不认识场景“{given}”。请在“列的含义”里说明它是哪个场景",
        "Nobody knows the scenario “{given}”. Say what it is on the page of columns",
    )
    UNKNOWN_STATE = (
        "unknown_state", "不认识成员状态“{given}”。请在“列的含义”里说明它是哪种成员",
        "Nobody knows the member state “{given}”. Say what it is on the page of columns",
    )
    NOT_A_DAY = (
        "until_not_a_day",
        "有效期“{given}”不是日期。请写成 2027-03-08",
        "“{given}” is no date. Write it like 2027-03-08",
    )
    NOT_A_SNIPPET = (
        "name_of_no_snippet", "片段名“{given}”不能用。请用文字、数字、空格或连字符，最多 40 个字",
        "“{given}” cannot name a snippet. Use letters, digits, blanks or hyphens, at most 40 characters",
    )
    SNIPPET_TAKEN = (
        "snippet_name_taken", "已经有叫“{name}”的片段，内容不同。请先给其中一个改名",
        "There is a snippet “{name}” with other words. Rename one of the two first",
    )
    VARIABLES_UNREADABLE = (
        "variables_unreadable", "变量“{given}”读不懂。请写成“名称 | 类型 | 默认值 | 选项”，一行一个",
        "The variable “{given}” cannot be read. Write “name | kind | default | options”, one a line",
    )
    NOT_AS_SHARED = (
        "not_as_shared", "文件里这一条的“{where}”{why}", "In the file, “{where}” of this reply: {why}"
    )
    CUT = (
        "file_is_cut", "文件在这一行中间断了。请重新保存或下载完整的文件",
        "The file ends in the middle of this row. Save or download it again, whole",
    )
    SAID_TWICE = (
        "reply_said_twice", "与第 {line} 行的话术一样。只导入一次", "The same words as in line {line}; they come once"
    )
    IN_LIBRARY = (
        "reply_in_library",
        "话术库里已经有这一条，不会重复导入",
        "The library has these words; they do not come twice",
    )
    IN_ARCHIVE = (
        "reply_in_archive", "这一条导入过，现在在归档里。需要的话从归档恢复",
        "It was imported before and is archived now. Restore it there if you need it",
    )


class Remark(Term):
    """What people should know about a reply that can come in all the same."""

    SCENARIO_READ = "scenario_read", "场景按内容识别为“{scenario}”", "Recognised by its words as “{scenario}”"
    SCENARIO_ABOVE = (
        "scenario_above",
        "场景为空，沿用上面的“{scenario}”",
        "No scenario; “{scenario}” of above was taken",
    )
    CODE_TAKEN = (
        "code_taken", "快捷码“{code}”已有别的话术在用，这一条导入后没有快捷码",
        "The short code “{code}” belongs to another template; this one comes without",
    )
    CODE_UNUSABLE = (
        "code_unusable",
        "“{given}”不能作快捷码，这一条导入后没有快捷码",
        "“{given}” cannot be a short code; it comes without",
    )
    NO_SUCH_PERSONA = (
        "no_such_persona",
        "这里没有画像“{given}”，按“{name}”",
        "No persona “{given}” here; it is for “{name}”",
    )
    NO_SUCH_VOICE = (
        "no_such_voice",
        "这里没有语气“{given}”，不限语气",
        "No voice “{given}” here; it comes without one",
    )
    NO_SUCH_PRODUCT = (
        "no_such_product",
        "这里没有产品“{given}”，不关联产品",
        "No product “{given}” here; it comes without one",
    )
    PAST = "reply_past", "有效期 {day} 已过，通过审核也不会给出", "It was true until {day}; it will not be offered"
    RESEMBLES = "resembles", "与已有话术很像", "Much like a template that is there"
    RESEMBLES_LINE = "resembles_line", "与第 {line} 行很像", "Much like line {line}"
