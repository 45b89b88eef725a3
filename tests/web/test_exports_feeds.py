"""Calendar feeds: what a calendar app gets, how little it costs when nothing changed, and when it ends."""

from __future__ import annotations

import gzip
import logging
import re
from datetime import datetime, timedelta

import pytest
from icalendar import Calendar, Event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.access import Actor
from app.core import clock
from app.core.logging import mask_secrets
from app.exports import feed_routes, feeds
from app.library import service as library
from app.models import ContentItem, FeedToken, User
from app.review import service as review
from content_calendar.content import Copy
from content_calendar.workflow import OUT, Action, Role
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, approved, make_item, make_persona, make_user, write

NEW_WORDS = Copy(hook="还没有人看过的新标题", body="也没有人看过的正文。")


@pytest.fixture
def ready(session: Session, workspace: Workspace) -> ContentItem:
    return approved(session, workspace, workspace.item, clock.now())


@pytest.fixture
def secret(session: Session, workspace: Workspace) -> str:
    return feeds.issue_feed(session, workspace.community, None, name="手机", actor=workspace.editor, now=clock.now())


@pytest.fixture
def address(secret: str) -> str:
    return f"/feeds/{secret}.ics"


def to_the_second(moment: datetime) -> datetime:
    """As a calendar file writes it."""
    return moment.replace(microsecond=0)


def events(answer: TestResponse) -> list[Event]:
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def test_a_feed_holds_what_was_approved(client: Visitor, address: str, ready: ContentItem) -> None:
    answer = client.get(address)
    (entry,) = events(answer)
    assert answer.mimetype == "text/calendar"
    assert (entry["STATUS"], entry["DTSTART"].dt) == ("CONFIRMED", to_the_second(ready.slot_at))
    assert COPY.hook in entry["DESCRIPTION"]


def test_a_feed_needs_no_cookie_and_sets_none(client: Visitor, address: str) -> None:
    answer = client.get(address)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_drafts_and_posts_of_long_ago_are_not_in_it(
    client: Visitor, session: Session, workspace: Workspace, address: str
) -> None:
    before = clock.now() - timedelta(days=40)
    long_ago = make_item(session, workspace.column, before, slot_at=clock.now() - timedelta(days=31))
    approved(session, workspace, write(session, long_ago, COPY, workspace.editor, before), before)
    assert events(client.get(address)) == []


def edited(session: Session, workspace: Workspace, item: ContentItem) -> None:
    library.edit_copy(session, item, NEW_WORDS, version=item.version, actor=workspace.editor, now=clock.now())


def moved(session: Session, workspace: Workspace, item: ContentItem) -> None:
    later = item.slot_at + timedelta(days=2)
    library.reschedule(session, item, later, version=item.version, actor=workspace.editor, now=clock.now())


def sent_back(session: Session, workspace: Workspace, item: ContentItem) -> None:
    library.advance(session, item, Action.REQUEST_CHANGES, actor=workspace.reviewer, now=clock.now())


def archived(session: Session, workspace: Workspace, item: ContentItem) -> None:
    library.advance(session, item, Action.ARCHIVE, actor=workspace.editor, now=clock.now())


def again_approved(session: Session, workspace: Workspace, item: ContentItem) -> None:
    approved(session, workspace, item, clock.now())


@pytest.mark.parametrize("end", [edited, moved, sent_back, archived])
def test_what_is_called_off_is_cancelled_without_new_words(
    client: Visitor, session: Session, workspace: Workspace, address: str, ready: ContentItem, end: object
) -> None:
    slot, sequence = to_the_second(ready.slot_at), ready.sequence
    before = client.get(address)
    end(session, workspace, ready)  # type: ignore[operator]
    session.flush()
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    (entry,) = events(after)
    assert (entry["STATUS"], entry["DTSTART"].dt, entry["SUMMARY"]) == ("CANCELLED", slot, COPY.hook)
    assert "DESCRIPTION" not in entry
    assert NEW_WORDS.hook not in after.text
    assert entry["SEQUENCE"] >= sequence


def test_words_that_are_not_the_approved_ones_are_never_shown_as_confirmed(
    client: Visitor, session: Session, address: str, ready: ContentItem
) -> None:
    ready.approved_fingerprint = "0" * 64
    session.flush()
    (entry,) = events(client.get(address))
    assert (entry["STATUS"], "DESCRIPTION" in entry) == ("CANCELLED", False)


