"""What push targets are sent, byte for byte, and what their answers mean."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sample_entries import entry

from content_calendar.exporters.push.outcomes import Verdict, retry_after
from content_calendar.exporters.push.registry import push_target, targets
from content_calendar.exporters.push.requests import Received, Request
from content_calendar.exporters.push.standard_webhooks import SecretUnusable, key_of, signature
from content_calendar.exporters.push.target import Keys, NotBuilt, Trace
from content_calendar.exporters.push.words_of_posts import as_html, same_words
from content_calendar.vocabulary import Platform

GOLDEN = Path(__file__).parent / "golden" / "push"
OPTIONS: dict[str, dict[str, Any]] = {
    "postiz": {"accounts": "x=chan-1\n*=chan-2/mastodon", "as_draft": False},
    "mixpost": {"workspace": "9b1e5f4a-3c2d-4a7b-8e6f-1d2c3b4a5e6f", "accounts": "*=12"},
    "brightbean": {"accounts": {"*": "00000000-0000-0000-0000-000000000007"}},
    "buffer_api": {"organization": "65f0organization", "accounts": "* = 65f0channel"},
    "webhook": {"at_slot": True},
}
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
FED = [target for target in targets() if target.key in OPTIONS]
POST = entry(text="五层\n<b>不是</b> & “引号” 👩‍🍳\n\n#端午")


def built(key: str, platform: Platform = Platform.WECHAT_GROUP, **changes: Any) -> Request:
    target = push_target(key)
    options = target.read_options(OPTIONS[key] | changes)
    return target.build(entry(text=POST.text, platform=platform), options, "push-1")


def answered(status: int, body: object, **headers: str) -> Received:
    text = body if isinstance(body, str) else json.dumps(body)
    return Received(status, {name.replace("_", "-"): value for name, value in headers.items()}, text.encode())


@pytest.mark.parametrize("target", FED, ids=lambda target: target.key)
def test_requests_are_the_golden_ones(target: Any) -> None:
    request = built(target.key)
    keys = Keys(SECRET, "push-1", datetime(2026, 6, 1, tzinfo=UTC))
    signed = target.authorized(request, keys)
    seen = {
        "method": signed.method, "path": signed.path, "headers": dict(signed.headers), "body": json.loads(signed.body)
    }
    assert seen == json.loads((GOLDEN / f"{target.key}.json").read_text(encoding="utf-8"))
    assert keys.credential.encode() not in request.body
    assert target.build(POST, target.read_options(OPTIONS[target.key]), "push-1") == request


def test_the_signature_is_that_of_the_specification() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    made = signature(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    for unusable in ("whsec_", "whsec_短", "whsec_c2hvcnQ="):
        with pytest.raises(SecretUnusable):
            key_of(unusable)


def test_a_platform_without_an_account_is_not_guessed() -> None:
    assert b"chan-1" in built("postiz", Platform.X).body
    with pytest.raises(NotBuilt) as missing:
        built("buffer_api", accounts="x=65f0channel")
    assert "wechat_group=" in missing.value.message.text("zh")
    with pytest.raises(NotBuilt) as unsupported:
        built("postiz", accounts="*=chan-1")
    assert "微信群" in unsupported.value.message.text("zh")


@pytest.mark.parametrize("written", ["weibo", "myspace=1", "=1", "x=", 7, None])
def test_accounts_that_make_no_sense_are_told_as_such(written: object) -> None:
    with pytest.raises(ValidationError):
        push_target("postiz").read_options({"accounts": written})


@pytest.mark.parametrize(
    ("key", "received", "verdict"),
    [
        ("postiz", answered(201, [{"postId": "p", "integration": "i"}]), Verdict.DELIVERED),
        ("postiz", answered(200, "<html>sign in</html>"), Verdict.UNCLEAR),
        ("postiz", answered(201, []), Verdict.UNCLEAR),
        ("postiz", answered(302, ""), Verdict.REFUSED),
        ("postiz", answered(408, ""), Verdict.UNCLEAR),
        ("postiz", answered(503, "down"), Verdict.UNCLEAR),
        ("mixpost", answered(200, {"data": {"uuid": "u"}}), Verdict.DELIVERED),
        ("mixpost", answered(409, {"message": "busy"}), Verdict.CONFLICT),
        ("brightbean", answered(403, {"detail": "allowlist"}), Verdict.KEY_REFUSED),
        ("buffer_api", answered(200, {"data": {"createPost": {"message": "no"}}}), Verdict.REFUSED),
        ("buffer_api", answered(200, {"data": {"createPost": {"__typename": "UnexpectedError", "message": ""}}}),
         Verdict.UNCLEAR),
        ("buffer_api", answered(200, {"data": None}), Verdict.UNCLEAR),
        ("buffer_api", answered(200, {"errors": [{"extensions": {"code": "UNAUTHORIZED"}}]}), Verdict.KEY_REFUSED),
        ("webhook", answered(204, ""), Verdict.DELIVERED),
        ("webhook", answered(410, ""), Verdict.KEY_REFUSED),
    ],
)  # fmt: skip
def test_answers_are_read_for_what_they_are(key: str, received: Received, verdict: Verdict) -> None:
    assert push_target(key).read(received).verdict is verdict


def test_a_refusal_names_its_field_in_every_dialect() -> None:
    bodies = [
        {"message": "x", "errors": {"date": ["past"]}}, {"errors": [{"field": "date"}]},
        {"detail": [{"loc": ["body", "date"], "msg": "past"}]},
    ]
    found = [push_target("mixpost").read(answered(422, body)).field for body in bodies]
    assert found == ["date", "date", "date"]


def test_patience_is_as_long_as_the_target_says_within_a_day() -> None:
    assert retry_after("30") == timedelta(seconds=30)
    assert retry_after("Mon, 01 Jun 2026 00:01:00 GMT", "Mon, 01 Jun 2026 00:00:00 GMT") == timedelta(minutes=1)
    assert retry_after("soon") == timedelta(minutes=5)
    assert retry_after("9" * 30) == timedelta(hours=24)
    limited = answered(429, {"errors": [{"message": "slow", "extensions": {"retryAfter": 900}}]})
    assert push_target("buffer_api").read(limited).wait == timedelta(minutes=15)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["data", "posts", "errors", "message", "id", "uuid", "createPost", "detail", "loc"]),
        inner, max_size=3,
    ),
    max_leaves=8,
)


@settings(max_examples=25)
@given(body=_JSON, status=st.sampled_from([200, 201, 400, 401, 409, 422, 429, 500]))
def test_no_answer_breaks_a_reader(body: object, status: int) -> None:
    received = answered(status, body, retry_after="1e9")
    trace = Trace("词", datetime(2026, 6, 1, tzinfo=UTC), POST.zone, Platform.X)
    for target in FED:
        options = target.read_options(OPTIONS[target.key])
        target.read(received)
        target.read_accounts(received)
        target.read_cancelled(received)
        target.find(received, trace, options, frozenset())


@settings(max_examples=30)
@given(text=st.text(max_size=60))
def test_words_are_known_again_after_a_target_made_html_of_them(text: str) -> None:
    assert same_words(text, as_html(text))
    assert same_words(text, text)
