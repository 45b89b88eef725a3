"""Why a template was refused: what is wrong, where, and what to do, for the author in either language."""

from __future__ import annotations

from app.copywriter.brief import CopywriterError
from content_calendar.message import Message
from content_calendar.vocabulary import Term


class TemplateFault(Term):
    """What is wrong with a template."""

    TOO_LONG = "too_long", "模板超过 {limit} 个字符", "The template exceeds {limit} characters"
    SYNTAX = "syntax", "模板写法有误：{detail}", "The template cannot be read: {detail}"
    NOT_ALLOWED = "not_allowed", "不允许的写法“{what}”", '"{what}" is not allowed in a template'
    UNKNOWN_NAME = "unknown_name", "不认识的变量“{what}”", 'Unknown value "{what}"'
    UNKNOWN_PARTIAL = "unknown_partial", "没有名为“{what}”的公共段落", 'There is no partial named "{what}"'
    TOO_MANY_PARTIALS = "too_many_partials", "引用公共段落超过 {limit} 次", "More than {limit} partials are included"
    LOOP_TOO_DEEP = "loop_too_deep", "循环嵌套超过 {limit} 层", "Loops are nested deeper than {limit}"
    FAILED = "failed", "填充模板时出错：{detail}", "The template could not be filled: {detail}"
    OUTPUT_TOO_LONG = "output_too_long", "填充后的文字超过 {limit} 个字符", "The filled text exceeds {limit} characters"


class TemplateRemedy(Term):
    """What to do about the fault of the same identifier."""

    TOO_LONG = "too_long", "请缩短，或把不变的话移到公共段落", "Shorten it, or move what never varies to a partial"
    SYNTAX = "syntax", "请检查大括号和标签是否成对", "Check that braces and tags are paired"
    NOT_ALLOWED = (
        "not_allowed",
        "模板里只能用文字、变量、条件、循环、公共段落和列出的函数",
        "Use text, values, conditions, loops, partials and the listed functions alone",
    )
    UNKNOWN_NAME = "unknown_name", "可用的有：{known}", "Available: {known}"
    UNKNOWN_PARTIAL = "unknown_partial", "可用的有：{known}", "Available: {known}"
    TOO_MANY_PARTIALS = "too_many_partials", "请删去重复的引用", "Remove those that repeat"
    LOOP_TOO_DEEP = "loop_too_deep", "请减少嵌套", "Flatten them"
    FAILED = "failed", "请检查用到的变量是否有内容、是否写对", "Check that the values it uses are given and well spelt"
    OUTPUT_TOO_LONG = "output_too_long", "请缩短模板或输入", "Shorten the template or its input"


class TemplateRefused(CopywriterError):
    """A template that is not allowed or cannot be filled.

    `line` counts from 1 within the text that was given, or within `partial` when that is named.
    """

    code = "template_refused"

    def __init__(self, fault: TemplateFault, *, line: int = 1, partial: str = "", **params: object) -> None:
        self.fault = fault
        self.line = line
        self.partial = partial
        self.cause = Message(fault, params)
        self.remedy = Message(TemplateRemedy(fault.value), params)
        super().__init__(fault)

    def __str__(self) -> str:
        where = f"{self.partial}, line {self.line}" if self.partial else f"Line {self.line}"
        return f"{where}: {self.cause.text('en')}. {self.remedy.text('en')}."