def test_a_cancelled_post_leaves_after_thirty_days(
    session: Session, workspace: Workspace, secret: str, ready: ContentItem
) -> None:
    archived(session, workspace, ready)
    feed = feeds.find_feed(session, secret)

    def shown(later: timedelta) -> int:
        return len(list(feeds.entries_of(session, feed, now=clock.now() + later)))

    assert (shown(timedelta(days=29)), shown(timedelta(days=31))) == (1, 0)


def test_a_new_approval_confirms_it_again_with_its_new_words(
    client: Visitor, session: Session, workspace: Workspace, address: str, ready: ContentItem
) -> None:
    edited(session, workspace, ready)
    library.submit(session, ready, actor=workspace.editor, now=clock.now())
    review.approve(
        session, ready.community_id, ready.id, version=ready.version, actor=workspace.reviewer, now=clock.now()
    )
    (entry,) = events(client.get(address))
    assert (entry["STATUS"], entry["SUMMARY"]) == ("CONFIRMED", NEW_WORDS.hook)


def test_a_post_that_went_out_is_not_called_off_by_the_archive(
    client: Visitor, session: Session, workspace: Workspace, address: str, ready: ContentItem
) -> None:
    library.mark_published(session, ready, url="", actor=workspace.editor, now=clock.now())
    archived(session, workspace, ready)
    assert events(client.get(address)) == []


def test_a_draft_that_was_never_approved_is_never_announced(
    client: Visitor, session: Session, workspace: Workspace, address: str
) -> None:
    archived(session, workspace, workspace.item)
    assert events(client.get(address)) == []


def test_a_feed_of_one_persona_holds_no_other(
    client: Visitor, session: Session, workspace: Workspace, ready: ContentItem
) -> None:
    other = make_persona(session, workspace.community, clock.now(), key="other", name="别的画像")
    secrets = [
        feeds.issue_feed(session, workspace.community, persona, name="", actor=workspace.editor, now=clock.now())
        for persona in (other, workspace.persona)
    ]
    assert [len(events(client.get(f"/feeds/{secret}.ics"))) for secret in secrets] == [0, 1]


def test_a_feed_of_a_person_holds_every_community_they_belong_to(
    client: Visitor, session: Session, workspace: Workspace, ready: ContentItem
) -> None:
    issued = [
        feeds.issue_feed(session, None, None, name="", actor=actor, now=clock.now())
        for actor in (workspace.editor, Actor(make_user(session, "outsider", clock.now()), Role.VIEWER))
    ]
    assert [len(events(client.get(f"/feeds/{secret}.ics"))) for secret in issued] == [1, 0]
    session.delete(workspace.bob.memberships[0])
    session.commit()
    assert events(client.get(f"/feeds/{issued[0]}.ics")) == []


@pytest.mark.usefixtures("ready")
def test_nothing_is_rendered_for_who_has_it_already(
    client: Visitor, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(address)
    monkeypatch.setattr(feeds, "entries_of", None)
    for known in (first.headers["ETag"], f"W/{first.headers['ETag']}", f'"else", {first.headers["ETag"]}'):
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


def test_a_reader_that_asks_by_date_is_never_left_with_an_old_copy(
    client: Visitor, session: Session, workspace: Workspace, ready: ContentItem, address: str
) -> None:
    date = client.get(address).headers["Last-Modified"]
    workspace.persona.name = "改了名字"
    session.flush()
    assert client.get(address, headers={"If-Modified-Since": date}).status_code == 200


@pytest.mark.usefixtures("ready")
def test_a_compressed_copy_is_known_too(client: Visitor, address: str) -> None:
    first = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(first.data) == client.get(address, headers={"Accept-Encoding": "identity"}).data
    again = client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["ETag"]) == (304, first.headers["ETag"])


@pytest.mark.usefixtures("ready")
def test_the_tag_stands_for_the_bytes(client: Visitor, session: Session, workspace: Workspace, address: str) -> None:
    first, same = client.get(address), client.get(address)
    assert (first.data, first.headers["ETag"]) == (same.data, same.headers["ETag"])
    workspace.persona.name = "改了名字"
    session.flush()
    renamed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert renamed.status_code == 200
    assert "改了名字" in renamed.text


