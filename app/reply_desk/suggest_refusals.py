"""Why there is no adapted answer, in the reader's words."""

from __future__ import annotations

from app.copywriter.explanation import explain
from app.core.i18n import language
from content_calendar.vocabulary import Term


class NoAnswer(Term):
    """Why a model was not asked."""

    NO_MODEL = (
        "adapt_no_model",
        "还没有接入模型，所以没有改写。上面的话术可以直接用；要改写，请让管理员在设置里接入模型。",
        "No model is set up, so nothing was adapted. The templates above can be used as they are.",
    )
    OVER_BUDGET = (
        "adapt_over_budget",
        "本月的模型预算用完了，所以没有改写。上面的话术照常可用；要改写，请让管理员调高预算。",
        "This month's budget for models is used up. The templates above still serve; an admin can raise the budget.",
    )
    PERSON_FIRST = (
        "adapt_person_first",
        "这条消息要先由真人回应，不交给模型。",
        "A person must answer this message first; it is not given to a model.",
    )
    BUSY = (
        "adapt_busy",
        "正在改写的人太多，这次没有开始。请过半分钟再试。",
        "Several answers are being adapted, so this one was not begun. Try again in half a minute.",
    )
    GONE = (
        "adapt_template_gone",
        "这条话术刚刚被改动或过期了，不能再用。请重新找一次。",
        "This template was changed or expired a moment ago. Look for templates again.",
    )


class StrayMask(Term):
    UNKNOWN = (
        "adapt_stray_mask",
        "「{text}」代替的个人信息，消息里没有。请删掉它，或直接用话术。",
        "“{text}” stands for private data the message does not hold. Take the template itself.",
    )


def said(code: str) -> str:
    """Cause and remedy behind a code, in the reader's language."""
    reason = NoAnswer.named(code)
    return reason.label(language()) if reason else explain(code, language())
