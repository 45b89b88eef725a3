"""From what people paste to the address a channel keeps, and to what of it may be shown again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from content_calendar.vocabulary import Term

SHOWN_END = 4


class Service(Term):
    EMAIL = "email", "电子邮件", "E-mail"
    WECOM = "wecom", "企业微信群机器人", "WeCom group robot"
    FEISHU = "feishu", "飞书群机器人", "Feishu group robot"
    LARK = "lark", "Lark 群机器人", "Lark group robot"
    DINGTALK = "dingtalk", "钉钉群机器人", "DingTalk group robot"
    SLACK = "slack", "Slack", "Slack"
    OTHER = "other", "其他（Apprise 地址）", "Another (Apprise address)"


class Encryption(Term):
    STARTTLS = "starttls", "STARTTLS（常用 587 端口）", "STARTTLS (usually port 587)"
    SSL = "ssl", "SSL/TLS（常用 465 端口）", "SSL/TLS (usually port 465)"
    NONE = "insecure", "不加密（仅限内网）", "none (own network only)"


USUAL_PORTS = {Encryption.STARTTLS: 587, Encryption.SSL: 465, Encryption.NONE: 25}

HOOKS = {
    Service.WECOM: re.compile(r"(?:https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=)?([A-Za-z0-9_-]{8,100})"),
    Service.FEISHU: re.compile(r"(?:https://open\.feishu\.cn/open-apis/bot/v2/hook/)?([A-Za-z0-9_-]{8,100})"),
    Service.LARK: re.compile(r"(?:https://open\.larksuite\.com/open-apis/bot/v2/hook/)?([a-z0-9-]{8,100})"),
    Service.DINGTALK: re.compile(r"(?:https://oapi\.dingtalk\.com/robot/send\?access_token=)?([A-Za-z0-9]{8,128})"),
    Service.SLACK: re.compile(
        r"https://hooks\.slack\.com/services/(T[A-Z0-9]{5,20})/(B[A-Z0-9]{5,20})/([A-Za-z0-9]{16,40})"
    ),
}
"""What a robot's webhook looks like, as its service shows it; for most the key alone does, too."""
_SCHEMES = {
    Service.WECOM: "wecombot", Service.FEISHU: "feishu", Service.LARK: "lark", Service.DINGTALK: "dingtalk",
    Service.SLACK: "slack",
}
SIGNING_SECRET = re.compile(r"[A-Za-z0-9]{8,128}")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in; without a user there is no sign-in."""

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = ""


def robot_address(service: Service, webhook: str, secret: str = "") -> str:
    """The address of a robot. Raises ValueError when `webhook` is none of this service's, or `secret` no secret."""
    found = HOOKS[service].fullmatch(webhook.strip())
    if found is None or (secret and not SIGNING_SECRET.fullmatch(secret)):
        raise ValueError(service)
    sign = f"{secret}@" if secret else ""
    return f"{_SCHEMES[service]}://{sign}{'/'.join(found.groups())}"


def mail_address(server: MailServer, *, to: str, sender: str) -> str:
    scheme = "mailto" if server.encryption is Encryption.NONE else "mailtos"
    login = f"{quote(server.user, safe='')}:{quote(server.password, safe='')}@" if server.user else ""
    asked = {"smtp": server.host, "to": to, "from": sender, "mode": server.encryption.value}
    return f"{scheme}://{login}{server.host}:{server.port}/?{urlencode(asked)}"


def masked(address: str) -> str:
    """As much of an address as may be shown: who gets the mail, or the end of a token."""
    parts = urlsplit(address)
    to = parse_qs(parts.query).get("to", [""])[0]
    if parts.scheme.startswith("mailto") and "@" in to:
        name, _at, domain = to.rpartition("@")
        return f"{name[:1]}…@{domain}"
    bare = address.partition("?")[0].rstrip("/")
    end = bare[-SHOWN_END:] if len(bare) > len(parts.scheme) + 4 * SHOWN_END else ""
    return f"{parts.scheme}://…{end}"
