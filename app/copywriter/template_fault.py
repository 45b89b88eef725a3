"""What can be wrong with a template that people may edit, each fault with its remedy."""

from __future__ import annotations

from app.copywriter.brief import CopywriterError
from content_calendar.message import Message
from content_calendar.vocabulary import Term


class TemplateFault(Term):
    """Why a template was refused."""

    TOO_LONG = "too_long", "模板超过 {limit} 个字符，请拆成几个", "The template exceeds {limit} characters: split it"
    SYNTAX = (
        "syntax",
        "第 {line} 行写法有误：{detail}。请检查大括号和标签是否成对",
        "Line {line} cannot be read: {detail}. Check that braces and tags are paired",
    )
    NOT_ALLOWED = (
        "not_allowed",
        "第 {line} 行用了不允许的写法“{what}”。模板里只能用文字、变量、条件、循环和列出的函数",
        'Line {line} uses "{what}", which is not allowed. Use text, values, conditions, loops and the listed functions',
    )
    UNKNOWN_NAME = (
        "unknown_name",
        "不认识的变量“{what}”。可用的有：{known}",
        'Unknown value "{what}". Available: {known}',
    )
    LOOP_TOO_DEEP = (
        "loop_too_deep",
        "第 {line} 行循环嵌套超过 {limit} 层，请减少嵌套",
        "Line {line} nests loops deeper than {limit}: flatten them",
    )
    FAILED = (
        "failed",
        "填充模板时出错：{detail}。请检查用到的变量是否有内容",
        "The template could not be filled: {detail}. Check that the values it uses are given",
    )
    OUTPUT_TOO_LONG = (
        "output_too_long",
        "填充后的文字超过 {limit} 个字符，请缩短模板或输入",
        "The filled text exceeds {limit} characters: shorten the template or its input",
    )


class TemplateRefused(CopywriterError):
    """A template that is not allowed or cannot be filled; `message` gives cause and remedy."""

    code = "template_refused"

    def __init__(self, fault: TemplateFault, **params: object) -> None:
        self.message = Message(fault, params)
        super().__init__(self.message.text("en"))
