"""One OpenAI-compatible address and model: a question goes out, an answer or one of three errors comes back.

The library's own retries, time-outs and environment variables are switched off: a worker that waits holds a lease
for nothing, so whatever is worth trying again goes back to the queue with the time to try it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from app.copywriter.brief import CopywriterError, Usage
from app.copywriter.trouble import Trouble, busy, refused, unusable
from app.copywriter.wire import WireAnswer, WireChoice, content_of, from_status, quoted, read_answer
from app.core.outbound import LOCAL_NETWORKS, AddressRefused, Network

if TYPE_CHECKING:
    from openai import OpenAI

OPENAI_BASE_URL = "https://api.openai.com/v1"
MAX_ANSWER_BYTES = 2_000_000

_REASONING_MODEL = re.compile(r"(?:^|/)(?:o\d|gpt-5)")


class Speaker(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation with a model."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered; `text` is never blank. Tokens are counts, zero when the endpoint does not say.

    `model` is the endpoint's own word for what answered, `usage` names the model that was asked for and is paid for.
    """

    text: str
    finish_reason: str
    model: str
    prompt_tokens: int
    completion_tokens: int
    latency_ms: int
    usage: Usage


@dataclass(frozen=True)
class Endpoint:
    """Where a model listens; safe to share between `concurrency` threads. The key shows in no repr and no error.

    `timeout_seconds` is the total time of one call, look-up and reading to the last byte included. Beside the internet
    only `networks` are connected to.
    """

    base_url: str = field(repr=False)  # may carry a name and a password
    model: str
    api_key: SecretStr | None = field(default=None, repr=False)
    timeout_seconds: float = 60.0
    concurrency: int = 4
    networks: tuple[Network, ...] = LOCAL_NETWORKS

    @property
    def host(self) -> str:
        """Name and port of the address, without any user information."""
        return urlsplit(self.base_url).netloc.rpartition("@")[2]

    def complete(
        self,
        messages: Sequence[Turn],
        *,
        response_format: Mapping[str, object] | None = None,
        max_tokens: int = 2000,
        temperature: float = 0.8,
        seed: int | None = None,
    ) -> Completion:
        """The model's answer to `messages`.

        Raises EndpointBusy (time-out, connection lost, 408, 409, 429, 5xx), RequestRejected (400, 422: the request's
        form is not understood), EndpointRefused (any other refusal) or AnswerUnusable (nothing readable came). The
        error's usage tells of this request, whose tokens may have to be paid all the same.
        """
        request = {
            "model": self.model,
            "messages": [{"role": turn.speaker.value, "content": turn.text} for turn in messages],
            **self._sampling(max_tokens, temperature),
            **({"seed": seed} if seed is not None else {}),
            **({"response_format": response_format} if response_format is not None else {}),
        }
        client = self._client  # made before the clock runs: the first one loads a library
        started, answer = time.monotonic(), WireAnswer()
        try:
            body = self._post(client, request)
            shown = self._without_key(body)
            answer = read_answer(body, shown)
            choice, text = content_of(answer, shown)
        except CopywriterError as error:
            error.usage = (self._usage(answer, _milliseconds_since(started), error.code),)
            raise
        return _completion(answer, choice, text, self._usage(answer, _milliseconds_since(started)))

    def _usage(self, answer: WireAnswer, latency_ms: int, outcome: str = "") -> Usage:
        tokens = answer.tokens()
        return Usage(self.host, self.model, tokens.prompt_tokens, tokens.completion_tokens, latency_ms, outcome)

    def load_library(self) -> None:
        """Import everything a call needs, which takes half a second: a worker does it once for all its forked jobs."""
        _ = self._client.chat.completions.with_raw_response

    def _sampling(self, max_tokens: int, temperature: float) -> dict[str, object]:
        """OpenAI's reasoning models know another word for the limit and refuse a temperature."""
        if _REASONING_MODEL.search(self.model):
            return {"max_completion_tokens": max_tokens}
        return {"max_tokens": max_tokens, "temperature": temperature}

    def _post(self, client: OpenAI, request: dict[str, Any]) -> bytes:
        from openai import APIConnectionError, APIStatusError, APITimeoutError

        from app.core.bounded_http import AnswerTooLarge, within

        try:
            with within(self.timeout_seconds, MAX_ANSWER_BYTES):
                raw = client.chat.completions.with_raw_response.create(**request)
                return bytes(raw.http_response.content)
        except APITimeoutError:
            raise busy(Trouble.TIMED_OUT, f"{self.host}, {self.timeout_seconds:g} s") from None
        except APIConnectionError as error:
            raise busy(Trouble.UNREACHABLE, f"{self.host}, {type(error.__cause__).__name__}") from None
        except APIStatusError as error:
            answer = error.response
            raise from_status(
                answer.status_code, answer.headers, self.host, self._without_key(answer.content)
            ) from None
        except AddressRefused as error:
            raise refused(Trouble.ADDRESS_REFUSED, f"{self.host}, {error}") from None
        except AnswerTooLarge:
            raise unusable(Trouble.TOO_LARGE, f"{self.host}, {MAX_ANSWER_BYTES:,} bytes") from None

    def _without_key(self, body: bytes) -> str:
        """What came back, fit to be kept and shown: what answers at a wrong address may repeat what it was sent."""
        key, text = self.api_key.get_secret_value() if self.api_key else "", body.decode("utf-8", "replace")
        return text.replace(key, "…") if key else text

    @cached_property
    def _client(self) -> OpenAI:
        import httpx2
        from openai import OpenAI

        from app.core.bounded_http import BoundedTransport

        client = OpenAI(
            api_key=self.api_key.get_secret_value() if self.api_key else "none",
            base_url=self.base_url,
            timeout=self.timeout_seconds,
            max_retries=0,
            default_headers={"Accept-Encoding": "identity"},
            http_client=httpx2.Client(
                transport=BoundedTransport(self.concurrency, self.networks), trust_env=False, follow_redirects=False
            ),
        )
        # The library fills these from the environment, and another account's names are no business of this endpoint.
        client.organization = client.project = client.admin_api_key = None
        return client


def _completion(answer: WireAnswer, choice: WireChoice, text: str, usage: Usage) -> Completion:
    return Completion(
        text=text,
        finish_reason=choice.finish_reason or "",
        model=quoted(answer.model or "") or usage.model,
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        latency_ms=usage.latency_ms,
        usage=usage,
    )


def _milliseconds_since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
