"""What WeCom is sent, byte for byte, what its answers mean, and how much a group may get."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sample_entries import entry

from content_calendar.exporters.push.outcomes import Outcome, Verdict
from content_calendar.exporters.push.registry import push_target
from content_calendar.exporters.push.requests import Received, Request
from content_calendar.exporters.push.target import Found, Keys, NotBuilt, Token, Trace
from content_calendar.exporters.push.wecom_quota import QuotaRule, fullest, span, windows
from content_calendar.message import Message
from content_calendar.vocabulary import Platform

GOLDEN = Path(__file__).parent / "golden" / "push"
OPTIONS: dict[str, dict[str, Any]] = {
    "wecom_mass": {"corp_id": "ww0corp", "sender": "li.na", "chats": "wrA=宝妈一群\nwrB 宝妈二群\nwrC"},
    "wecom_moments": {"corp_id": "ww0corp", "senders": "li.na\nwang.wei\nli.na", "tags": "etA"},
}
TEXT = "五层\n<b>不是</b> & “引号” 👩‍🍳\n\n#端午"
LINK = "https://shop.example.com/rice"


def built(key: str, text: str = TEXT, media: tuple[str, ...] = (LINK,), **changes: Any) -> Request:
    target = push_target(key)
    options = target.read_options(OPTIONS[key] | changes)
    return target.build(entry(text=text, media=media, platform=Platform.WECOM_GROUP), options, "push-1")


def answered(body: object, status: int = 200) -> Received:
    return Received(status, {}, json.dumps(body).encode())


@pytest.mark.parametrize("key", OPTIONS)
def test_requests_are_the_golden_ones(key: str) -> None:
    keys = Keys("secret", "push-1", datetime(2026, 6, 1, tzinfo=UTC), "a token&")
    signed = push_target(key).authorized(built(key), keys)
    seen = {"method": signed.method, "path": signed.path, "body": json.loads(signed.body)}
    assert seen == json.loads((GOLDEN / f"{key}.json").read_text(encoding="utf-8"))
    assert b"secret" not in signed.body + signed.path.encode()


def test_customers_are_chosen_by_sets_of_tags() -> None:
    sent = json.loads(built("wecom_mass", to="single", tags="etA,etB\netC", chats="").body)
    assert sent["tag_filter"] == {"group_list": [{"tag_list": ["etA", "etB"]}, {"tag_list": ["etC"]}]}
    assert "chat_id_list" not in sent


@pytest.mark.parametrize(
    ("key", "told", "changes"),
    [
        ("wecom_mass", "4002 字节", {"text": "词" * 1334}),
        ("wecom_mass", "rice.jpg", {"media": ("https://cdn.example.com/rice.jpg",)}),
        ("wecom_mass", "10 个附件", {"media": (LINK,) * 10}),
        ("wecom_moments", "2001", {"text": "a" * 2001}),
        ("wecom_moments", "不能混着发", {"media": (LINK, "image:m1")}),
        ("wecom_moments", "不能混着发", {"media": ("video:m1", "video:m2")}),
    ],
)
def test_what_the_target_would_refuse_is_not_sent(key: str, told: str, changes: dict[str, Any]) -> None:
    with pytest.raises(NotBuilt) as refused:
        built(key, **changes)
    assert told in refused.value.message.text("zh")


def test_exactly_as_much_as_is_taken_goes() -> None:
    assert built("wecom_mass", text="词" * 1333 + "a", media=("image:m1", "video:m2", LINK) * 3)
    assert built("wecom_mass", media=("https://wework.qpic.cn/wwpic/1/0",))
    assert built("wecom_moments", text="a" * 2000, media=tuple(f"image:m{number}" for number in range(9)))


@pytest.mark.parametrize(
    ("key", "changes", "field"),
    [
        ("wecom_mass", {"chats": ""}, "chats"), ("wecom_mass", {"sender": ""}, "sender"),
        ("wecom_mass", {"chats": "\n".join(f"wr{number}" for number in range(2001))}, "chats"),
        ("wecom_mass", {"to": "all"}, "to"), ("wecom_moments", {"senders": "\n"}, "senders"),
    ],
)
def test_options_that_reach_nobody_or_too_many_are_told_at_their_field(
    key: str, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as flaws:
        push_target(key).read_options(OPTIONS[key] | changes)
    assert flaws.value.errors()[0]["loc"][0] == field


@pytest.mark.parametrize(
    ("body", "verdict", "told"),
    [
        ({"errcode": 0, "msgid": "m", "fail_list": ["wrB"]}, Verdict.DELIVERED, ""),
        ({"errcode": 0}, Verdict.UNCLEAR, ""), ({"errcode": -1, "errmsg": "system busy"}, Verdict.UNCLEAR, ""),
        ([], Verdict.UNCLEAR, ""), ({"errcode": 45009}, Verdict.BUSY, ""), ({"errcode": 45002}, Verdict.REFUSED, ""),
        ({"errcode": 60020}, Verdict.KEY_REFUSED, "可信 IP"), ({"errcode": 42001}, Verdict.KEY_REFUSED, "Secret"),
        ({"errcode": 84061}, Verdict.REFUSED, "userid"),
    ],
)
def test_error_codes_in_a_200_are_read_for_what_they_are(body: object, verdict: Verdict, told: str) -> None:
    outcome = push_target("wecom_mass").read(answered(body))
    assert (outcome.verdict, outcome.missed) == (verdict, ("wrB",) if verdict is Verdict.DELIVERED else ())
    assert told in (outcome.why.text("zh") if isinstance(outcome.why, Message) else "")


def test_a_token_is_read_and_known_to_be_stale() -> None:
    target = push_target("wecom_moments")
    token = target.read_token(answered({"errcode": 0, "access_token": "t", "expires_in": 7200}))
    assert isinstance(token, Token)
    assert token.lasts.total_seconds() == 7200
    assert target.token_is_stale(answered({"errcode": 40014}))
    assert not target.token_is_stale(answered({"errcode": 0}))


def test_the_job_of_a_moment_is_asked_after_until_it_is_done() -> None:
    target = push_target("wecom_moments")
    options = target.read_options(OPTIONS["wecom_moments"])
    trace = Trace(TEXT, datetime(2026, 6, 1, tzinfo=UTC), entry().zone, Platform.MOMENTS, "job 1")
    request = target.look_up(trace, options)
    assert request
    assert request.path.endswith("?jobid=job+1")
    done = {"errcode": 0, "moment_id": "mom", "invalid_sender_list": {"user_list": ["wang.wei"]}}
    found = [
        target.find(answered({"errcode": 0} | rest), trace, options, frozenset())
        for rest in ({"status": 2}, {"status": 3, "result": done}, {"status": 3, "result": {"errcode": 40058}})
    ]
    assert found[:2] == [None, Found("mom", missed=("wang.wei",))]
    assert isinstance(found[2], Outcome)
    assert found[2].verdict is Verdict.REFUSED


_JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(
        st.sampled_from(["errcode", "result", "status", "msgid", "fail_list", "group_msg_list", "moment_list", "text"]),
        inner, max_size=4,
    ),
    max_leaves=8,
)


@given(body=_JSON)
def test_no_answer_breaks_a_reader(body: object) -> None:
    received = answered(body)
    for key, given_options in OPTIONS.items():
        target = push_target(key)
        for job in ("", "job"):
            trace = Trace("词", datetime(2026, 6, 1, tzinfo=UTC), entry().zone, Platform.MOMENTS, job)
            target.find(received, trace, target.read_options(given_options), frozenset())
        for read in (target.read, target.read_token, target.read_accounts, target.read_cancelled):
            read(received)


def test_a_group_gets_as_many_a_month_as_it_has_days() -> None:
    days = [date(2027, 2, 1 + number % 28) for number in range(29)]
    whole, march = windows(
        QuotaRule.MONTH, date(2027, 2, 10), date(2027, 3, 1), sent=days[:9], planned=[*days[9:], date(2027, 3, 2)]
    )
    assert (whole.limit, whole.sent, whole.planned, whole.over) == (28, 9, 20, (date(2027, 2, 28),))
    assert (march.limit, march.used, march.over) == (31, 1, ())
    assert fullest([march, whole]) is whole


def test_seven_a_week_and_one_a_day_are_counted_in_their_own_spans() -> None:
    monday = date(2027, 2, 1)
    eight = [date(2027, 2, 1 + number // 2) for number in range(8)]
    weeks = windows(QuotaRule.WEEK, date(2027, 2, 3), date(2027, 2, 8), sent=[], planned=eight)
    assert [(week.first, week.limit, week.used) for week in weeks] == [(monday, 7, 8), (date(2027, 2, 8), 7, 0)]
    assert weeks[0].over == (date(2027, 2, 4),)
    day, *_rest = windows(QuotaRule.DAY, monday, date(2027, 2, 2), sent=[monday], planned=[monday])
    assert (day.limit, day.used, day.over) == (1, 2, (monday,))
    assert span(date(2027, 2, 3), date(2027, 2, 8)) == (monday, date(2027, 2, 28))
