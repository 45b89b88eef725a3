"""A target says that a post is out: heard once, through the gate, from nobody but who knows the secret."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from standardwebhooks import Webhook

from app.core.running import current_settings
from app.library import service as library
from app.models import CallbackReceipt, Connection, ContentItem, FeedbackRecord, UnmatchedReading
from app.webhooks import callbacks
from app.webhooks.callbacks import CallbackUnreadable, Message, PostUnknown, SignatureRefused
from content_calendar.workflow import State
from tests.factories import COPY, Workspace, approved, published
from tests.replies import approved_reply

NOW = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)


@pytest.fixture
def connection(session: Session, workspace: Workspace, now: datetime) -> Connection:
    made = Connection(
        community_id=workspace.community.id, created_by_id=workspace.admin.user.id, name="Postiz", target="postiz",
        base_url="https://example.com", created_at=now,
    )
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def secret(session: Session, connection: Connection) -> str:
    return callbacks.make_secret(session, connection, current_settings())


def message(
    secret: str, data: object, *, message_id: str = "msg_1", at: datetime = NOW, kind: str = "post.published"
) -> Message:
    body = json.dumps({"type": kind, "data": data}).encode()
    signed = Webhook(secret).sign(message_id, at, body.decode())
    return Message(message_id, str(int(at.timestamp())), [signed], body)


def publication(item: ContentItem, url: str = "https://example.com/p/1") -> dict[str, object]:
    at = (NOW - timedelta(minutes=1)).isoformat()
    return {"uid": f"{item.uid}@qunbi", "published_at": at, "url": url}


def hear(session: Session, connection: Connection, said: Message, now: datetime = NOW) -> str:
    return callbacks.hear(session, connection.id, said, settings=current_settings(), now=now).outcome


def test_an_approved_post_is_published_once(
    session: Session, workspace: Workspace, connection: Connection, secret: str
) -> None:
    item = approved(session, workspace, workspace.item, NOW)
    said = message(secret, publication(item))
    assert [hear(session, connection, said) for _ in range(2)] == ["published", "heard_before"]
    assert (item.state, item.published_url) == (State.PUBLISHED, "https://example.com/p/1")
    assert item.published_at == NOW - timedelta(minutes=1)
    assert hear(session, connection, message(secret, publication(item), message_id="msg_2")) == "known"
    assert len(session.scalars(select(CallbackReceipt)).all()) == 2


def test_a_script_instead_of_a_link_is_left_out(
    session: Session, workspace: Workspace, connection: Connection, secret: str
) -> None:
    item = approved(session, workspace, workspace.item, NOW)
    hear(session, connection, message(secret, publication(item, "javascript:alert(1)")))
    assert item.published_url == ""


def test_words_nobody_approved_are_not_out_whoever_says_so(
    session: Session, workspace: Workspace, connection: Connection, secret: str
) -> None:
    item = approved(session, workspace, workspace.item, NOW)
    library.edit_copy(session, item, COPY.__class__(hook="新", body="词"), version=item.version,
                      actor=workspace.editor, now=NOW)
    with pytest.raises(library.NotApproved):
        hear(session, connection, message(secret, publication(item)))
    assert item.published_at is None


def forged(said: Message, **parts: object) -> Message:
    return Message(**{**{name: getattr(said, name) for name in Message.__slots__}, **parts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "parts",
    [{"signatures": []}, {"signatures": ["v1,AAAA"]}, {"signatures": ["", "v1", "v1,汉字"]}, {"message_id": "msg_9"},
     {"timestamp": "1"}, {"timestamp": "nan"}, {"timestamp": "9" * 40}, {"timestamp": "１２３"}, {"message_id": ""},
     {"body": b"{}"}],
)  # fmt: skip
def test_a_wrong_signature_changes_nothing(
    session: Session, workspace: Workspace, connection: Connection, secret: str, parts: dict[str, object]
) -> None:
    item = approved(session, workspace, workspace.item, NOW)
    with pytest.raises(SignatureRefused):
        hear(session, connection, forged(message(secret, publication(item)), **parts))
    assert item.state is State.APPROVED


def test_an_old_message_and_one_for_a_closed_connection_are_refused(
    session: Session, workspace: Workspace, connection: Connection, secret: str
) -> None:
    said = message(secret, publication(workspace.item))
    with pytest.raises(SignatureRefused):
        hear(session, connection, said, NOW + timedelta(minutes=6))
    callbacks.close(session, connection)
    with pytest.raises(SignatureRefused):
        hear(session, connection, said)


@pytest.mark.parametrize("data", [
    None, {}, {"uid": "", "published_at": "x"}, {"uid": "a", "published_at": "2026-01-01"},
    {"uid": "a", "published_at": "0001-01-01T00:00:00+14:00"}, {"uid": "a", "published_at": 1_800_000_000},
    {"uid": "a", "published_at": "9999-12-31T23:59:59-14:00"},
])
def test_what_is_no_callback_says_so(session: Session, connection: Connection, secret: str, data: object) -> None:
    with pytest.raises(CallbackUnreadable):
        hear(session, connection, message(secret, data))


def test_a_character_no_column_takes_is_left_out(
    session: Session, workspace: Workspace, connection: Connection, secret: str
) -> None:
    item = approved(session, workspace, workspace.item, NOW)
    with pytest.raises(PostUnknown):
        hear(session, connection, message(secret, publication(item) | {"uid": "a\0b"}))
    hear(session, connection, message(secret, publication(item, "https://example.com/\0p")))
    assert item.published_url == "https://example.com/p"


def test_a_post_of_another_community_is_unknown(
    session: Session, workspace: Workspace, connection: Connection, secret: str
) -> None:
    connection.community_id = workspace.elsewhere.id
    session.flush()
    with pytest.raises(PostUnknown):
        hear(session, connection, message(secret, publication(workspace.item)))


def metrics(secret: str, *readings: dict[str, object], message_id: str = "msg_1") -> Message:
    return message(secret, {"readings": readings}, message_id=message_id, kind="post.metrics")


def answer(session: Session, connection: Connection, said: Message) -> callbacks.Answer:
    return callbacks.hear(session, connection.id, said, settings=current_settings(), now=NOW)


def test_numbers_enter_the_ledger_once_and_the_rest_is_told(
    session: Session, workspace: Workspace, connection: Connection, secret: str
) -> None:
    item = published(session, workspace, workspace.item, NOW)
    said = metrics(
        secret, {"uid": f"{item.uid}@qunbi", "views": 420, "likes": 31}, {"uid": "0" * 32, "views": 1},
        {"url": "https://example.com/p/9", "views": 7}, {"uid": item.uid, "views": 1, "likes": 2},
    )
    heard = answer(session, connection, said)
    assert heard.outcome == "recorded"
    assert heard.tally == {"accepted": 1, "refused": 2, "unmatched": 1}
    assert sorted(heard.reasons) == [1, 2, 3]
    assert answer(session, connection, said).outcome == "heard_before"
    (record,) = session.scalars(select(FeedbackRecord)).all()
    assert (record.views, record.likes, record.clicks, record.recorded_by_id) == (420, 31, 0, None)
    assert session.scalars(select(UnmatchedReading)).one().cells["url"] == "https://example.com/p/9"


def test_numbers_of_a_reply_template_are_refused(
    session: Session, workspace: Workspace, connection: Connection, secret: str
) -> None:
    reply = approved_reply(session, workspace, NOW)
    heard = answer(session, connection, metrics(secret, {"uid": reply.uid, "views": 420}))
    assert heard.tally == {"refused": 1}
    assert (reply.state, session.scalars(select(FeedbackRecord)).all()) == (State.APPROVED, [])


def test_numbers_of_a_fallen_counter_are_held_back(
    session: Session, workspace: Workspace, connection: Connection, secret: str
) -> None:
    item = published(session, workspace, workspace.item, NOW)
    answer(session, connection, metrics(secret, {"uid": item.uid, "views": 420}))
    later = metrics(secret, {"uid": item.uid, "views": 400}, message_id="msg_2")
    assert answer(session, connection, later).tally == {"held": 1}
    assert [record.views for record in session.scalars(select(FeedbackRecord))] == [420]


@pytest.mark.parametrize("readings", [[], [{"uid": "x", "views": "many"}], [{"views": 2**60}], [{}] * 501, "all"])
def test_numbers_that_are_none_are_no_callback(
    session: Session, connection: Connection, secret: str, readings: object
) -> None:
    said = message(secret, {"readings": readings}, kind="post.metrics")
    with pytest.raises(callbacks.CallbackUnreadable):
        answer(session, connection, said)
