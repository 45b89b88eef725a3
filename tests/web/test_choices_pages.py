"""The pages of choices, walked without a browser."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.choices.offers import Range, offers
from app.library import service as library
from app.models import AuditEntry, Choice, ContentItem, LearnedEffect, User
from content_calendar.content import Copy
from content_calendar.ranking import Block, Pick
from content_calendar.vocabulary import Outcome
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, approved, make_item, write
from tests.services.choices.test_rivals import OLDER

TOKEN = re.compile(r'"[\w-]+\.[\w-]+\.[\w-]+"')
"""What guards a form, and changes every second."""


@pytest.fixture
def two_texts(session: Session, workspace: Workspace, present: datetime) -> ContentItem:
    item = make_item(session, workspace.column, present)
    for words in (OLDER, COPY):
        write(session, item, words, workspace.editor, present)
    session.refresh(item, ["revisions"])
    return item


def _evergreen(session: Session, workspace: Workspace, present: datetime, words: Copy = COPY) -> ContentItem:
    then = present - timedelta(days=90)
    item = write(session, make_item(session, workspace.column, then, slot_at=then), words, workspace.editor, then)
    item = approved(session, workspace, item, then - timedelta(hours=1))
    library.mark_published(session, item, url="", actor=workspace.editor, now=then)
    return item


def _page(client: Visitor, workspace: Workspace, path: str) -> str:
    answer = client.get(f"/c/{workspace.community.id}/{path}")
    assert answer.status_code == 200
    return answer.text


def test_a_rival_is_made_approved_and_decided_on_the_page(
    client: Visitor, session: Session, workspace: Workspace, two_texts: ContentItem, present: datetime
) -> None:
    bob = sign_in(client, workspace.bob)
    base = f"/c/{workspace.community.id}/items"
    assert "竞争" in _page(bob, workspace, f"items/{two_texts.id}")
    made = bob.post(f"{base}/{two_texts.id}/rivals", data={
        "version": str(two_texts.version), "revision": str(two_texts.revisions[0].id),
    })
    rival = session.get_one(ContentItem, int(made.headers["Location"].rpartition("/")[2]))
    from app.review import service as review

    approved(session, workspace, two_texts, present)
    review.approve(
        session, rival.community_id, rival.id, version=rival.version, actor=workspace.reviewer, now=present
    )
    session.commit()
    assert f"items/{rival.id}/rivals/decide" in _page(bob, workspace, f"items/{rival.id}")
    assert f"items/{rival.id}" in _page(bob, workspace, "insights/choices")
    assert bob.post(f"{base}/{rival.id}/rivals/decide").status_code == 303
    choice = session.query(Choice).one()
    assert sorted((two_texts.state, rival.state)) == [State.APPROVED, State.ARCHIVED]
    assert bob.post(f"{base}/{rival.id}/rivals/decide").status_code == 409
    undone = bob.post(f"/c/{workspace.community.id}/insights/choices/undo", data={"choice": str(choice.id)})
    assert (undone.status_code, choice.undone_at is not None) == (303, True)


def test_evergreens_are_marked_picked_and_taken_back_together(
    client: Visitor, session: Session, workspace: Workspace, present: datetime
) -> None:
    old, bob = _evergreen(session, workspace, present), sign_in(client, workspace.bob)
    post = make_item(session, workspace.column, present)
    base = f"/c/{workspace.community.id}"
    marked = bob.post(f"{base}/items/{old.id}/evergreen", data={"version": str(old.version), "on": "y"})
    assert marked.status_code == 303
    days = {"start": f"{present.date()}", "end": f"{present.date() + timedelta(days=14)}"}
    shown = bob.get(f"{base}/insights/choices/pick", query_string=days)
    seen = shown.text.partition('name="seen" value="')[2][:64]
    stale = bob.post(f"{base}/insights/choices/pick", data={**days, "persona": "", "seen": "0" * 64})
    assert (stale.status_code, seen in stale.text) == (409, True)
    assert bob.post(f"{base}/insights/choices/pick", data={**days, "persona": "", "seen": seen}).status_code == 303
    assert (post.state, post.returns_id) == (State.IN_REVIEW, old.id)
    assert "100.0%" in _page(bob, workspace, "insights/choices")
    sheet = bob.post(f"{base}/insights/choices.csv").data.decode("utf-8-sig")
    assert len(sheet.splitlines()) == 2
    assert session.query(AuditEntry).filter_by(action="export.choices").one().after["row_count"] == 1
    bob.post(f"{base}/insights/choices/undo", data={"choice": str(session.query(Choice).one().id)})
    assert post.state is State.PLANNED


def test_until_it_is_accepted_the_page_is_the_same_whatever_was_drawn(
    client: Visitor, session: Session, workspace: Workspace, present: datetime
) -> None:
    workspace.community.control_percent = 50
    for hook in ("先看白天", "先看晚上", "先看周末"):
        _evergreen(session, workspace, present, Copy(hook=hook, body=COPY.body)).evergreen = True
    posts = [make_item(session, workspace.column, present, slot_at=present + timedelta(days=day)) for day in (7, 8)]
    session.commit()
    bob, span = sign_in(client, workspace.bob), Range(present, present + timedelta(days=14))
    days = {"start": f"{present.date()}", "end": f"{present.date() + timedelta(days=14)}"}
    pages, draws = set(), set()
    for number in range(12):
        for post in posts:
            post.uid = f"{post.id + 100 * number:032}"
        session.commit()
        found = offers(session, workspace.community, span, now=present)
        draws.add(tuple((offer.pick.key, offer.pick.pick) for offer in found if offer.pick))
        page = bob.get(f"/c/{workspace.community.id}/insights/choices/pick", query_string=days).text
        pages.add(TOKEN.sub("", page))
    assert len(draws) > 3
    assert {Pick.CONTROL} < {pick for draw in draws for _key, pick in draw}
    assert len(pages) == 1
    assert "决定之后" in pages.pop()


@pytest.mark.parametrize("days", [{"start": "x"}, {"start": "2026-09-08", "end": "2026-09-01"}, {"persona": "99"},
                                  {"start": "2026-01-01", "end": "2027-01-01"}])
def test_days_that_make_no_sense_are_refused(client: Visitor, workspace: Workspace, days: dict[str, str]) -> None:
    answer = sign_in(client, workspace.vic).get(f"/c/{workspace.community.id}/insights/choices/pick", query_string=days)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("percent", "status"), [("5", 303), ("10", 303), ("4", 422), ("11", 422), ("五", 422), ("", 422)]
)
def test_admins_set_how_much_is_left_to_chance(
    client: Visitor, workspace: Workspace, percent: str, status: int
) -> None:
    data = {"control_percent": percent, "evergreen_rest_days": "30", "version": str(workspace.community.version)}
    address = f"/c/{workspace.community.id}/insights/choices/rules"
    assert sign_in(client, workspace.bob).post(address, data=data).status_code == 403
    assert sign_in(client, workspace.alice).post(address, data=data).status_code == status
    assert workspace.community.control_percent == (int(percent) if status == 303 else 5)


@pytest.mark.parametrize("forged", ["0", "²", "٣", "9" * 20, "x"])
def test_a_forged_choice_cannot_be_undone(client: Visitor, workspace: Workspace, forged: str) -> None:
    address = f"/c/{workspace.community.id}/insights/choices/undo"
    assert sign_in(client, workspace.bob).post(address, data={"choice": forged}).status_code == 404


def test_lift_says_plainly_that_there_is_not_enough(client: Visitor, workspace: Workspace) -> None:
    assert "数据不足" in _page(sign_in(client, workspace.vic), workspace, "insights/choices/lift")


def test_a_worn_column_is_told_on_today_and_under_choices(
    client: Visitor, session: Session, workspace: Workspace, present: datetime
) -> None:
    for hours in (1, 2, 3):
        item = make_item(session, workspace.column, present, slot_at=present + timedelta(hours=hours))
        approved(session, workspace, write(session, item, COPY, workspace.editor, present), present)
    session.add(LearnedEffect(
        community_id=workspace.community.id, outcome=Outcome.ENGAGE, block=Block.FATIGUE, name="", multiplier=0.8,
        low=0.75, high=0.86, posts=40, evidence="fair", created_at=present,
    ))
    session.commit()
    vic = sign_in(client, workspace.vic)
    for page in (vic.get("/").text, _page(vic, workspace, "insights/choices")):
        assert "51%" in page
        assert workspace.column.name in page


@pytest.mark.parametrize("path", ["insights/choices", "insights/choices/pick", "insights/choices/lift",
                                  "insights/choices.csv"])
def test_nobody_from_elsewhere_sees_a_choice(client: Visitor, workspace: Workspace, charlie: User, path: str) -> None:
    method = "POST" if path.endswith(".csv") else "GET"
    answer = sign_in(client, charlie).open(f"/c/{workspace.community.id}/{path}", method=method)
    assert answer.status_code == 404
