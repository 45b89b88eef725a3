"""What an endpoint may do to us, and what comes of it."""

from __future__ import annotations

import gzip
import json
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import pytest
from model_server import (
    Behaviour,
    Exchange,
    ModelServer,
    chat,
    drafts,
    drips_its_body,
    drips_its_headers,
    resets,
    says,
    sends,
)
from pydantic import SecretStr

from app.copywriter.brief import AnswerUnusable, CopywriterError, EndpointBusy, EndpointRefused
from app.copywriter.endpoint import MAX_ANSWER_BYTES, Completion, Endpoint, Speaker, Turn
from app.copywriter.explanation import Mishap, explain
from app.copywriter.offline_trouble import OfflineTrouble
from app.copywriter.trouble import Trouble
from app.copywriter.wire import MAX_RETRY_AFTER, RequestRejected

KEY = "sk-very-secret-0123456789"
_Error = TypeVar("_Error", bound=CopywriterError)
ASK = [Turn(Speaker.SYSTEM, "规则"), Turn(Speaker.USER, "写一条")]


def endpoint(server: ModelServer, model: str = "some-model", timeout: float = 5.0) -> Endpoint:
    return Endpoint(server.base_url, model, SecretStr(KEY), timeout, concurrency=4)


def completion(*behaviours: Behaviour) -> Completion:
    with ModelServer(*behaviours) as server:
        return endpoint(server).complete(ASK)


@contextmanager
def raised(kind: type[_Error], trouble: Trouble) -> Iterator[list[_Error]]:
    """The error in the block is of this kind and names this trouble, and never the key."""
    caught: list[_Error] = []
    with pytest.raises(kind) as found:
        yield caught
    caught.append(found.value)
    assert found.value.code == trouble.value
    assert KEY not in repr(found.value) + "".join(traceback.format_exception(found.value))


def test_an_answer_comes_with_its_model_tokens_and_time() -> None:
    answer = completion(says("你好"))
    assert (answer.text, answer.finish_reason, answer.model) == ("你好", "stop", "served-model")
    assert (answer.prompt_tokens, answer.completion_tokens) == (700, 120)
    assert 0 <= answer.latency_ms < 5000


def test_an_answer_without_model_and_usage_is_still_an_answer() -> None:
    answer = completion(sends('{"choices": [{"message": {"content": "好"}}]}'))
    assert (answer.text, answer.model, answer.prompt_tokens) == ("好", "some-model", 0)


def test_the_request_says_what_was_asked() -> None:
    with ModelServer() as server:
        endpoint(server).complete(ASK, response_format={"type": "json_object"}, max_tokens=99, temperature=0.4, seed=5)
    (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.body == {
        "model": "some-model",
        "messages": [{"role": "system", "content": "规则"}, {"role": "user", "content": "写一条"}],
        "max_tokens": 99,
        "temperature": 0.4,
        "seed": 5,
        "response_format": {"type": "json_object"},
    }


@pytest.mark.parametrize("model", ["o3-mini", "gpt-5-mini", "openai/o4-mini"])
def test_a_reasoning_model_is_asked_in_its_own_words(model: str) -> None:
    with ModelServer() as server:
        endpoint(server, model).complete(ASK, max_tokens=99, temperature=0.4)
    body = server.requests[0].body
    assert body["max_completion_tokens"] == 99
    assert not {"max_tokens", "temperature"} & set(body)


def test_nothing_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "from-the-environment")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with ModelServer() as server:
        Endpoint(server.base_url, "local-model").complete(ASK)
    assert "from-the-environment" not in str(server.requests[0].headers)


def test_a_web_page_is_no_answer() -> None:
    page = "<!doctype html><title>Welcome to nginx</title>"
    with raised(AnswerUnusable, Trouble.NOT_JSON) as caught:
        completion(sends(page, headers={"Content-Type": "text/html"}))
    assert caught[0].raw_text == page


@pytest.mark.parametrize("body", ['{"choices": null}', '{"choices": []}', '{"error": {"message": "busy"}}'])
def test_an_answer_without_choices_is_unusable(body: str) -> None:
    with raised(AnswerUnusable, Trouble.NO_CHOICE) as caught:
        completion(sends(body))
    assert caught[0].raw_text == body


@pytest.mark.parametrize("content", ["", None, " \n "])
def test_an_empty_answer_is_unusable(content: str | None) -> None:
    with raised(AnswerUnusable, Trouble.EMPTY):
        completion(says(content))


