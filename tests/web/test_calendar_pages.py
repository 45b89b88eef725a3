"""Reading the calendar: month, week, list, the feed of the grid, one post."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from app.core.database import db
from app.models import Community, ContentItem, MarkedDay, User
from content_calendar.vocabulary import DayKind, Form, Value
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, make_item, make_persona
from tests.statements import reading

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} \u202eevil\U0001f4a5"
READERS = ["", "?view=week", "?view=list", "/feed?start=2026-11-01&end=2026-12-01"]


@pytest.fixture
def calendar(community: Community) -> str:
    return f"/c/{community.id}/calendar"


def fill(session: Session, workspace: Workspace, now: datetime, count: int) -> None:
    for number in range(count):
        make_item(session, workspace.column, now, slot_at=now + timedelta(minutes=10 * number))


@pytest.mark.parametrize("tail", READERS)
def test_a_member_reads_and_an_outsider_finds_nothing(
    client: Visitor, calendar: str, vic: User, charlie: User, tail: str
) -> None:
    assert sign_in(client, vic).get(calendar + tail).status_code == 200
    assert sign_in(client, charlie).get(calendar + tail).status_code == 404


@pytest.mark.parametrize("count", [5, 200])
def test_pages_ask_the_database_as_often_for_many_posts_as_for_few(
    editor: Visitor, session: Session, workspace: Workspace, calendar: str, now: datetime, count: int
) -> None:
    fill(session, workspace, now, count)
    editor.get(calendar)
    with reading(db.engine) as month:
        editor.get(calendar)
    days = f"?start={now.date()}&end={now.date() + timedelta(days=9)}"
    with reading(db.engine) as feed:
        found = editor.get(f"{calendar}/feed{days}").json
    assert len(found) >= count
    assert len(month) <= 10
    assert len(feed) <= 4


def test_the_feed_speaks_the_wall_clock_of_the_community(
    editor: Visitor, session: Session, workspace: Workspace, calendar: str, now: datetime
) -> None:
    late = datetime(2027, 1, 31, 16, 30, tzinfo=UTC)
    item = make_item(session, workspace.column, now, slot_at=late)
    january, february = (
        editor.get(f"{calendar}/feed?start={start}&end={end}").json
        for start, end in (("2027-01-01", "2027-02-01"), ("2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z"))
    )
    assert str(item.id) not in {post["id"] for post in january}  # that of the workspace may stand there, some winter
    shown = next(post for post in february if post["id"] == str(item.id))
    assert shown["start"] == "2027-02-01T00:30"
    assert datetime.fromisoformat(shown["instant"]) == late


def test_the_feed_gives_no_more_than_a_chip_shows(editor: Visitor, calendar: str, now: datetime) -> None:
    days = f"?start={now.date()}&end={now.date() + timedelta(days=9)}"
    post = editor.get(f"{calendar}/feed{days}").json[0]
    assert set(post) == {
        "id", "title", "start", "instant", "version", "persona", "tone", "state", "form", "pinned",
        "bound", "late", "editable", "drawer", "move",
    }


def test_a_viewer_cannot_drag_and_an_editor_can(
    client: Visitor, calendar: str, vic: User, bob: User, now: datetime
) -> None:
    days = f"?start={now.date()}&end={now.date() + timedelta(days=9)}"
    editable = [sign_in(client, person).get(f"{calendar}/feed{days}").json[0]["editable"] for person in (vic, bob)]
    assert editable == [False, True]


def test_filters_choose_persona_and_state(
    editor: Visitor, session: Session, workspace: Workspace, calendar: str, now: datetime
) -> None:
    other = make_persona(session, workspace.community, now, key="other", name="老粉")
    make_item(session, workspace.column, now, persona_id=other.id, state=State.FAILED)
    days = f"start={now.date()}&end={now.date() + timedelta(days=30)}"
    names = {
        query: {post["persona"] for post in editor.get(f"{calendar}/feed?{days}&{query}").json}
        for query in (
            "", f"persona={other.id}", f"persona={other.id},{workspace.persona.id}", "state=failed", "state=nonsense",
        )
    }
    both = {"老粉", "新手妈妈"}
    assert list(names.values()) == [both, {"老粉"}, both, {"老粉"}, both]


def test_filters_choose_value_form_and_column_and_stay_in_every_link(
    editor: Visitor, session: Session, workspace: Workspace, calendar: str, now: datetime
) -> None:
    make_item(session, workspace.column, now, value=Value.BENEFIT, form=Form.LOTTERY, column_id=None)
    days = f"start={now.date()}&end={now.date() + timedelta(days=30)}"
    column = f"column={workspace.column.id}"
    chosen = ("", "value=benefit", "form=lottery", column, f"value=benefit&{column}", "campaign=7", "column=x")
    found = [len(editor.get(f"{calendar}/feed?{days}&{query}").json) for query in chosen]
    assert found == [2, 1, 1, 1, 0, 0, 2]
    page = editor.get(f"{calendar}?value=benefit&form=lottery").text
    steps = re.findall(r'<a class="btn[^>]*href="([^"]*view=[^"]*)"', page)
    assert len(steps) == 6
    assert all("value=benefit" in link and "form=lottery" in link for link in steps)


def test_a_filter_is_taken_away_alone_or_with_all_others(editor: Visitor, calendar: str) -> None:
    page = editor.get(f"{calendar}?value=benefit&state=draft&date=2026-11-22&view=week").text
    alone, other, everything = re.findall(r'class="filter-c(?:hip|lear)" href="([^"]*)"', page)
    assert ("state=" in alone, "value=" in alone) == (False, True)
    assert ("state=" in other, "value=" in other) == (True, False)
    assert everything.endswith("date=2026-11-22&amp;view=week")


def test_the_drawer_holds_the_editor_of_the_items_page(editor: Visitor, calendar: str, item: ContentItem) -> None:
    drawer = editor.get(f"{calendar}/items/{item.id}", headers={"HX-Request": "true"}).text
    page = editor.get(f"/c/{item.community_id}/items/{item.id}").text
    form = re.compile(r'<form id="copy-form".*?</form>', re.DOTALL)
    shown, other = (re.sub(r'name="csrf_token"[^>]*', "", form.findall(text)[0]) for text in (drawer, page))
    assert shown == other
    assert 'id="checks"' in drawer


def test_what_was_done_from_the_drawer_is_said_when_it_is_shown_anew(
    editor: Visitor, calendar: str, item: ContentItem
) -> None:
    editor.post(f"/c/{item.community_id}/items/{item.id}/submit", data={"version": item.version})
    drawer = editor.get(f"{calendar}/items/{item.id}", headers={"HX-Request": "true"}).text
    assert 'data-said="success"' in drawer


def test_marked_days_stand_beside_their_number(
    editor: Visitor, session: Session, workspace: Workspace, calendar: str, now: datetime
) -> None:
    session.add(
        MarkedDay(
            community_id=workspace.community.id, on=date(2026, 11, 17), kind=DayKind.HOLIDAY, name="店庆假",
            created_at=now,
        )
    )
    page = editor.get(f"{calendar}?date=2026-11-01").text
    assert "店庆假" in page
    assert "day-holiday" in page


def test_the_archive_is_shown_only_when_asked_for(
    editor: Visitor, session: Session, calendar: str, item: ContentItem, now: datetime
) -> None:
    item.state = State.ARCHIVED
    days = f"start={now.date()}&end={now.date() + timedelta(days=9)}"
    assert editor.get(f"{calendar}/feed?{days}").json == []
    assert len(editor.get(f"{calendar}/feed?{days}&state=archived").json) == 1


@pytest.mark.parametrize(
    "query", ["", "start=x&end=y", "start=2026-11-02&end=2026-11-01", "start=2026-01-01&end=2027-01-01"]
)
def test_a_feed_for_no_days_or_too_many_is_refused_with_a_remedy(editor: Visitor, calendar: str, query: str) -> None:
    answer = editor.get(f"{calendar}/feed?{query}", headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json["detail"]


@pytest.mark.parametrize(
    "days",
    [
        "start=0001-01-01&end=0001-01-05", "start=9999-12-01&end=9999-12-31", "start=1999-12-27&end=2000-01-03",
        "start=2100-12-27&end=2101-02-01",
    ],
)
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_feed_for_days_no_calendar_shows_is_empty(
    editor: Visitor, workspace: Workspace, calendar: str, days: str, zone: str
) -> None:
    workspace.community.timezone = zone
    answer = editor.get(f"{calendar}/feed?{days}")
    assert (answer.status_code, answer.json) == (200, [])


@pytest.mark.parametrize(
    "query",
    [
        "date=nonsense", "date=0001-01-01", "date=9999-12-31", "view=year", "persona=x,,99999999999999",
        "placed=1.x.2",
    ],
)
def test_an_address_that_cannot_be_read_still_shows_a_calendar(editor: Visitor, calendar: str, query: str) -> None:
    assert editor.get(f"{calendar}?{query}").status_code == 200


def test_several_ticked_personas_become_one_short_address(editor: Visitor, calendar: str) -> None:
    answer = editor.get(f"{calendar}?persona=2&persona=1&date=2026-11-22&view=week")
    assert answer.headers["Location"].endswith("persona=1,2") or "persona=1%2C2" in answer.headers["Location"]


def test_festivals_and_events_stand_in_the_list(
    editor: Visitor, workspace: Workspace, calendar: str
) -> None:
    workspace.event.starts_at = datetime(2026, 11, 10, 2, tzinfo=UTC)
    workspace.event.ends_at = datetime(2026, 11, 11, 16, tzinfo=UTC)
    text = editor.get(f"{calendar}?date=2026-11-01&view=list").text
    assert "双11" in text
    assert text.count("周末下午茶") == 2


def test_hostile_text_is_text(
    editor: Visitor, session: Session, calendar: str, item: ContentItem, workspace: Workspace, now: datetime
) -> None:
    planned = make_item(session, workspace.column, now, topic={"title": HOSTILE, "points": [HOSTILE]}, occasion="")
    workspace.persona.name = HOSTILE
    workspace.event.name = HOSTILE
    day = planned.slot_at.astimezone(ZoneInfo("Asia/Shanghai")).date() if planned.slot_at else now.date()
    for tail in (f"?date={day}", f"?date={day}&view=list", f"/items/{planned.id}"):
        page = editor.get(f"{calendar}{tail}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "{{ 7*7 }}" in page.text


def test_the_drawer_is_a_fragment_and_without_scripts_a_page(
    editor: Visitor, calendar: str, item: ContentItem
) -> None:
    fragment = editor.get(f"{calendar}/items/{item.id}", headers={"HX-Request": "true"}).text
    page = editor.get(f"{calendar}/items/{item.id}").text
    assert "<html" not in fragment
    assert "<html" in page
    assert all("断奶这件事，先别急着定日子" in text and "Asia/Shanghai" in text for text in (fragment, page))


def test_the_drawer_says_why_the_planner_put_it_there_in_the_readers_language(
    client: Visitor, session: Session, workspace: Workspace, calendar: str, bob: User, now: datetime
) -> None:
    planned = make_item(session, workspace.column, now, reasons=[{"zh": "固定栏目的节奏", "en": "The rhythm"}])
    address = f"{calendar}/items/{planned.id}"
    assert "固定栏目的节奏" in sign_in(client, bob).get(address).text
    bob.language = "en"  # type: ignore[assignment]  # as the form sends it
    assert "The rhythm" in client.get(address).text


def test_an_item_of_another_community_is_not_there(
    client: Visitor, workspace: Workspace, item: ContentItem, alice: User
) -> None:
    address = f"/c/{workspace.elsewhere.id}/calendar/items/{item.id}"
    assert sign_in(client, alice).get(address).status_code == 404


def test_a_community_without_personas_is_shown_the_way(client: Visitor, workspace: Workspace, alice: User) -> None:
    page = sign_in(client, alice).get(f"/c/{workspace.elsewhere.id}/calendar")
    assert page.status_code == 200
    assert f"/c/{workspace.elsewhere.id}/community/personas/new" in page.text


def test_an_empty_month_offers_a_plan(client: Visitor, calendar: str, bob: User, vic: User) -> None:
    offered = [sign_in(client, person).get(f"{calendar}?date=2030-01-01").text for person in (bob, vic)]
    assert ["排下周" in text for text in offered] == [True, False]
