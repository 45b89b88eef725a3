"""What becomes of a push after its request: values in, values out.

The rule above all: what may have been taken is never sent again by itself, unless the target promises that the same
request makes no second post.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.connections.causes import Cause, Trouble, cause, cause_of_message
from app.core.outgoing import NoAnswer
from app.models import PushStatus
from content_calendar.exporters.push.outcomes import Outcome, Verdict

ATTEMPTS = 8
_FIRST_DELAY, _LONGEST_DELAY = timedelta(minutes=1), timedelta(hours=2)
_HOPELESS = frozenset({NoAnswer.ADDRESS_REFUSED, NoAnswer.BAD_ADDRESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What happened on the way: an `outcome`, or why there was none.

    `never` when nothing reached the target, `lost` when it may have. `status` and `answer` are for the log.
    """

    outcome: Outcome | None = None
    never: NoAnswer | Trouble | None = None
    lost: NoAnswer | None = None
    status: int | None = None
    answer: str = ""
    milliseconds: int = 0

    def name(self) -> str:
        """What a log calls it."""
        known = self.outcome.verdict if self.outcome else self.never or self.lost or Verdict.UNCLEAR
        return known.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The status a push takes and why; `delay` until it is looked at again.

    `holds` rests the whole connection for `delay`, `stops` switches it off until a person has seen to it.
    """

    status: PushStatus
    why: Cause | None = None
    delay: timedelta = timedelta()
    holds: bool = False
    stops: bool = False


def judge(report: Report, *, repeatable: bool, attempts: int) -> Judgement:
    """What to do after the attempt of that number; `repeatable` when sending again can make no second post."""
    if report.never is not None:
        return _never_sent(report.never, attempts)
    if report.outcome is None:
        return _unclear(cause(report.lost or Trouble.AWAY), repeatable, attempts)
    return _answered(report.outcome, repeatable, attempts)


def retry_delay(attempt: int) -> timedelta:
    """How long to wait after the attempt of that number: 1 min, then fourfold each time, at most 2 h."""
    fourfold: int = 4 ** min(max(attempt - 1, 0), 10)
    return min(_FIRST_DELAY * fourfold, _LONGEST_DELAY)


def _never_sent(why: NoAnswer | Trouble, attempts: int) -> Judgement:
    if why in _HOPELESS or isinstance(why, Trouble):
        return Judgement(status=PushStatus.WAITING, why=cause(why), stops=True)
    status = PushStatus.FAILED if attempts >= ATTEMPTS else PushStatus.WAITING
    return Judgement(status=status, why=cause(why), delay=retry_delay(attempts))


def _answered(outcome: Outcome, repeatable: bool, attempts: int) -> Judgement:
    if outcome.verdict is Verdict.DELIVERED:
        return Judgement(status=PushStatus.DELIVERED)
    if outcome.verdict is Verdict.REFUSED:
        return Judgement(status=PushStatus.FAILED, why=refused(outcome))
    if outcome.verdict is Verdict.BUSY:
        wait = outcome.wait or retry_delay(attempts)
        return Judgement(status=PushStatus.WAITING, why=cause(Trouble.BUSY, outcome.said), delay=wait, holds=True)
    if outcome.verdict is Verdict.KEY_REFUSED:
        return Judgement(status=PushStatus.WAITING, why=_known(outcome, Trouble.KEY_REFUSED), stops=True)
    if outcome.verdict is Verdict.ACCEPTED:
        return Judgement(status=PushStatus.UNKNOWN, why=cause(Trouble.ACCEPTED))
    trouble = Trouble.CONFLICT if outcome.verdict is Verdict.CONFLICT else Trouble.AWAY
    return _unclear(cause(trouble, outcome.said), repeatable, attempts)


def refused(outcome: Outcome) -> Cause:
    """Why the target did not take it."""
    if outcome.field:
        return cause(Trouble.REFUSED_FIELD, outcome.said, field=outcome.field)
    return _known(outcome, Trouble.REFUSED)


def _known(outcome: Outcome, trouble: Trouble) -> Cause:
    """What the target's reader knows of the cause, else what `trouble` says."""
    return cause_of_message(outcome.why, outcome.said) if outcome.why else cause(trouble, outcome.said)


def _unclear(why: Cause, repeatable: bool, attempts: int) -> Judgement:
    again = repeatable and attempts < ATTEMPTS
    return Judgement(
        status=PushStatus.WAITING if again else PushStatus.UNKNOWN, why=why, delay=retry_delay(attempts)
    )
