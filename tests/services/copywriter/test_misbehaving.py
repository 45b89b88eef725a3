"""Every way an endpoint is known to misbehave, through the whole writer: a draft all the same, or a visible failure."""

from __future__ import annotations

import json

import pytest
from briefs import brief
from model_server import DRAFT, Behaviour, Exchange, ModelServer, drafts, drips_its_body, resets, says, sends

from app.copywriter.brief import AnswerUnusable, CopywriterError, EndpointBusy, EndpointRefused
from app.copywriter.capability import Capabilities
from app.copywriter.endpoint import Endpoint
from app.copywriter.model_writer import ModelWriter
from app.copywriter.trouble import Trouble
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.language import LanguageCode
from content_calendar.copy_rules.rules import check
from content_calendar.vocabulary import Language, Platform

GOOD = json.dumps(DRAFT, ensure_ascii=False)
ENGLISH = "Draw the curtains first and play the same song every day, he will know what it means after three days."


def writer(server: ModelServer, timeout: float = 5.0) -> ModelWriter:
    return ModelWriter(Endpoint(server.base_url, "some-model", timeout_seconds=timeout), Capabilities())


def refuses_the_schema(exchange: Exchange) -> None:
    (sends("{}", 400) if exchange.request.response_format == "json_schema" else drafts())(exchange)


@pytest.mark.parametrize("behaviour", [
    pytest.param(says(f"```json\n{GOOD}\n```"), id="fenced"),
    pytest.param(says(f'<think>先想想，{{"hook": 1}}</think>\n{GOOD}'), id="think"),
    pytest.param(refuses_the_schema, id="schema refused with 400"),
])
def test_what_can_be_read_becomes_a_draft(behaviour: Behaviour) -> None:
    with ModelServer(behaviour) as server:
        assert writer(server).write(brief()).copy.hook == DRAFT["hook"]


@pytest.mark.parametrize(("behaviour", "kind", "trouble"), [
    pytest.param(sends("<!doctype html><p>Sign in</p>"), AnswerUnusable, Trouble.NOT_JSON, id="HTML with 200"),
    pytest.param(sends('{"choices": null}'), AnswerUnusable, Trouble.NO_CHOICE, id="null choices"),
    pytest.param(says(""), AnswerUnusable, Trouble.EMPTY, id="empty content"),
    pytest.param(says(GOOD[:50], "length"), AnswerUnusable, Trouble.CUT_OFF, id="cut off"),
    pytest.param(sends("{}", 401), EndpointRefused, Trouble.KEY_REFUSED, id="401"),
    pytest.param(sends("{}", 429, {"Retry-After": "120"}), EndpointBusy, Trouble.RATE_LIMITED, id="429"),
    pytest.param(sends("oops", 500), EndpointBusy, Trouble.FAILING, id="500"),
    pytest.param(resets, EndpointBusy, Trouble.UNREACHABLE, id="connection reset"),
    pytest.param(says("大" * 1_700_000), AnswerUnusable, Trouble.TOO_LARGE, id="5 MB"),
])
def test_what_cannot_be_read_is_a_failure_with_its_cause_and_its_account(
    behaviour: Behaviour, kind: type[CopywriterError], trouble: Trouble
) -> None:
    with ModelServer(behaviour) as server, pytest.raises(kind) as caught:
        writer(server).write(brief())
    (usage,) = caught.value.usage
    assert caught.value.code == usage.outcome == trouble.value
    assert usage.prompt.startswith("posts/")
    assert len(server.requests) == 1


def test_a_slow_drip_fails_in_time() -> None:
    with ModelServer(drips_its_body) as server, pytest.raises(EndpointBusy) as caught:
        writer(server, timeout=0.15).write(brief())
    assert caught.value.code == Trouble.TIMED_OUT.value


def test_three_server_errors_are_three_attempts_that_ask_to_wait() -> None:
    with ModelServer(*[sends("oops", 500)] * 3, drafts()) as server:
        for _ in range(3):
            with pytest.raises(EndpointBusy):
                writer(server).write(brief())
        assert writer(server).write(brief()).copy.hook == DRAFT["hook"]


def test_a_draft_in_the_wrong_language_is_found_before_a_person_sees_it() -> None:
    with ModelServer(drafts(body=ENGLISH)) as server:
        copy = writer(server).write(brief(language=Language.ZH)).copy
    findings = check(copy, RuleContext(platform=Platform.WECHAT_GROUP, language=Language.ZH))
    assert LanguageCode.WRONG_LANGUAGE in {finding.code for finding in findings}
