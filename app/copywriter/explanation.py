"""Why there is no text, for the reader of a page: every error that a copywriter or its worker can end in."""

from __future__ import annotations

from app.copywriter.offline_trouble import OfflineTrouble
from app.copywriter.trouble import Trouble
from content_calendar.vocabulary import Term


class Mishap(Term):
    """What is neither a model's nor a formula's trouble; the identifier is an error's `code`."""

    PROMPT_INVALID = (
        "prompt_invalid",
        "这份提示词读不懂：请在提示词页提交一个改好的版本，或停用现在的版本。",
        "The prompt cannot be read: propose a mended version on its page, or retire the present one.",
    )
    TEMPLATE_REFUSED = (
        "template_refused",
        "提示词或模板填不出来，原因见详情：请改好后重试。",
        "The prompt or template cannot be filled; the details say why. Mend it, then try again.",
    )
    FORMULA_INVALID = (
        "formula_invalid",
        "离线模板的文件有错，原因见详情：请改好或从发布包恢复。",
        "A file of the offline templates is faulty; the details say why. Mend it or restore it from the release.",
    )
    TEXT_TOO_LONG = (
        "text_too_long",
        "原文太长，模型一次改不完，硬改会丢掉后面的内容：请先拆短，或自己修改。",
        "The text is too long to be reworked at once and would lose its end: shorten it first, or edit it yourself.",
    )
    WORKER_LOST = (
        "worker_lost",
        "写这一条的进程多次中途消失：请查看日志，再重试。",
        "The worker disappeared while writing, several times: look at the log, then try again.",
    )
    NOT_KEPT = (
        "draft_not_kept",
        "稿子没有存下来，原因出乎意料：请把详情和日志告诉管理员，再重试。",
        "The draft could not be kept, for a reason nobody foresaw: show your admin the details, then try again.",
    )
    UNKNOWN = (
        "unknown",
        "没有写出来：请看详情，再重试。",
        "The text could not be written: look at the details, then try again.",
    )


def explain(code: str, language: str) -> str:
    """Cause and remedy behind an error's `code` in `language`; a general word for a code that nobody knows."""
    kinds: tuple[type[Term], ...] = (Trouble, OfflineTrouble, Mishap)
    found = next((known for kind in kinds if (known := kind.named(code))), Mishap.UNKNOWN)
    return found.label(language)
