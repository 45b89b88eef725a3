"""What a column of a library of replies may hold, and how its heading is recognised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.uploads.names import plain
from content_calendar.vocabulary import Term


class Field(Term):
    """The things an imported reply consists of."""

    SCENARIO = "scenario", "场景", "Scenario"
    STATES = "states", "成员状态", "Member states"
    TITLE = "title", "名称", "Name"
    WORDS = "words", "话术", "Words"
    SHORT_CODE = "short_code", "快捷码", "Short code"
    PERSONA = "persona", "画像", "Persona"
    VOICE = "voice", "语气", "Voice"
    PRODUCT = "product", "产品", "Product"
    VARIABLES = "variables", "变量", "Variables"
    SNIPPET = "snippet", "片段名", "Snippet name"
    UNTIL = "until", "有效期至", "True until"


_ALIASES: dict[Field, tuple[str, ...]] = {
    Field.SCENARIO: (
        "分组", "分类", "类别", "类型", "目录", "话术分组", "话术分类", "话术类型", "一级分类", "分类名称",
        "分组名称", "使用场景", "应用场景", "场景分类", "业务场景", "category", "group", "folder", "type",
        "topic", "intent",
    ),
    Field.STATES: (
        "状态", "客户状态", "用户状态", "成员", "适用人群", "客户类型", "客户阶段", "用户阶段", "适用对象",
        "member state", "state", "states", "segment", "audience", "customer stage", "customer type",
    ),
    Field.TITLE: (
        "标题", "题目", "话术名称", "话术标题", "问题", "客户问题", "常见问题", "问法", "关键词", "title", "subject",
        "question", "label", "keyword", "keywords",
    ),
    Field.WORDS: (
        "内容", "话术内容", "正文", "回复", "回复内容", "答案", "回答", "文案", "快捷回复", "标准话术",
        "推荐话术", "参考话术", "text", "reply", "answer", "message", "content", "body", "response", "template",
        "canned response",
    ),
    Field.SHORT_CODE: (
        "编号", "快捷键", "快捷短语", "短码", "代码", "编码", "shortcut", "code", "id", "abbreviation", "shortcode",
    ),
    Field.PERSONA: ("人群", "用户画像", "目标人群", "persona name"),
    Field.VOICE: ("口吻", "风格", "话术风格", "语调", "tone", "style"),
    Field.PRODUCT: ("商品", "产品名称", "商品名称", "关联产品", "item", "product name"),
    Field.VARIABLES: ("占位符", "参数", "placeholders", "parameters"),
    Field.SNIPPET: ("片段", "snippet"),
    Field.UNTIL: (
        "有效期", "截止日期", "到期日", "过期时间", "失效日期", "expires", "expires on", "expiry",
        "valid until",
    ),
}

_KNOWN = {
    plain(name): field for field in Field for name in (field.value, field.zh, field.en, *_ALIASES[field])
}


def guess(headings: Sequence[str]) -> Mapping[Field, int]:
    """Which column holds what, by its heading; the first of two with the same meaning."""
    found: dict[Field, int] = {}
    for place, heading in enumerate(headings):
        field = _KNOWN.get(plain(heading))
        if field is not None:
            found.setdefault(field, place)
    return found
