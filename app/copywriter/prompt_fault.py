"""What can be wrong with a prompt of the library, said with file, line and remedy."""

from __future__ import annotations

from dataclasses import dataclass

from content_calendar.message import Message
from content_calendar.vocabulary import Term


class PromptFlaw(Term):
    """What is wrong with a prompt, beside what its templates are refused for."""

    UNREADABLE = "unreadable", "文件读不出来：{detail}", "The file cannot be read: {detail}"
    MISSING = "missing", "提示词库缺少这个文件", "The library lacks this file"
    LEFT_OVER = "left_over", "没有提示词用到这个文件", "No prompt uses this file"
    TOO_LARGE = "too_large", "文字超过 {limit} 个字符", "The text exceeds {limit} characters"
    NO_FRONT_MATTER = "no_front_matter", "开头没有说明部分", "There is no front matter"
    NO_PARTS = "no_parts", "缺少 system: 或 user: 部分", "The part system: or user: is missing"
    NOT_YAML = "not_yaml", "说明部分读不懂：{detail}", "The front matter is not YAML: {detail}"
    ALIAS = "alias", "说明部分不能用别名 *{name}", "The front matter may not use the alias *{name}"
    FIELD_MISSING = "field_missing", "说明部分缺少 {field}", "The front matter lacks {field}"
    FIELD_UNKNOWN = "field_unknown", "说明部分不认识 {field}", "The front matter knows no {field}"
    FIELD_WRONG = "field_wrong", "{field} 写得不对：{detail}", "{field} is wrong: {detail}"
    OUTPUT_UNKNOWN = "output_unknown", "没有名为“{what}”的输出格式", 'There is no output named "{what}"'
    OTHER_LANGUAGE = (
        "other_language",
        "language 写的是 {language}，而文件名说的是 {named}",
        "language says {language}, the name of the file says {named}",
    )
    INPUT_UNKNOWN = "input_unknown", "没有名为“{name}”的输入", 'There is no input named "{name}"'
    INPUT_UNUSED = "input_unused", "声明了输入“{name}”，却没有用到", 'The input "{name}" is declared but not used'
    INPUT_UNDECLARED = "input_undeclared", "用到了“{name}”，却没有声明", 'The input "{name}" is used but not declared'
    INPUT_TYPE = "input_type", "输入“{name}”的类型不是 {given}", 'The input "{name}" is not of type {given}'
    NO_GOLDEN = "no_golden", "没有样例输入", "There is no golden input"
    GOLDEN_UNREADABLE = "golden_unreadable", "样例输入读不懂：{detail}", "The golden input cannot be read: {detail}"
    GOLDEN_FAILED = "golden_failed", "样例“{case}”没有通过：{fault}", 'The golden case "{case}" fails: {fault}'
    NO_FORMULA = "no_formula", "没有文案公式能写样例“{case}”", 'No offline formula can write the case "{case}"'


class PromptRemedy(Term):
    """What to do about the flaw of the same identifier."""

    UNREADABLE = "unreadable", "请从发布包恢复这个文件", "Restore it from the release"
    MISSING = "missing", "请照 README 新增一个", "Add one as the README shows"
    LEFT_OVER = "left_over", "请删掉，或在提示词里用上它", "Remove it, or use it in a prompt"
    TOO_LARGE = "too_large", "请缩短", "Shorten it"
    NO_FRONT_MATTER = (
        "no_front_matter",
        "文件要以说明部分开头，前后各有单独一行 ---",
        "Begin with front matter between two lines of ---",
    )
    NO_PARTS = (
        "no_parts",
        "说明之后要有单独一行 system:，再有单独一行 user:",
        "Follow the front matter with a line system: and later a line user:",
    )
    NOT_YAML = "not_yaml", "请检查缩进、冒号和引号", "Check indentation, colons and quotes"
    ALIAS = "alias", "请在用到的地方写出原来的内容", "Write out what it stands for"
    FIELD_MISSING = "field_missing", "请补上 {field}", "Add {field}"
    FIELD_UNKNOWN = "field_unknown", "请删掉，或改成：{known}", "Remove it, or use one of {known}"
    FIELD_WRONG = "field_wrong", "请照 README 里的格式改", "Write it as the README shows"
    OUTPUT_UNKNOWN = "output_unknown", "可用的有：{known}", "Available: {known}"
    OTHER_LANGUAGE = "other_language", "请把两处改成一致", "Make them agree"
    INPUT_UNKNOWN = "input_unknown", "可用的有：{known}", "Available: {known}"
    INPUT_UNUSED = "input_unused", "请删掉这一行，或在正文里用上它", "Remove the line, or use it in the text"
    INPUT_UNDECLARED = (
        "input_undeclared",
        "请在 inputs 里加一行 {name}，类型 {kind}",
        "Add {name} of type {kind} to the inputs",
    )
    INPUT_TYPE = "input_type", "请把类型改成 {kind}", "Change the type to {kind}"
    NO_GOLDEN = "no_golden", "请新增 prompts/golden/{key}.yaml", "Add prompts/golden/{key}.yaml"
    GOLDEN_UNREADABLE = (
        "golden_unreadable",
        "请照 README 里的格式改 prompts/golden/{key}.yaml",
        "Write prompts/golden/{key}.yaml as the README shows",
    )
    GOLDEN_FAILED = (
        "golden_failed",
        "请改提示词，让样例通过；如果是要求变了，改样例",
        "Change the prompt so that the case passes, or the case when it asks for the wrong thing",
    )
    NO_FORMULA = (
        "no_formula",
        "请在 prompts/formulas/ 里补一个公式",
        "Add a formula below prompts/formulas/",
    )


@dataclass(frozen=True, slots=True)
class PromptFault:
    """One thing wrong with a prompt: `file` below the library's folder, `line` from 1, cause and remedy in words."""

    file: str
    line: int
    cause: Message
    remedy: Message

    def text(self, language: str) -> str:
        """One line for a person or an editor that jumps to places: file, line, cause, remedy."""
        stop = "。" if language.startswith("zh") else ". "
        words = stop.join((self.cause.text(language), self.remedy.text(language)))
        return f"{self.file}:{self.line}: {words}{stop.rstrip()}"


def flaw(flaw: PromptFlaw, file: str, line: int = 1, /, **params: object) -> PromptFault:
    """A fault of this kind at this place; `params` fill the words of cause and remedy."""
    return PromptFault(file, line, Message(flaw, params), Message(PromptRemedy(flaw.value), params))
