"""What an attempt ended with, in words."""

from __future__ import annotations

from app.core.outgoing import NoAnswer
from content_calendar.vocabulary import Term


class EndingWord(Term):
    DELIVERED = "delivered", "已送达", "Taken"
    REFUSED = (
        "refused",
        "对方拒收：答复不是 2xx。请看答复内容，修好接收端后重发。",
        "Refused: the answer was not 2xx. Read it, mend the receiver and send again.",
    )
    GONE = (
        "gone",
        "对方答复 410，表示不再接收，已自动停用。",
        "The receiver answered 410, which means that it wants nothing any more: switched off.",
    )
    SWITCHED_OFF = (
        "switched_off",
        "停用时尚未送达，启用后可重发。",
        "Not sent: it was switched off. Switch it on and send again.",
    )
    LOST = (
        "lost",
        "发送进程中断，次数已用完，可手动重发。",
        "The sending process disappeared and no attempt is left; send it again.",
    )
    SEAL_BROKEN = (
        "seal_broken",
        "签名密钥无法解开（安装密钥变过）。请更换这个 Webhook 的密钥。",
        "Its secret cannot be opened: the installation's secret changed. Make a new one for this webhook.",
    )
    FAILED_HERE = (
        "failed_here",
        "发送时本系统出错，会自动重试；管理员可在日志中查看原因。",
        "Something failed on our side; it is tried again, and the log says why.",
    )


def ending_word(outcome: str) -> Term | str:
    """The outcome of an attempt as a term, or as it is when no term fits any more."""
    return EndingWord.named(outcome) or NoAnswer.named(outcome) or outcome
