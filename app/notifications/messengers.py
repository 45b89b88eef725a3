"""The services a channel may use: an allow-list of Apprise's own, each imported when it is first needed.

Apprise knows 140; loading them costs half a second and most could be talked into reading files or calling anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit
from warnings import catch_warnings, simplefilter

from app.notifications.defusing import defused

if TYPE_CHECKING:
    from apprise import NotifyBase

MESSENGERS = {
    "mailto": "email.NotifyEmail", "mailtos": "email.NotifyEmail",
    "wecombot": "wecombot.NotifyWeComBot", "feishu": "feishu.NotifyFeishu", "lark": "lark.NotifyLark",
    "dingtalk": "dingtalk.NotifyDingTalk", "slack": "slack.NotifySlack", "discord": "discord.NotifyDiscord",
    "tgram": "telegram.NotifyTelegram", "ntfy": "ntfy.NotifyNtfy", "ntfys": "ntfy.NotifyNtfy",
    "gotify": "gotify.NotifyGotify", "gotifys": "gotify.NotifyGotify", "bark": "bark.NotifyBark",
    "barks": "bark.NotifyBark", "schan": "serverchan.NotifyServerChan", "pushplus": "pushplus.NotifyPushplus",
}
"""The scheme of an address, and who reads it."""
OPTIONS = frozenset({
    "to", "from", "name", "smtp", "user", "pass", "mode", "priority", "tags", "topic", "token", "secret", "channel",
    "group", "sound", "level", "thread", "silent",
})
"""What an address may ask for; others name files to read or send, or switch the check of certificates off."""
_OTHERWISE_READ = ";#"
"""Signs after which Apprise still reads options where others see none; in a password they are written %3B and %23."""
CONNECT_SECONDS = READ_SECONDS = 10.0
_SCHEME = re.compile(r"([a-z]+)://", re.IGNORECASE)


class AddressInvalid(ValueError):
    """`str()` names the part of the address that is not allowed: a scheme, an option, or nothing in particular."""


def scheme_of(address: str) -> str:
    """The scheme, if it is allowed. Raises AddressInvalid."""
    found = _SCHEME.match(address)
    scheme = found[1].lower() if found else ""
    if scheme not in MESSENGERS:
        raise AddressInvalid(f"{scheme}://" if scheme else "")
    return scheme


def check(address: str) -> None:
    """Raises AddressInvalid for what is not on the lists, before anything is loaded or asked."""
    scheme_of(address)
    for sign in _OTHERWISE_READ:
        if sign in address:
            raise AddressInvalid(sign)
    try:
        asked = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    except ValueError:
        raise AddressInvalid from None
    _expect_known(name for name, _value in asked)


def _expect_known(options: Iterable[str]) -> None:
    """Raises AddressInvalid."""
    for name in options:
        if name.lower() not in OPTIONS:
            raise AddressInvalid(f"{name}=")


def messenger(address: str) -> NotifyBase:
    """Who carries messages to `address`. Raises AddressInvalid.

    The options are judged once more as Apprise itself read them.
    """
    check(address)
    kind = _kind(scheme_of(address))
    parsed = kind.parse_url(address)
    if not parsed:
        raise AddressInvalid
    _expect_known(name for part, read in parsed.items() if part.startswith("qsd") for name in read or ())
    try:
        made: NotifyBase = kind(**parsed, asset=_asset())
    except (TypeError, ValueError):
        raise AddressInvalid from None
    made.request_rate_per_sec = 0  # one message at a time: nothing to slow down, and the pause would block the worker
    made.socket_connect_timeout, made.socket_read_timeout = CONNECT_SECONDS, READ_SECONDS
    return made


def hand_over(made: NotifyBase, *, title: str, body: str) -> bool:
    """Whether the messenger says that it went. `body` is plain text, whatever a post's title holds: it wakes no group,
    names nobody and hides no address (`defusing`).

    It is put into the messenger's own format here: called by itself it would take the text for that already.
    """
    from apprise import NotifyFormat
    from apprise.conversion import convert_between

    its_own = made.resolve_format(NotifyFormat.TEXT)
    text: str = convert_between(NotifyFormat.TEXT, its_own, defused(body))  # type: ignore[no-untyped-call]  # the library types none of it
    return bool(made.notify(body=text, title=defused(title), body_format=its_own))


def _kind(scheme: str) -> Any:
    module, _dot, name = MESSENGERS[scheme].rpartition(".")
    with catch_warnings():
        simplefilter("ignore", DeprecationWarning)  # the one for mail asks for a module that Python will drop
        return getattr(import_module(f"apprise.plugins.{module}"), name)


def _asset() -> object:
    from apprise import AppriseAsset, PersistentStoreMode

    return AppriseAsset(
        app_id="Qunbi", app_desc="群笔 Qunbi", app_url="", storage_mode=PersistentStoreMode.MEMORY, http_redirects=False
    )
