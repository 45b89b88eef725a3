"""The bell, the page of notices and one's channels: everybody's own, and nobody else's."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.core.running import current_settings
from app.core.sealing import unseal
from app.models import AuditEntry, Channel, Delivery, Notice, NoticeKind
from app.notifications import channels
from app.notifications.addresses import Service
from app.notifications.service import tell
from tests.browser import Visitor, sign_in
from tests.factories import Workspace
from tests.statements import reads_of

PAGE, SETTINGS = "/notices", "/settings/notifications"
WISHES = {"name": "群里", "rhythm": "at_once", "timezone": "Asia/Shanghai"}
WEBHOOK = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=73febdcb-1b38-4d1b-a994-790f21fc8d30"
MAIL = {"to": "rita@example.com", "host": "smtp.example.com", "encryption": "ssl", "user": "", "password": ""}
BELL = re.compile(r'bell-count">(\d+\+?)')


@pytest.fixture
def reviewer(client: Visitor, workspace: Workspace) -> Visitor:
    """rita, signed in."""
    return sign_in(client, workspace.rita)


def say(session: Session, workspace: Workspace, now: datetime, *keys: str, note: str = "") -> None:
    for key in keys:
        tell(
            session, [workspace.rita.id], NoticeKind.MENTIONED, key=key, community_id=workspace.community.id,
            item_id=workspace.item.id, params={"by": "Bob", "note": note}, now=now,
        )
    session.flush()


def test_the_bell_counts_and_the_page_tells(
    reviewer: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    say(session, workspace, now, "one", "two", note="<script>alert(1)</script>")
    page = reviewer.get(PAGE).text
    assert BELL.findall(page) == ["2"]
    assert workspace.item.headline() in page
    assert "&lt;script&gt;alert(1)" in page
    first, second = session.scalars(select(Notice).order_by(Notice.id))
    opened = reviewer.post(f"{PAGE}/{first.id}/open")
    assert opened.location.endswith(f"/c/{workspace.community.id}/items/{workspace.item.id}")
    assert BELL.findall(reviewer.get(PAGE).text) == ["1"]
    reviewer.post(f"{PAGE}/read")
    assert BELL.findall(reviewer.get(PAGE).text) == []
    sign_in(reviewer, workspace.bob)
    assert reviewer.post(f"{PAGE}/{second.id}/open").status_code == 404
    assert BELL.findall(reviewer.get(PAGE).text) == []


def test_the_page_asks_as_much_for_fifty_notices_as_for_one(
    reviewer: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    say(session, workspace, now, "first")
    few = reads_of(reviewer, PAGE)
    say(session, workspace, now, *map(str, range(60)))
    assert reads_of(reviewer, PAGE) == few
    assert "page=2" in reviewer.get(PAGE).text


def test_a_new_channel_is_sealed_tried_and_shown_masked(reviewer: Visitor, session: Session) -> None:
    answer = reviewer.post(f"{SETTINGS}/new/wecom", data=WISHES | {"webhook": WEBHOOK})
    assert answer.status_code == 303
    channel = session.scalars(select(Channel)).one()
    assert unseal(channel.address, current_settings()) == "wecombot://73febdcb-1b38-4d1b-a994-790f21fc8d30"
    assert session.scalars(select(Delivery.key)).one().startswith("test:")
    page = reviewer.get(SETTINGS).text
    assert "wecombot://…8d30" in page
    assert "73febdcb" not in page + reviewer.get(f"{SETTINGS}/{channel.id}").text
    assert "hx-get" in reviewer.get(SETTINGS, headers={"HX-Request": "true"}).text
    assert "hx-get" not in reviewer.get(f"{SETTINGS}?turn=99", headers={"HX-Request": "true"}).text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_mail_that_may_carry_a_way_in_is_added_by_whoever_knows_the_password(
    reviewer: Visitor, session: Session, workspace: Workspace, language: str
) -> None:
    accounts.set_password(workspace.rita, "correct horse battery")
    reviewer.post("/language", data={"language": language})
    said = {"zh": "与当前密码不符", "en": "This is not your present password."}[language]
    for guess in ({}, {"own_password": ""}, {"own_password": "stolen session"}):
        answer = reviewer.post(f"{SETTINGS}/new/email", data=WISHES | MAIL | guess)
        assert answer.status_code == 422
        assert said in answer.text
    assert session.scalars(select(Channel)).all() == []
    tried = session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == workspace.rita.id)).all()
    assert tried.count("channel.create.refused") == 3
    right = {"own_password": "correct horse battery"}
    assert reviewer.post(f"{SETTINGS}/new/email", data=WISHES | MAIL | right).status_code == 303
    assert session.scalars(select(Channel.service)).all() == ["email"]
    assert "correct horse" not in repr(session.scalars(select(AuditEntry.after)).all())


def test_who_has_no_password_yet_is_led_to_set_one_before_mail_is_added(
    reviewer: Visitor, session: Session, workspace: Workspace
) -> None:
    page = reviewer.get(f"{SETTINGS}/new/email").text
    assert "你还没有设置密码" in page
    assert 'href="/profile"' in page
    assert "own_password" not in page
    answer = reviewer.post(f"{SETTINGS}/new/email", data=WISHES | MAIL | {"own_password": "anything"})
    assert answer.status_code == 422
    assert "请先到个人资料页设置密码" in answer.text
    assert session.scalars(select(Channel)).all() == []


def test_the_password_of_a_stolen_session_is_not_guessed_on_and_on(
    reviewer: Visitor, workspace: Workspace
) -> None:
    accounts.set_password(workspace.rita, "correct horse battery")
    guesses = [
        reviewer.post(f"{SETTINGS}/new/email", data=WISHES | MAIL | {"own_password": f"guess {n}"}).status_code
        for n in range(11)
    ]
    assert guesses == [422] * 10 + [429]
    assert reviewer.post(f"{SETTINGS}/new/wecom", data=WISHES | {"webhook": WEBHOOK}).status_code == 303


@pytest.mark.parametrize(("kind", "entered"), [
    ("wecom", {"webhook": "https://evil.example/cgi-bin/webhook/send?key=73febdcb-1b38"}),
    ("slack", {"webhook": "<b>hook</b>"}),
    ("dingtalk", {"webhook": "566cc69da782ec33e42541b09b08551f", "secret": "no/secret@host"}),
    ("email", MAIL | {"host": "smtp.example.com/?verify=no"}),
    ("email", MAIL | {"port": "99999"}),
    ("email", MAIL | {"password": "密码"}),
    ("email", MAIL | {"encryption": "rot13"}),
    ("other", {"apprise": "json://169.254.169.254/"}),
    ("other", {"apprise": "ntfy://h/t?verify=no"}),
    ("wecom", {"webhook": WEBHOOK, "quiet_from": "22:00"}),
    ("wecom", {"webhook": WEBHOOK, "timezone": "Mars/Olympus"}),
    ("wecom", {"webhook": WEBHOOK, "kinds": "everything"}),
    ("wecom", {"webhook": WEBHOOK, "name": "x" * 200}),
])
def test_what_makes_no_channel_comes_back_with_its_flaw(
    reviewer: Visitor, session: Session, kind: str, entered: dict[str, str]
) -> None:
    answer = reviewer.post(f"{SETTINGS}/new/{kind}", data=WISHES | entered)
    assert answer.status_code == 422
    assert "form-error" in answer.text
    assert session.scalars(select(Channel)).all() == []


def test_a_channel_is_changed_switched_and_removed_by_its_owner_alone(
    reviewer: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    wishes = channels.Wishes("旧名", channels.Rhythm.AT_ONCE, None, None, None, "Asia/Shanghai", ())
    channel = channels.add(
        session, workspace.rita, Service.OTHER, "ntfy://h/topic", wishes, settings=current_settings(), now=now
    )
    place = f"{SETTINGS}/{channel.id}"
    changed = WISHES | {"rhythm": "digest", "digest_at": "7:30", "quiet_from": "22:00", "quiet_until": "08:00"}
    assert reviewer.post(place, data=changed | {"kinds": ["approved"]}).status_code == 303
    assert (channel.digest_at.hour, channel.kinds) == (7, ["approved"])  # type: ignore[union-attr]  # set above
    sign_in(reviewer, workspace.bob)
    for act in ("", "/test", "/active", "/remove"):
        assert reviewer.post(place + act, data=changed).status_code == 404
    sign_in(reviewer, workspace.rita)
    reviewer.post(f"{place}/active", data={"active": "0"})
    assert not channel.active
    reviewer.post(f"{place}/remove")
    assert session.scalars(select(Channel)).all() == []