def test_an_answer_cut_off_keeps_what_came() -> None:
    with raised(AnswerUnusable, Trouble.CUT_OFF) as caught:
        completion(says('{"hook": "写到一', "length"))
    assert caught[0].raw_text == '{"hook": "写到一'


def test_a_refusal_of_the_model_is_kept_in_its_words() -> None:
    with raised(AnswerUnusable, Trouble.WITHHELD) as caught:
        completion(says(None, refusal="I cannot write this."))
    assert caught[0].raw_text == "I cannot write this."


def test_what_an_unusable_answer_took_is_known() -> None:
    with raised(AnswerUnusable, Trouble.CUT_OFF) as caught:
        completion(says("写到一半", "length"))
    (usage,) = caught[0].usage
    assert (usage.model, usage.prompt_tokens, usage.completion_tokens) == ("some-model", 700, 120)
    assert usage.outcome == Trouble.CUT_OFF.value


def test_what_a_failed_request_took_is_known() -> None:
    with raised(EndpointBusy, Trouble.FAILING) as caught:
        completion(sends("oops", 500))
    (usage,) = caught[0].usage
    assert (usage.prompt_tokens, usage.outcome) == (0, Trouble.FAILING.value)
    assert usage.endpoint.startswith("127.0.0.1:")


def test_an_answer_of_the_wrong_shape_is_unusable() -> None:
    with raised(AnswerUnusable, Trouble.NOT_JSON):
        completion(sends('{"choices": [{"message": {"content": ["a"]}}]}'))


def test_kept_text_is_bounded_and_fit_for_a_database() -> None:
    with raised(AnswerUnusable, Trouble.CUT_OFF) as caught:
        completion(says("\0" + "长" * 100_000, "length"))
    assert len(caught[0].raw_text) == 20_000
    assert "\0" not in caught[0].raw_text


def test_an_answer_of_five_megabytes_is_not_read_to_its_end() -> None:
    with raised(AnswerUnusable, Trouble.TOO_LARGE):
        completion(says("大" * 1_700_000))


def test_a_refusal_of_five_megabytes_is_not_read_to_its_end() -> None:
    with raised(AnswerUnusable, Trouble.TOO_LARGE):
        completion(sends(b"x" * (MAX_ANSWER_BYTES + 1), 400))


def test_a_packed_answer_is_not_unfolded() -> None:
    with raised(AnswerUnusable, Trouble.TOO_LARGE):
        completion(sends(gzip.compress(chat("0" * 10_000_000)), headers={"Content-Encoding": "gzip"}))


@pytest.mark.parametrize("drip", [drips_its_body, drips_its_headers])
def test_a_slow_drip_ends_at_the_deadline(drip: Behaviour) -> None:
    with ModelServer(drip) as server:
        started = time.monotonic()
        with raised(EndpointBusy, Trouble.TIMED_OUT):
            endpoint(server, timeout=0.15).complete(ASK)
        assert 0.1 < time.monotonic() - started < 4


def test_silence_ends_at_the_deadline() -> None:
    with ModelServer(lambda exchange: exchange.pause(5)) as server:
        started = time.monotonic()
        with raised(EndpointBusy, Trouble.TIMED_OUT):
            endpoint(server, timeout=0.15).complete(ASK)
        assert time.monotonic() - started < 4


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_final(status: int) -> None:
    with raised(EndpointRefused, Trouble.KEY_REFUSED):
        completion(sends(f'{{"error": {{"message": "Incorrect API key provided: {KEY}"}}}}', status))


def test_an_unknown_model_is_final() -> None:
    with raised(EndpointRefused, Trouble.NOT_FOUND) as caught:
        completion(sends('{"error": {"message": "no model some-model"}}', 404))
    assert "no model some-model" in str(caught[0])


@pytest.mark.parametrize("status", [402, 413, 451])
def test_other_refusals_are_final(status: int) -> None:
    with raised(EndpointRefused, Trouble.REQUEST_REFUSED):
        completion(sends("{}", status))


@pytest.mark.parametrize("status", [400, 422])
def test_a_request_that_is_not_understood_may_be_asked_more_plainly(status: int) -> None:
    with raised(RequestRejected, Trouble.REQUEST_REFUSED):
        completion(sends("{}", status))


