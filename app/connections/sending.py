"""One request to a target, from a leased parcel to a report. No database: nothing is locked while a target takes its
time."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.connections import tokens
from app.connections.causes import Trouble, without_secrets
from app.connections.judging import Report
from app.core.outgoing import Call, NeverSent, OutcomeUnknown, send
from app.core.sealing import SealBroken, unseal
from app.core.settings import Settings
from content_calendar.exporters.push.options import Options
from content_calendar.exporters.push.outcomes import Outcome, Verdict, unclear
from content_calendar.exporters.push.requests import Received, Request
from content_calendar.exporters.push.standard_webhooks import SecretUnusable
from content_calendar.exporters.push.target import Keys, PushTarget, Token

SECONDS = 20.0
"""After this long nobody waits for an answer: much less than a lease."""


@dataclass(frozen=True, slots=True)
class Line:
    """A way to a target: its address, the sealed credential, and the name its tokens are kept under."""

    target: PushTarget[Any]
    base_url: str
    credential: str
    options: Options
    name: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came back, with everything secret that could be echoed; or why nothing did."""

    report: Report
    received: Received | None = None


class Stopped(Exception):
    """The preparation brought no token; `report` says why. Nothing of the post itself was sent."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.name())
        self.report = report


def exchange(line: Line, request: Request, *, uid: str, at: datetime, settings: Settings) -> Exchange:
    """Send the request with its credential. Its report has no outcome yet where an answer came: that is read apart."""
    began = time.monotonic()
    try:
        credential = unseal(line.credential, settings) if line.credential else ""
    except SealBroken:
        return Exchange(Report(never=Trouble.SEAL_BROKEN))
    try:
        token = _token(line, credential, settings)
        received = _sent(line, request, Keys(credential, uid, at, token), settings)
        if token and line.target.token_is_stale(received):
            tokens.forget(line.name)
            token = _token(line, credential, settings)
            received = _sent(line, request, Keys(credential, uid, at, token), settings)
    except Stopped as stopped:
        return Exchange(stopped.report)
    except NeverSent as failed:
        return Exchange(Report(never=failed.reason))
    except OutcomeUnknown as failed:
        return Exchange(Report(lost=failed.reason, milliseconds=_since(began)))
    except SecretUnusable:
        return Exchange(Report(never=Trouble.KEY_UNUSABLE))
    said = without_secrets(received.text(), credential, token)
    clean = Received(received.status, received.headers, said.encode())
    return Exchange(Report(status=received.status, answer=said, milliseconds=_since(began)), clean)


def _sent(line: Line, request: Request, keys: Keys, settings: Settings) -> Received:
    """Raises NeverSent, OutcomeUnknown, SecretUnusable."""
    signed = line.target.authorized(request, keys)
    url = line.base_url.rstrip("/") + signed.path if signed.path else line.base_url
    answer = send(Call(signed.method, url, signed.headers, signed.body, SECONDS), settings.target_networks)
    return Received(answer.status, answer.headers, answer.body)


def _token(line: Line, credential: str, settings: Settings) -> str:
    """The token of this line, fetched if none is kept; "" for a target that needs none. Raises NeverSent, Stopped."""
    request = line.target.prepare(line.options, credential)
    if request is None:
        return ""
    if found := tokens.kept(line.name, settings):
        return found
    return _fetched(line, request, credential, settings)


def _fetched(line: Line, request: Request, credential: str, settings: Settings) -> str:
    """Raises NeverSent also where no answer came: asking for a token leaves nothing behind."""
    url = line.base_url.rstrip("/") + request.path
    try:
        answer = send(Call(request.method, url, request.headers, request.body, SECONDS), settings.target_networks)
    except OutcomeUnknown as failed:
        raise NeverSent(failed.reason) from None
    said = without_secrets(answer.body.decode(errors="replace"), credential)
    token = line.target.read_token(Received(answer.status, answer.headers, answer.body))
    if isinstance(token, Token):
        tokens.keep(line.name, token, settings)
        return token.value
    raise Stopped(Report(outcome=_without_token(token, credential), status=answer.status, answer=said))


def _without_token(outcome: Outcome, credential: str) -> Outcome:
    """Why there is no token. Whatever was unclear about it, the post has not been sent: waiting is safe."""
    verdict = Verdict.BUSY if outcome.verdict in {Verdict.UNCLEAR, Verdict.CONFLICT} else outcome.verdict
    return replace(outcome, verdict=verdict, said=without_secrets(outcome.said, credential))


def read_outcome(exchanged: Exchange, outcome: Outcome | None) -> Report:
    """The report with what the target's reader made of the answer; `exchanged` must have one."""
    report = exchanged.report
    return Report(
        outcome=outcome or unclear(report.answer), status=report.status, answer=report.answer,
        milliseconds=report.milliseconds,
    )


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
