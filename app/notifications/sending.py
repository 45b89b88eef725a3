"""Sending one message through one channel, and finding out what became of it.

Import it where something is sent: it brings requests along, about ten megabytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as StillSilent
from threading import Thread
from urllib.parse import unquote

from app.core.outbound import Network
from app.notifications.messengers import AddressInvalid, hand_over, messenger
from app.notifications.trouble import NotDelivered, Trouble, of_code, of_status, of_words
from app.notifications.wire import Talk, listening

SECONDS = 40.0
"""After this long nobody waits for an answer: less than a lease, so that a message is sent once in its time."""
_ROBOTS = ("wecombot://", "feishu://", "lark://", "dingtalk://")
_CODE_NAMES = ("errcode", "code", "StatusCode")
_SECRET_LENGTH = 6
_PART = re.compile(r"[/@:?&=,]+")
_OWN_REMARK = "Socket Exception: "


def send(address: str, *, title: str, body: str, networks: tuple[Network, ...]) -> None:
    """Hand the message over. Raises NotDelivered, also when nothing is known after SECONDS."""
    done: Future[None] = Future()

    def run() -> None:
        try:
            _send(address, title, body, networks)
        except BaseException as error:
            done.set_exception(error)
        else:
            done.set_result(None)

    Thread(target=run, name="messenger", daemon=True).start()
    try:
        done.result(SECONDS)
    except StillSilent:
        raise NotDelivered(Trouble.TIMED_OUT) from None


def _send(address: str, title: str, body: str, networks: tuple[Network, ...]) -> None:
    with listening(networks) as talk:
        try:
            went = hand_over(messenger(address), title=title, body=body)
        except AddressInvalid:
            raise NotDelivered(Trouble.NOT_UNDERSTOOD) from None
    if failure := _failure(address, talk, went=went):
        raise NotDelivered(failure.trouble, without_secrets(failure.detail, address))


def _failure(address: str, talk: Talk, *, went: bool) -> NotDelivered | None:
    if talk.refused and not went:
        return NotDelivered(Trouble.ADDRESS_REFUSED)
    if talk.replies:
        last = talk.replies[-1]
        return _of_reply(last.status, last.text, is_robot=address.lower().startswith(_ROBOTS), went=went)
    return None if went else _of_remarks(talk.remarks)


def _of_reply(status: int, text: bytes, *, is_robot: bool, went: bool) -> NotDelivered | None:
    """A robot's answer counts by its code, which is 0 for success; any other by what the messenger made of it."""
    said = text.decode("utf-8", errors="replace")
    if not 200 <= status < 300:  # noqa: PLR2004 - RFC 9110
        return NotDelivered(of_status(status), f"{status} {said}")
    if is_robot and (code := robot_code(said)) != "0":
        return NotDelivered(of_code(code), said)
    return None if went else NotDelivered(Trouble.REFUSED, said)


def robot_code(said: str) -> str:
    """The code in a robot's answer; "" when it has none, which is no success either."""
    try:
        answer = json.loads(said)
    except ValueError:
        return ""
    found = [answer[name] for name in _CODE_NAMES if name in answer] if isinstance(answer, dict) else []
    return str(found[0]) if found else ""


def _of_remarks(remarks: Iterable[str]) -> NotDelivered:
    """The messenger got no answer, or speaks no HTTP: what it said last about its connection tells why."""
    causes = [remark.removeprefix(_OWN_REMARK) for remark in remarks if remark.startswith(_OWN_REMARK)]
    others = [remark for remark in remarks if "refused" in remark or "failed" in remark]
    cause = (causes or others or [""])[-1]
    return NotDelivered(of_words(cause) if cause else Trouble.UNREACHABLE, cause)


def without_secrets(text: str, address: str) -> str:
    """`text` without any longer part of the address, which may be a password or a token."""
    parts = {part for part in _PART.split(unquote(address)) + _PART.split(address) if len(part) >= _SECRET_LENGTH}
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, "…")
    return text