def test_a_redirect_is_not_followed() -> None:
    with ModelServer() as other, ModelServer(sends("", 307, {"Location": f"{other.base_url}/x"})) as server:
        with raised(EndpointRefused, Trouble.REDIRECTED):
            endpoint(server).complete(ASK)
        assert not other.requests


def test_a_rate_limit_hands_the_wait_to_the_caller() -> None:
    with ModelServer(sends("{}", 429, {"Retry-After": "120"})) as server:
        started = time.monotonic()
        with raised(EndpointBusy, Trouble.RATE_LIMITED) as caught:
            endpoint(server).complete(ASK)
        assert time.monotonic() - started < 4
    assert caught[0].retry_after == 120
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("999999", MAX_RETRY_AFTER),
        ("0", 1),
        ("-5", 1),
        ("inf", 30),
        ("soon", 30),
        ("Wed, 17 Jun 2099 07:00:00 GMT", MAX_RETRY_AFTER),
    ],
)
def test_the_wait_stays_within_reason(wish: str, seconds: float) -> None:
    with raised(EndpointBusy, Trouble.RATE_LIMITED) as caught:
        completion(sends("{}", 429, {"Retry-After": wish}))
    assert caught[0].retry_after == seconds


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 529])
def test_a_failing_endpoint_is_tried_later_and_only_once_now(status: int) -> None:
    with ModelServer(sends("oops", status), drafts()) as server:
        with raised(EndpointBusy, Trouble.FAILING):
            endpoint(server).complete(ASK)
        assert len(server.requests) == 1


def test_a_reset_connection_is_tried_later() -> None:
    with raised(EndpointBusy, Trouble.UNREACHABLE):
        completion(resets)


def test_an_answer_that_breaks_off_is_tried_later() -> None:
    def breaks_off(exchange: Exchange) -> None:
        exchange.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        exchange.reset()

    with raised(EndpointBusy, Trouble.UNREACHABLE):
        completion(breaks_off)


def test_an_address_where_nobody_listens_is_tried_later() -> None:
    with ModelServer() as server:
        base_url = server.base_url
    with raised(EndpointBusy, Trouble.UNREACHABLE):
        Endpoint(base_url, "m").complete(ASK)


def test_threads_share_an_endpoint_within_its_concurrency() -> None:
    in_flight, most = set[Exchange](), 0

    def answers_after_a_while(exchange: Exchange) -> None:
        nonlocal most
        in_flight.add(exchange)
        most = max(most, len(in_flight))
        exchange.pause(0.03)
        in_flight.discard(exchange)
        says("好")(exchange)

    with ModelServer(answers_after_a_while) as server, ThreadPoolExecutor(12) as pool:
        shared = endpoint(server)
        texts = list(pool.map(lambda _: shared.complete(ASK).text, range(12)))
    assert texts == ["好"] * 12
    assert most == 4


def repeats_its_headers(exchange: Exchange) -> None:
    exchange.answer(json.dumps({"headers": exchange.request.headers}).encode())


def test_what_repeats_our_request_does_not_have_the_key_kept() -> None:
    with raised(AnswerUnusable, Trouble.NO_CHOICE) as caught:
        completion(repeats_its_headers)
    assert KEY not in caught[0].raw_text
    assert "Bearer" in caught[0].raw_text


@pytest.mark.parametrize("tokens", [None, -1, 10**12, "many"])
def test_a_draft_is_taken_whatever_its_endpoint_counts(tokens: object) -> None:
    body = json.loads(chat("好")) | {"usage": {"prompt_tokens": tokens, "completion_tokens": 9}, "model": "\0" * 9_000}
    answer = completion(sends(json.dumps(body)))
    assert (answer.prompt_tokens, answer.completion_tokens, answer.model) == (0, 9, "some-model")


def test_the_key_shows_in_no_representation() -> None:
    shown = Endpoint("https://user:pass@example.com:8443/v1", "m", SecretStr(KEY))
    assert KEY not in repr(shown) + str(shown)
    assert "pass" not in repr(shown)
    assert shown.host == "example.com:8443"


def test_every_trouble_is_explained_in_both_languages() -> None:
    for trouble in (*Trouble, *OfflineTrouble, *Mishap):
        assert (explain(trouble.value, "zh"), explain(trouble.value, "en")) == (trouble.zh, trouble.en)
    assert explain("no_trouble", "zh") == Mishap.UNKNOWN.zh
