"""One request of ours to somebody else's server: bounded, judged, without redirects, and honest about its end.

The difference that matters to whoever must not send twice: `NeverSent` left nothing behind, `OutcomeUnknown` may have
been taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx2

from app.core.bounded_http import AnswerTooLarge, BoundedTransport, within
from app.core.outbound import AddressRefused, Network
from content_calendar.vocabulary import Term

_AT_ONCE = 16


class NoAnswer(Term):
    """Why a request came back without an answer."""

    ADDRESS_REFUSED = (
        "address_refused",
        "这个地址在不允许连接的网络里。请换一个公网地址，或请管理员把网段写进 QUNBI_TARGET_NETWORKS。",
        "The address is in a network closed to us: use another, or have it added to QUNBI_TARGET_NETWORKS.",
    )
    UNREACHABLE = (
        "unreachable",
        "连不上这个地址。请检查网址和对方服务是否在运行。",
        "Nothing answers at this address. Check the address and whether the service is running.",
    )
    BAD_ADDRESS = (
        "bad_address",
        "网址不完整或写法有误。请填以 https:// 或 http:// 开头的完整网址。",
        "The address is not complete. Give a whole address that starts with https:// or http://.",
    )
    TIMED_OUT = (
        "timed_out",
        "对方没有在规定时间内答复，是否收到无法确定。",
        "There was no answer in time, so it is not known whether it was taken.",
    )
    BROKEN_OFF = (
        "broken_off",
        "连接在答复之前中断，是否收到无法确定。",
        "The connection broke before an answer, so it is not known whether it was taken.",
    )
    TOO_LARGE = (
        "too_large",
        "对方的答复过大，没有读完，是否收到无法确定。",
        "The answer was too large to be read, so it is not known whether it was taken.",
    )


class CallFailed(Exception):
    """No answer came. `reason` says why, in words for users through its label.

    CallFailed
    ├── NeverSent        nothing reached the other side: sending again is safe
    └── OutcomeUnknown   the other side may have taken it
    """

    def __init__(self, reason: NoAnswer) -> None:
        super().__init__(reason.value)
        self.reason = reason


class NeverSent(CallFailed):
    """No connection came about."""


class OutcomeUnknown(CallFailed):
    """The request was on its way when the line went dead."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (lower-case names) and body of what came back, whatever it is worth."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `seconds` bound the whole of it, `size` the bytes of its answer."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    seconds: float = 15.0
    size: int = 256 * 1024


def send(call: Call, networks: tuple[Network, ...]) -> Answer:
    """The answer to `call`; only the internet and `networks` are connected to, and no redirect is followed.

    Raises NeverSent, OutcomeUnknown.
    """
    try:
        with within(call.seconds, call.size):
            response = _client(networks).request(
                call.method, call.url, headers={"Accept-Encoding": "identity", **call.headers}, content=call.body,
                timeout=call.seconds,
            )
            return Answer(response.status_code, dict(response.headers), response.content)
    except AddressRefused:
        raise NeverSent(NoAnswer.ADDRESS_REFUSED) from None
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.LocalProtocolError, UnicodeError, ValueError):
        raise NeverSent(NoAnswer.BAD_ADDRESS) from None
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout):
        raise NeverSent(NoAnswer.UNREACHABLE) from None
    except httpx2.TimeoutException:
        raise OutcomeUnknown(NoAnswer.TIMED_OUT) from None
    except AnswerTooLarge:
        raise OutcomeUnknown(NoAnswer.TOO_LARGE) from None
    except httpx2.HTTPError:
        raise OutcomeUnknown(NoAnswer.BROKEN_OFF) from None


@lru_cache(maxsize=4)
def _client(networks: tuple[Network, ...]) -> httpx2.Client:
    """Keeps no cookie: all communities share it, and one's session at a server must not come along with another."""
    forgetful = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    transport = BoundedTransport(_AT_ONCE, networks)
    return httpx2.Client(transport=transport, cookies=forgetful, trust_env=False, follow_redirects=False)
