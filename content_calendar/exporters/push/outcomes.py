"""What an answer means: the difference that counts is whether the target has the post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from content_calendar.exporters.push.requests import Received, member
from content_calendar.message import Message
from content_calendar.vocabulary import Term

LONGEST_WAIT = timedelta(hours=24)
_SHORTEST_WAIT = timedelta(seconds=1)
_USUAL_WAIT = timedelta(minutes=5)


class Verdict(Term):
    DELIVERED = "delivered", "已收下", "Taken"
    REFUSED = "refused", "对方不接受", "Refused"
    BUSY = "busy", "对方要求稍后再试", "Asked to wait"
    KEY_REFUSED = "key_refused", "密钥被拒绝", "Key refused"
    CONFLICT = "conflict", "对方说已有或正在处理", "Already there or under way"
    UNCLEAR = "unclear", "结果不明", "Unclear"
    ACCEPTED = "accepted", "已受理，结果稍后查", "Accepted, its result comes later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a request.

    `external_id` and `external_url` name the post at the target, `field` is what a refusal blames, `said` the
    target's own words, `wait` how long it wants to be left alone. `missed` are recipients it did not reach.
    """

    verdict: Verdict
    external_id: str = ""
    external_url: str = ""
    field: str = ""
    said: str = ""
    wait: timedelta | None = None
    missed: tuple[str, ...] = ()
    why: Message | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One account, channel or integration the target offers. `usable` is false when it must be connected anew there."""

    id: str
    name: str
    kind: str = ""
    usable: bool = True


def delivered(external_id: object, *, external_url: str = "", missed: tuple[str, ...] = ()) -> Outcome:
    """The target has it, under `external_id`."""
    return Outcome(
        verdict=Verdict.DELIVERED, external_id=str(external_id or ""), external_url=external_url, missed=missed
    )


def unclear(said: str) -> Outcome:
    """The answer tells nothing about what became of the post."""
    return Outcome(verdict=Verdict.UNCLEAR, said=said)


def refusal(received: Received) -> Outcome | None:
    """What the status alone means; None for 2xx, where the body decides. RFC 9110, RFC 6585."""
    status, said = received.status, _said(received)
    if 200 <= status < 300:  # noqa: PLR2004 - RFC 9110
        return None
    if status in {401, 403}:
        return Outcome(verdict=Verdict.KEY_REFUSED, said=said)
    if status == 409:  # noqa: PLR2004 - RFC 9110
        return Outcome(verdict=Verdict.CONFLICT, said=said)
    if status == 429:  # noqa: PLR2004 - RFC 6585
        return busy(received, said)
    if 300 <= status < 500 and status != 408:  # noqa: PLR2004 - RFC 9110: 408 leaves open what was taken
        return Outcome(verdict=Verdict.REFUSED, field=blamed_field(received), said=said)
    return unclear(said)


def busy(received: Received, said: str, wait: timedelta | None = None) -> Outcome:
    """The target wants patience: for `wait`, else as long as its Retry-After says."""
    asked = wait or retry_after(received.headers.get("retry-after", ""), received.headers.get("date", ""))
    return Outcome(verdict=Verdict.BUSY, said=said, wait=min(max(asked, _SHORTEST_WAIT), LONGEST_WAIT))


def retry_after(value: str, date: str = "") -> timedelta:
    """Seconds, or an HTTP date seen from the answer's own `date`; five minutes when neither can be read."""
    if value.strip().isdecimal():
        return min(timedelta(seconds=int(value[:9])), LONGEST_WAIT)
    until, since = _moment(value), _moment(date)
    return until - since if until and since else _USUAL_WAIT


def _moment(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def blamed_field(received: Received) -> str:
    """The first field a refusal names, in the shapes of Laravel, NestJS, django-ninja and problem details."""
    return next(_blamed(received.parsed()), "")


def _blamed(answer: object) -> Iterator[str]:
    errors = member(answer, "errors")
    if isinstance(errors, dict):
        yield from (str(name) for name in errors)
    for error in errors if isinstance(errors, list) else ():
        yield from (str(error[key]) for key in ("field", "path", "pointer") if member(error, key))
    for error in member(answer, "detail") if isinstance(member(answer, "detail"), list) else ():
        place = member(error, "loc")
        if isinstance(place, list) and place:
            yield str(place[-1])


def _said(received: Received) -> str:
    """The target's words: its message if it has one, else the whole body; with the status in front."""
    answer = received.parsed()
    for name in ("message", "msg", "detail", "error", "title"):
        if found := member(answer, name):
            return f"{received.status} {found}"
    return f"{received.status} {received.text()}"
