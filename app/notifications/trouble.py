"""Why a message did not arrive: cause and remedy for the person whose channel it is."""

from __future__ import annotations

import re

from content_calendar.vocabulary import Term

DETAIL_LENGTH = 200


class Trouble(Term):
    """The labels are cause and remedy in one line."""

    NOT_UNDERSTOOD = (
        "not_understood",
        "这个地址读不懂：请删除这个渠道，再按提示重新添加。",
        "The address makes no sense: remove the channel and add it anew, following the hints.",
    )
    SEAL_BROKEN = (
        "seal_broken",
        "地址是用另一把密钥加密的：请重新添加这个渠道，或请管理员把原密钥填进 QUNBI_FORMER_SECRET_KEYS。",
        "It was sealed under another secret: add it anew, or let your admin name that in QUNBI_FORMER_SECRET_KEYS.",
    )
    ADDRESS_REFUSED = (
        "address_refused",
        "服务器在不允许连接的网络里：请换一个公网地址；内网服务器请管理员把网段写进 QUNBI_NOTIFICATION_NETWORKS。",
        "The server is in a network closed to us: use another, or have it added to QUNBI_NOTIFICATION_NETWORKS.",
    )
    UNREACHABLE = (
        "unreachable",
        "连不上服务器：请检查服务器名和端口，以及本机的网络。",
        "The server cannot be reached: check its name and port, and this machine's network.",
    )
    NO_TLS = (
        "no_tls",
        "无法建立加密连接：请检查端口和加密方式是否匹配、服务器的证书是否有效。",
        "No encrypted connection came about: check that port and encryption fit, and the server's certificate.",
    )
    TIMED_OUT = (
        "timed_out",
        "对方没有及时回应，不知道消息是否送达；会再发一次，所以可能收到两遍。",
        "There was no answer in time, so nobody knows whether it arrived; it is sent again and may come twice.",
    )
    SIGN_IN = (
        "sign_in",
        "对方拒绝登录：请检查用户名和密码（QQ、163 等邮箱要用授权码），或令牌是否仍有效。",
        "The sign-in was refused: check user and password (some mail providers want an app password) or the token.",
    )
    GONE = (
        "gone",
        "这个机器人或地址已不存在：请在群里重新添加机器人，用新的地址添加渠道。",
        "This robot or address does not exist any more: make a new one and add the channel with its address.",
    )
    SAFETY_SETTINGS = (
        "safety_settings",
        "机器人的安全设置没有放行：请把自定义关键词设为“群笔”，或检查加签密钥和 IP 白名单。",
        "The robot's safety settings refused it: set the keyword “群笔”, or check its signing secret and IP list.",
    )
    TOO_OFTEN = (
        "too_often",
        "对方说发得太频繁：稍后会自动再发；也可以改为每日汇总。",
        "The service says it was too often: it is sent again later; a daily digest would help.",
    )
    AWAY = (
        "away",
        "对方的服务出了故障：稍后会自动再发。",
        "The service has a problem of its own: it is sent again later.",
    )
    REFUSED = (
        "refused",
        "对方没有接受这条消息：原因见对方的回答，请按它修改渠道。",
        "The message was not accepted: read what the service said and change the channel accordingly.",
    )
    LOST = (
        "lost",
        "发送的进程多次中途消失，不知道消息是否送达：请查看日志，再重试。",
        "The process that sent it disappeared several times: look at the log, then try again.",
    )
    CHANNEL_OFF = (
        "channel_off",
        "渠道已停用，没有发出：请先启用渠道，再重试。",
        "The channel is off, so it was not sent: switch it on, then try again.",
    )


HOPELESS = frozenset({Trouble.NOT_UNDERSTOOD, Trouble.SEAL_BROKEN, Trouble.ADDRESS_REFUSED})
"""What no further attempt changes."""


class NotDelivered(Exception):
    """`detail` is what the other side said, shortened and without secrets; it may be empty."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.detail = " ".join(detail.split())[:DETAIL_LENGTH]

    def written(self) -> str:
        """As a delivery keeps it; `read` turns it back."""
        return f"{self.trouble.value} {self.detail}".strip()


def read(written: str) -> tuple[Trouble | None, str]:
    """The trouble and what the other side said, of a delivery's `error`."""
    name, _space, detail = written.partition(" ")
    return Trouble.named(name), detail


def of_status(status: int) -> Trouble:
    """What an HTTP status that is no success means."""
    known = {401: Trouble.SIGN_IN, 403: Trouble.SIGN_IN, 404: Trouble.GONE, 410: Trouble.GONE, 429: Trouble.TOO_OFTEN}
    return known.get(status, Trouble.AWAY if status >= 500 else Trouble.REFUSED)  # noqa: PLR2004 - RFC 9110


_CODES = {
    Trouble.GONE: {"93000", "93008", "300001", "300005", "19001"},
    Trouble.SAFETY_SETTINGS: {"310000", "19021", "19022", "19024"},
    Trouble.TOO_OFTEN: {"45009", "45033", "130101", "410100", "660026", "11232"},
}
"""Codes of WeCom, DingTalk and Feishu robots, which answer 200 whatever happens."""


def of_code(code: str) -> Trouble:
    """What a robot's code that is not 0 means."""
    return next((trouble for trouble, codes in _CODES.items() if code in codes), Trouble.REFUSED)


_SIGNS = (
    (re.compile(r"timed out", re.IGNORECASE), Trouble.TIMED_OUT),
    (re.compile(r"\b(530|534|535|538)\b"), Trouble.SIGN_IN),
    (re.compile(r"\b(421|450|451|452)\b"), Trouble.AWAY),
    (re.compile(r"ssl|tls|certificate", re.IGNORECASE), Trouble.NO_TLS),
    (re.compile(r"\b5[05]\d\b"), Trouble.REFUSED),
    (re.compile(r"errno|resolution|resolve|connection|getaddrinfo|closed", re.IGNORECASE), Trouble.UNREACHABLE),
)


def of_words(words: str) -> Trouble:
    """What a library's message about a connection or a mail server means."""
    return next((trouble for sign, trouble in _SIGNS if sign.search(words)), Trouble.REFUSED)
