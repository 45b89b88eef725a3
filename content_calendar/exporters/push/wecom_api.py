"""What both WeCom targets share: the token from corp id and secret, and error codes inside answers of status 200.

Source: developer.work.weixin.qq.com/document/path/91039 (token), 90313 (error codes), 92570 (members).
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

from content_calendar.exporters.push.options import Needed, Options, When
from content_calendar.exporters.push.outcomes import Account, Outcome, Verdict, busy, refusal, unclear
from content_calendar.exporters.push.requests import Received, Request, get, member, members
from content_calendar.exporters.push.target import Keys, PushTarget, Token
from content_calendar.exporters.push.wecom_words import WecomFlaw
from content_calendar.message import Message

STALE_TOKEN = frozenset({40014, 41001, 42001})
_SYSTEM_BUSY = -1
_BY_THE_COMPANY = 0
_BEFORE, _AFTER = timedelta(minutes=5), timedelta(hours=2)
_STOPS: Mapping[int, WecomFlaw] = {
    40001: WecomFlaw.WRONG_SECRET, 40013: WecomFlaw.WRONG_SECRET, 40091: WecomFlaw.WRONG_SECRET,
    60020: WecomFlaw.ADDRESS_NOT_TRUSTED,
    48001: WecomFlaw.NOT_ALLOWED, 48002: WecomFlaw.NOT_ALLOWED, 60011: WecomFlaw.NOT_ALLOWED,
    301002: WecomFlaw.NOT_ALLOWED,
}
_WAITS: Mapping[int, timedelta] = {45009: timedelta(minutes=15), 45033: timedelta(minutes=1)}
"""Called too often, and too much at once: nothing was taken."""
_SENDERS: Mapping[int, WecomFlaw] = dict.fromkeys((40003, 60111, 84061), WecomFlaw.SENDER_UNKNOWN)


class WecomOptions(Options):
    corp_id: Needed

    def when(self) -> When:
        """There is no send time: whoever calls early, asks the staff early."""
        return When.AT_SLOT


O = TypeVar("O", bound=WecomOptions)  # noqa: E741 - the options of one target


class WecomTarget(PushTarget[O], ABC):
    """The calls that come before and around a message; each target says what the message is."""

    def authorized(self, request: Request, keys: Keys) -> Request:
        mark = "&" if "?" in request.path else "?"
        return replace(request, path=f"{request.path}{mark}{urlencode({'access_token': keys.token})}")

    def prepare(self, options: O, credential: str) -> Request:
        return get(f"/cgi-bin/gettoken?{urlencode({'corpid': options.corp_id, 'corpsecret': credential})}")

    def read_token(self, received: Received) -> Token | Outcome:
        token, seconds = (member(received.parsed(), name) for name in ("access_token", "expires_in"))
        if code_of(received) == 0 and isinstance(token, str) and token and isinstance(seconds, int):
            return Token(token, timedelta(seconds=min(seconds, 86_400)))
        return refused(received) or unclear(received.text())

    def token_is_stale(self, received: Received) -> bool:
        return code_of(received) in STALE_TOKEN

    def test(self, options: O) -> Request:
        return get("/cgi-bin/externalcontact/get_follow_user_list")

    def read_accounts(self, received: Received) -> tuple[Account, ...] | Outcome:
        """The members who may use customer contact."""
        if outcome := refused(received):
            return outcome
        if not isinstance(member(received.parsed(), "follow_user"), list):
            return unclear(received.text())
        return tuple(Account(str(userid), "") for userid in members(received.parsed(), "follow_user"))

    def read_cancelled(self, received: Received) -> Outcome:
        return refused(received) or Outcome(verdict=Verdict.DELIVERED)


def code_of(received: Received) -> int | None:
    """The `errcode` of an answer; None when it has none."""
    code = member(received.parsed(), "errcode")
    return code if isinstance(code, int) else None


def refused(received: Received) -> Outcome | None:
    """Why the call achieved nothing, or what is unclear; None for a yes."""
    if outcome := refusal(received):
        return outcome
    code = code_of(received)
    return None if code == 0 else refused_for(code, received)


def refused_for(code: int | None, received: Received) -> Outcome:
    """What an error code means for the message; `received` for its words."""
    said = received.text()
    if code is None or code == _SYSTEM_BUSY:
        return unclear(said)
    if code in _WAITS:
        return busy(received, said, _WAITS[code])
    if code in _STOPS or code in STALE_TOKEN:
        why = Message(_STOPS.get(code, WecomFlaw.WRONG_SECRET))
        return Outcome(verdict=Verdict.KEY_REFUSED, said=said, why=why)
    why_not = Message(_SENDERS[code]) if code in _SENDERS else None
    return Outcome(verdict=Verdict.REFUSED, said=said, why=why_not)


def sent_about(slot_at: datetime) -> dict[str, int]:
    """What asks a list for what the company sent about that time, in seconds of Unix time."""
    start, end = (int(moment.astimezone(UTC).timestamp()) for moment in (slot_at - _BEFORE, slot_at + _AFTER))
    return {"start_time": start, "end_time": end, "filter_type": _BY_THE_COMPANY}


def names(value: object) -> tuple[str, ...]:
    """A list of ids in an answer."""
    return tuple(str(each) for each in value) if isinstance(value, list) else ()
