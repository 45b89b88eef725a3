"""An approved template fitted to one message by a model: masked before the call, filled and checked after it.

What comes back was approved by nobody. It rests on the template and the product alone, an operator reads it, and what
states anything else is shown but not handed over for copying.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.copywriter import endpoints, make_copywriter
from app.copywriter.brief import AdaptBrief, Brief, CopywriterError, Usage
from app.copywriter.prompty import PromptSource
from app.core.settings import Settings
from app.drafting.briefing import brief_to_adapt
from app.library.diff import edit_distance
from app.library.findings import findings_of
from app.library.remarks import Remark, remarks
from app.models import Community, ContentItem, Purpose
from app.replies.cards import Ready, ready_of
from app.reply_desk.suggest import Pasted, source_of
from app.reply_desk.suggest_known import Source, filled
from app.reply_desk.suggest_refusals import NoAnswer, StrayMask, said
from app.spending import service as spending
from content_calendar.content import Copy
from content_calendar.copy_rules.facts import FactCode
from content_calendar.message import Message
from content_calendar.replies.filling import Filled, Missing
from content_calendar.replies.masking import Masked, Secret, mask, restore
from content_calendar.replies.signals import needs_a_person, signals
from content_calendar.severity import Severity

SECONDS = 30.0
AT_ONCE = 4
"""Each answer keeps a thread of the web server waiting; pages need some too."""
BEGINNING, END = 1_400, 500
"""Characters of a long message that a model is shown."""

_MASK = re.compile(rf"\[(?:{'|'.join(kind.zh for kind in Secret)})\d+\]")

_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Order:
    """Everything the model and what follows need, as values: no transaction is open while the model writes."""

    item_id: int
    masked: Masked = field(repr=False)
    brief: Brief = field(repr=False)
    ready: Ready
    source: Source = field(repr=False)
    prompts: PromptSource
    community_id: int
    fingerprint: str | None
    """Of the words that are fitted; others have to be asked for anew."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of asking: words that still have their masks and blanks, or the code of the error."""

    words: str = field(default="", repr=False)
    usage: tuple[Usage, ...] = ()
    error_code: str = ""


@dataclass(frozen=True, slots=True)
class Adapted:
    """An answer for the operator to read. `fault` says why there is none; `hidden` what the model was not shown."""

    item_id: int
    text: str = field(default="", repr=False)
    remarks: tuple[Remark, ...] = ()
    problems: tuple[Message, ...] = ()
    fault: str = ""
    hidden: tuple[Secret, ...] = ()
    model: str = ""
    changed: int = 0
    """Characters that are other than in the template."""
    has_secrets: bool = False
    """It repeats private data of the member."""
    cost_micros: int | None = None
    shown: str | None = None
    """The fingerprint of the template it was made from."""

    @property
    def may_be_copied(self) -> bool:
        """Nothing must be fixed, no blank is open, and every number and link stands in template or product."""
        return bool(self.text) and not self.problems and not any(_forbids(remark) for remark in self.remarks)


def refusal_to_ask(
    session: Session, community: Community, pasted: Pasted, settings: Settings, now: datetime
) -> NoAnswer | None:
    """Why no model is asked about this message, if so."""
    if needs_a_person(signals(pasted.message)):
        return NoAnswer.PERSON_FIRST
    if not settings.model_configured:
        return NoAnswer.NO_MODEL
    return NoAnswer.OVER_BUDGET if spending.over_budget(session, community, now) else None


def order_of(item: ContentItem, pasted: Pasted, prompts: PromptSource, today: date) -> Order | None:
    """What to ask for `item`, which is loaded with its parts; None when it cannot be put together."""
    ready = ready_of(item)
    if not isinstance(ready, Ready):
        return None
    masked = mask(pasted.message)  # the whole of it, before it is cut: half a number would not be known for one
    names = [variable.name for variable in ready.variables]
    brief = brief_to_adapt(item, names, AdaptBrief(_excerpt(masked.text), ready.text))
    return Order(
        item.id, masked, brief, ready, source_of(item, pasted, today), prompts, item.community_id,
        item.approved_fingerprint,
    )


def ask(order: Order, settings: Settings) -> Reply:
    """The model's words, or what went wrong; takes up to SECONDS a request. Opens no transaction."""
    seconds = min(settings.model_timeout_seconds, SECONDS)
    bounded = settings.model_copy(update={"model_timeout_seconds": seconds, "model_fallbacks": ()})
    with _one_of_few() as has_place:
        if not has_place:
            return Reply(error_code=NoAnswer.BUSY.value)
        return _written(order, bounded)


def record(session: Session, order: Order, reply: Reply, now: datetime) -> int | None:
    """Write down what was asked and what it cost, in micros; nothing of the words."""
    return spending.record(session, reply.usage, community_id=order.community_id, purpose=Purpose.SUGGEST, now=now)


def judged(item: ContentItem, order: Order, reply: Reply, *, cost_micros: int | None) -> Adapted:
    """The answer with its blanks filled, its masks taken off and the findings run on it."""
    hidden = tuple(sorted(order.masked.kinds, key=list(Secret).index))
    if reply.error_code:
        return Adapted(item.id, fault=said(reply.error_code), hidden=hidden, cost_micros=cost_micros)
    done = order.source.fill(reply.words, order.ready.variables)
    text = restore(done.text if isinstance(done, Filled) else reply.words, order.masked)
    copy = copy_of(text)
    returned = {secret for token, secret in order.masked.secrets.items() if token in reply.words}
    found = findings_of(item, copy, beside=(order.ready.text, *order.source.given.values(), *returned))
    before = "".join(part.text for part in filled(order.ready, order.source).parts)
    return Adapted(
        item.id, text, remarks(copy, found), tuple(_problems(done, text)), hidden=hidden,
        model=reply.usage[-1].model if reply.usage else "", changed=edit_distance(copy_of(before), copy),
        has_secrets=bool(returned), cost_micros=cost_micros, shown=order.fingerprint,
    )


def _problems(done: Filled | Missing, text: str) -> Iterator[Message]:
    """Blanks that are open, and masks that stand for nothing."""
    if isinstance(done, Missing):
        yield from (each.message for each in done.problems)
    yield from (Message(StrayMask.UNKNOWN, {"text": mark}) for mark in dict.fromkeys(_MASK.findall(text)))


def copy_of(text: str) -> Copy:
    """A chat answer as copy: its first line is what catches the eye."""
    first, _, rest = text.strip().partition("\n")
    return Copy(hook=first, body=rest) if rest.strip() else Copy(body=first)


def host_of(settings: Settings) -> str:
    """Where a masked message would go; empty without a model."""
    return next((endpoint.host for endpoint in endpoints(settings)), "")


def _written(order: Order, settings: Settings) -> Reply:
    try:
        written = make_copywriter(settings, order.prompts).write(order.brief)
    except CopywriterError as error:  # its text may quote the message: the code alone goes on
        return Reply(usage=error.usage, error_code=error.code)
    return Reply(written.copy.text(), written.usage)


def _forbids(remark: Remark) -> bool:
    return remark.finding.severity is Severity.BLOCKING or remark.finding.code is FactCode.UNSUPPORTED_CLAIM


def _excerpt(message: str) -> str:
    return message if len(message) <= BEGINNING + END else f"{message[:BEGINNING]}\n…\n{message[-END:]}"


@contextmanager
def _one_of_few() -> Iterator[bool]:
    has_place = _places.acquire(blocking=False)
    try:
        yield has_place
    finally:
        if has_place:
            _places.release()