def test_a_client_that_keeps_the_newest_of_each_event_always_shows_what_the_feed_says(
    client: Visitor, session: Session, workspace: Workspace, address: str, ready: ContentItem
) -> None:
    """As CalDAV clients merge (RFC 5546 §2.1.5): by UID, the higher SEQUENCE wins, then the later DTSTAMP."""
    kept: dict[str, Event] = {}

    def newness(event: Event) -> tuple[int, datetime]:
        return int(event["SEQUENCE"]), event["DTSTAMP"].dt

    for happens in (None, moved, again_approved, edited, again_approved, archived):
        if happens is not None:
            happens(session, workspace, ready)
            session.commit()
        shown = {str(event["UID"]): event for event in events(client.get(address))}
        for uid, event in shown.items():
            if uid not in kept or newness(event) >= newness(kept[uid]):
                kept[uid] = event
        assert {uid: event.to_ical() for uid, event in kept.items()} == {
            uid: event.to_ical() for uid, event in shown.items()
        }
        newest = kept[f"{ready.uid}@qunbi"]
        assert newest["STATUS"] == ("CONFIRMED" if ready.state in OUT else "CANCELLED")


def test_a_wrong_secret_is_answered_like_a_closed_feed(
    client: Visitor, session: Session, workspace: Workspace, secret: str, address: str
) -> None:
    feed = feeds.find_feed(session, secret)
    feeds.revoke_feed(session, workspace.community.id, feed.id, actor=workspace.editor, now=clock.now())
    answers = [client.get(path) for path in (address, "/feeds/x.ics", "/feeds/" + "x" * 5000 + ".ics", "/feeds/鍵.ics")]
    assert {(answer.status_code, answer.data) for answer in answers} == {(404, answers[0].data)}
    assert all("Set-Cookie" not in answer.headers for answer in answers)


def test_a_feed_ends_with_the_access_of_its_owner(
    client: Visitor, session: Session, workspace: Workspace, address: str
) -> None:
    assert client.get(address).status_code == 200
    session.delete(workspace.bob.memberships[0])
    session.flush()
    assert client.get(address).status_code == 404


def test_who_asks_too_often_has_to_wait(client: Visitor, address: str) -> None:
    answers = [client.get(address).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


def test_its_use_is_noted_every_ten_minutes_at_most(
    client: Visitor, session: Session, workspace: Workspace, secret: str, address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read_at(moment: datetime) -> datetime | None:
        monkeypatch.setattr(feed_routes, "now", lambda: moment)
        client.get(address)
        return feeds.find_feed(session, secret).last_used_at

    start = clock.now()
    assert [read_at(start + timedelta(minutes=late)) for late in (0, 9, 11)] == [
        start, start, start + timedelta(minutes=11),
    ]


def test_the_address_is_shown_once(client: Visitor, session: Session, workspace: Workspace, bob: User) -> None:
    sign_in(client, bob)
    page = f"/c/{workspace.community.id}/exports/feeds"
    shown = client.post(page, data={"name": "小组手机", "persona": str(workspace.persona.id)}).text
    found = re.search(r"/feeds/([\w-]+)\.ics", shown)
    assert found
    assert client.get(found[0]).status_code == 200
    listed = client.get(page).text
    assert "小组手机" in listed
    assert found[1] not in listed


@pytest.mark.parametrize("name", ["", "   ", "长" * 121, "a\x07b"])
def test_a_feed_needs_a_usable_name(
    client: Visitor, session: Session, workspace: Workspace, bob: User, name: str
) -> None:
    sign_in(client, bob)
    answer = client.post(f"/c/{workspace.community.id}/exports/feeds", data={"name": name, "persona": ""})
    assert answer.status_code == 422
    assert session.query(FeedToken).count() == 0


def test_people_close_their_own_feeds_and_admins_any(
    client: Visitor, session: Session, workspace: Workspace, secret: str
) -> None:
    feed = feeds.find_feed(session, secret)
    path = f"/c/{workspace.community.id}/exports/feeds/{feed.id}/revoke"
    assert workspace.admin.role is Role.ADMIN
    assert sign_in(client, workspace.vic).post(path).status_code == 404
    assert sign_in(client, workspace.alice).post(path).status_code == 303
    assert feed.revoked_at is not None


def test_no_log_keeps_the_secret(secret: str) -> None:
    event = {"path": f"/feeds/{secret}.ics", "exception": f"GET http://host/feeds/{secret}.ics?x=1", "count": 3}
    masked = mask_secrets(logging.getLogger(), "error", event)
    assert secret not in str(masked)
    assert masked["count"] == 3
