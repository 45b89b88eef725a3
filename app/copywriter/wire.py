"""What an endpoint may send back, and what each oddity of it means. Nothing here is trusted to be well formed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ValidationError

from app.copywriter.brief import CopywriterError, EndpointRefused
from app.copywriter.trouble import Trouble, busy, refused, unusable

DEFAULT_RETRY_AFTER = 30.0
MAX_RETRY_AFTER = 300.0
QUOTED = 300
MOST_TOKENS = 2**31 - 1

_TRY_LATER = frozenset({408, 409, 425, 429})
_MISUNDERSTOOD = frozenset({400, 422})
_REFUSALS = {401: Trouble.KEY_REFUSED, 403: Trouble.KEY_REFUSED, 404: Trouble.NOT_FOUND, 405: Trouble.NOT_FOUND}


class RequestRejected(EndpointRefused):
    """The endpoint does not accept the request's form (400, 422); a plainer form may be accepted."""


class WireMessage(BaseModel):
    content: str | None = None
    refusal: str | None = None


class WireChoice(BaseModel):
    message: WireMessage = WireMessage()
    finish_reason: str | None = None


def _count(value: object) -> int:
    """A number of tokens that an account can hold; a draft is not refused for what its endpoint counts."""
    return value if isinstance(value, int) and 0 <= value <= MOST_TOKENS else 0


_Tokens = Annotated[int, BeforeValidator(_count)]


class WireUsage(BaseModel):
    prompt_tokens: _Tokens = 0
    completion_tokens: _Tokens = 0


class WireAnswer(BaseModel):
    choices: list[WireChoice] | None = None
    model: str | None = None
    usage: WireUsage | None = None

    def tokens(self) -> WireUsage:
        """What the endpoint counted; zeros when it does not count."""
        return self.usage or WireUsage()


def read_answer(body: bytes, shown: str) -> WireAnswer:
    """The answer in `body`, whatever it is worth. Raises AnswerUnusable, which keeps `shown`."""
    try:
        return WireAnswer.model_validate_json(body)
    except ValidationError:
        raise unusable(Trouble.NOT_JSON, quoted(shown), shown) from None


def content_of(answer: WireAnswer, shown: str) -> tuple[WireChoice, str]:
    """The first choice of an answer and its text, which is not blank. Raises AnswerUnusable, which keeps `shown`."""
    if not answer.choices:
        raise unusable(Trouble.NO_CHOICE, quoted(shown), shown)
    choice = answer.choices[0]
    return choice, _text_of(choice, shown)


def _text_of(choice: WireChoice, shown: str) -> str:
    text = choice.message.content or ""
    if choice.message.refusal or choice.finish_reason == "content_filter":
        said = choice.message.refusal or text
        raise unusable(Trouble.WITHHELD, quoted(said), said)
    if choice.finish_reason == "length":
        raise unusable(Trouble.CUT_OFF, "", text)
    if not text.strip():
        raise unusable(Trouble.EMPTY, "", shown)
    return text


def from_status(status: int, headers: Mapping[str, str], host: str, body: str) -> CopywriterError:
    """The error that an answer with HTTP `status` other than 2xx stands for; 300 characters of `body` are quoted."""
    detail = f"{host}, HTTP {status}: {quoted(body)}"
    if status in _TRY_LATER or status >= 500:  # noqa: PLR2004 - the class of server errors
        trouble = Trouble.RATE_LIMITED if status == 429 else Trouble.FAILING  # noqa: PLR2004 - HTTP's own number
        return busy(trouble, detail, retry_after(headers))
    if status in _MISUNDERSTOOD:
        return _rejected(detail)
    if status < 400:  # noqa: PLR2004 - the class of redirections
        return refused(Trouble.REDIRECTED, detail)
    return refused(_REFUSALS.get(status, Trouble.REQUEST_REFUSED), detail)


def _rejected(detail: str) -> RequestRejected:
    error = RequestRejected(str(refused(Trouble.REQUEST_REFUSED, detail)))
    error.code = Trouble.REQUEST_REFUSED.value
    return error


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait as the endpoint wishes, between 1 and MAX_RETRY_AFTER; DEFAULT_RETRY_AFTER when it does not say.

    Both forms of RFC 9110 §10.2.3 are read; a date counts from the response's own Date, so that no clock is asked.
    """
    wish = headers.get("retry-after", "")
    seconds = _number(wish)
    if seconds is None:
        seconds = _between(headers.get("date", ""), wish)
    return min(max(seconds, 1.0), MAX_RETRY_AFTER) if seconds is not None else DEFAULT_RETRY_AFTER


def _number(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) else None


def _between(earlier: str, later: str) -> float | None:
    try:
        return (parsedate_to_datetime(later) - parsedate_to_datetime(earlier)).total_seconds()
    except (ValueError, TypeError):
        return None


def quoted(text: str) -> str:
    """The beginning of `text` on one line, fit to stand in a message."""
    line = " ".join(text[: 4 * QUOTED].split())
    printable = "".join(character for character in line if character.isprintable())
    return printable if len(printable) <= QUOTED else printable[: QUOTED - 1] + "…"
