"""Words after which a person answers: self-harm, injury, law, media, private data, minors, refunds, complaints."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from content_calendar.message import Message
from content_calendar.replies.grams import plain
from content_calendar.replies.phrases import phrase_parts, places
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term

_MOST_PLACES = 20
_ORDER = {Severity.BLOCKING: 0, Severity.WARNING: 1, Severity.HINT: 2}


class SignalKind(Term):
    SELF_HARM = "self_harm", "可能自伤", "Possible self-harm"
    INJURY = "injury", "人身伤害", "Injury"
    LAW = "law", "法律或监管", "Law or regulators"
    MEDIA = "media", "公开曝光", "Public exposure"
    PRIVATE_DATA = "private_data", "个人信息", "Private data"
    MINOR = "minor", "未成年人", "Minor"
    REFUND = "refund", "退款赔偿", "Refund or damages"
    COMPLAINT = "complaint", "投诉不满", "Complaint"


class SignalAdvice(Term):
    """What a person does first; no template is sent before."""

    SELF_HARM = (
        "signal_self_harm",
        "提到「{words}」，可能有自伤风险。请先由真人马上回应、陪伴并联系其家人或当地求助热线，不要发话术。",
        "“{words}” may mean self-harm. A person answers now, stays with them, calls family or a helpline. No template.",
    )
    INJURY = (
        "signal_injury",
        "提到「{words}」，涉及人身伤害。请先由真人问清情况、建议就医并上报负责人。",
        "“{words}” speaks of injury. A person asks first, advises a doctor and tells whoever is in charge.",
    )
    LAW = (
        "signal_law",
        "提到「{words}」，涉及法律或监管。请先转给负责人，不要自行承诺或争辩。",
        "“{words}” speaks of law or regulators. Hand it to whoever is in charge; promise and dispute nothing.",
    )
    MEDIA = (
        "signal_media",
        "提到「{words}」，可能公开曝光。请先由负责人一对一沟通。",
        "“{words}” may go public. Whoever is in charge should speak with them in private first.",
    )
    PRIVATE_DATA = (
        "signal_private_data",
        "提到「{words}」，涉及个人信息。请先由真人核实并上报，不要在群里讨论细节。",
        "“{words}” concerns private data. A person checks and reports it; no details in the group.",
    )
    MINOR = (
        "signal_minor",
        "提到「{words}」，对方可能是未成年人。请先请监护人确认，不要促成下单。",
        "“{words}” suggests a minor. Ask for the guardian first; do not lead to an order.",
    )
    REFUND = (
        "signal_refund",
        "提到「{words}」，涉及退款或赔偿。请先核对订单和政策，再答复。",
        "“{words}” asks for money back. Check the order and the policy before answering.",
    )
    COMPLAINT = (
        "signal_complaint",
        "提到「{words}」，对方不满意。请先由真人安抚并记录，再选话术。",
        "“{words}” shows that they are unhappy. A person answers and notes it first, then chooses a template.",
    )


class _Listed(BaseModel):
    """The words of one kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    severity: Severity
    words: tuple[str, ...] = Field(min_length=1)
    exceptions: tuple[str, ...] = Field(default=(), alias="except")


@dataclass(frozen=True, slots=True)
class Signal:
    """`spans` are the places in the message, at most 20 of them; `words` what stands there, each once."""

    kind: SignalKind
    severity: Severity
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def message(self) -> Message:
        """What a person does first."""
        return Message(SignalAdvice[self.kind.name], {"words": "、".join(self.words[:3])})


def signals(message: str) -> tuple[Signal, ...]:
    """The signals in `message`, the gravest first; empty when a template may be sent."""
    text = plain(message)
    found = [one for kind in SignalKind if (one := _signal(kind, message, text))]
    return tuple(sorted(found, key=lambda signal: _ORDER[signal.severity]))


def needs_a_person(found: tuple[Signal, ...]) -> bool:
    """Whether somebody must answer before any template is offered for copying."""
    return any(signal.severity is Severity.BLOCKING for signal in found)


def _signal(kind: SignalKind, message: str, text: str) -> Signal | None:
    listed = _lists()[kind]
    harmless = [span for phrase in listed.exceptions for span in places(phrase_parts(phrase), text)]
    spans = sorted({span for span in _spans(listed, text) if not _lies_within(span, harmless)})[:_MOST_PLACES]
    if not spans:
        return None
    words = tuple(dict.fromkeys(message[start:end] for start, end in spans))
    return Signal(kind, listed.severity, words, tuple(spans))


def _spans(listed: _Listed, text: str) -> Iterator[tuple[int, int]]:
    for word in listed.words:
        yield from places(phrase_parts(word), text)


def _lies_within(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


@cache
def _lists() -> Mapping[SignalKind, _Listed]:
    text = resources.files(__package__).joinpath("signals.toml").read_text("utf-8")
    return TypeAdapter(Mapping[SignalKind, _Listed]).validate_python(tomllib.loads(text))
