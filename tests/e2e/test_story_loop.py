"""The loop as a team lives it: plan, draft, review by somebody else, export, feed, sending, numbers, ranking."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DESK, PHONE, OpenPage
from tests.e2e.drafting import draft, tick_first

Check = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Team:
    """Two colleagues in one community of the sample workspace, with the words of their language on the screen."""

    community: int
    editor: str
    reviewer: str
    language: str
    offline: str
    mark_as_published: str

    def path(self, page: str) -> str:
        return f"/c/{self.community}/{page}"


CHINESE = Team(1, "xiaoman.lin@example.com", "min.zhou@example.com", "zh", "离线模板", "标记已发布")
ENGLISH = Team(3, "grace.lee@example.com", "jia.he@example.com", "en", "Offline template", "Mark as published")


@dataclass(frozen=True, slots=True)
class Story:
    """One team at work; every page it comes through is checked for accessibility."""

    team: Team
    editor: Page
    reviewer: Page
    axe: Check

    def plan(self) -> int:
        """Accept what the columns propose for next week; how many slots that were."""
        page = self._visit(self.editor, "calendar/plan")
        slots = page.locator('form.plan-main input[type="checkbox"]:checked').count()
        assert slots > 0
        page.locator("form.plan-main .btn-primary").first.click()
        expect(page.locator("form.plan-main")).to_have_count(0)
        self.axe(page)
        return slots

    def draft(self) -> None:
        """Have the first three slots drafted and wait for the last text."""
        page = self._visit(self.editor, "drafting")
        tick_first(page, 3)
        draft(page, 3)
        self.axe(page)

    def approve(self, wanted: int = 2) -> None:
        """The reviewer says yes to the first texts."""
        page = self._visit(self.reviewer, "review")
        expect(page.get_by_text(self.team.offline).first).to_be_visible()
        for _ in range(wanted):
            title = page.locator("#review-title").inner_text()
            with page.expect_navigation():
                page.locator('form[action$="/approve"] button[data-shortcut="a"]').click()
            expect(page.locator("#review-title")).not_to_have_text(title)

    def the_editor_cannot_approve(self) -> None:
        page = self._visit(self.editor, "review")
        expect(page.locator('form[action$="/approve"]')).to_have_count(0)

    def export(self, target: str) -> bytes:
        """The first file of the archive of everything approved that has not left to `target` yet."""
        page = self._visit(self.editor, f"exports?target={target}")
        with page.expect_download() as download:
            page.locator("form[data-download] button").click()
        with ZipFile(download.value.path()) as archive:
            content = archive.read(archive.namelist()[0])
        # The page follows its file to where it is written down.
        page.wait_for_url("**/exports/history/*")
        return content

    def nothing_is_left(self, target: str) -> None:
        """What left to `target` does not leave again unasked."""
        page = self._visit(self.editor, f"exports?target={target}")
        expect(page.locator(".export-stays")).to_have_count(2)
        expect(page.locator("form[data-download]")).to_have_count(0)

    def subscribe(self) -> bytes:
        """Make a feed and read it as a calendar app would, without signing in."""
        page = self._visit(self.editor, "exports/feeds")
        page.locator('form.feed-form input[name="name"]').fill("Phone")
        page.locator('form.feed-form button[type="submit"]').click()
        address = page.locator("#feed-address").inner_text().strip()
        self.axe(page)
        answer = page.context.request.get(address, headers={"Cookie": ""})
        assert answer.status == 200
        return answer.body()

    def mark_as_published(self, wanted: int = 2) -> None:
        """The exported posts went out ahead of their slots: the editor says so of each, and means it."""
        page = self._visit(self.editor, "library?state=exported")
        posts = page.locator("a.row-title").evaluate_all("links => links.map((link) => link.href)")
        assert len(posts) == wanted
        for post in posts:
            page.goto(post)
            button = page.get_by_role("button", name=self.team.mark_as_published)
            button.click()
            page.locator("dialog#ask[open] [data-ask-yes]").click()
            expect(page.locator(".page-subtitle .state-published")).to_be_visible()
            expect(button).to_have_count(0)
        self.axe(page)

    def enter_numbers(self) -> str:
        """Two posts came back: one loved, one ignored. The title of the loved one."""
        page = self._visit(self.editor, "insights/numbers")
        rows = page.locator("form.grid-form tbody tr")
        for row, likes in ((rows.nth(0), 3), (rows.nth(1), 160)):
            row.locator('input[name^="n-"][name$="-views"]').fill("400")
            row.locator('input[name^="n-"][name$="-likes"]').fill(str(likes))
        loved = rows.nth(1).locator("a").first.inner_text()
        page.locator("form.grid-form .btn-primary").click()
        page.locator(".toast-success").wait_for()
        expect(page.locator(".grid-wrong")).to_have_count(0)
        return loved

    def best(self) -> Locator:
        """The first place of the ranking."""
        page = self._visit(self.editor, "insights/leaderboard")
        return page.locator("tbody tr").first

    def _visit(self, page: Page, path: str) -> Page:
        page.goto(self.team.path(path))
        expect(page.locator("html")).to_have_attribute("lang", {"zh": "zh-CN", "en": "en"}[self.team.language])
        self.axe(page)
        return page


def begin(open_page: OpenPage, axe: Check, team: Team, size: tuple[int, int]) -> Story:
    editor = open_page(team.editor, language=team.language, size=size)
    return Story(team, editor, open_page(team.reviewer, language=team.language, size=size), axe)


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_a_team_runs_the_whole_loop_in_chinese(open_page: OpenPage, axe: Check) -> None:
    story = begin(open_page, axe, CHINESE, DESK)
    assert story.plan() >= 3
    story.draft()
    story.the_editor_cannot_approve()
    story.approve(2)

    exported = events(story.export("icalendar"))
    assert len(exported) == 2
    story.nothing_is_left("icalendar")
    rows = list(csv.reader(io.StringIO(story.export("generic_csv").decode("utf-8-sig"))))
    assert len(rows) == 3
    assert {str(event["UID"]) for event in events(story.subscribe())} >= {str(event["UID"]) for event in exported}

    story.mark_as_published()
    loved = story.enter_numbers()
    expect(story.best()).to_contain_text(loved)
    expect(story.best().locator(".reasons")).to_be_visible()


def test_a_team_runs_the_loop_on_phones_in_english(open_page: OpenPage, axe: Check) -> None:
    story = begin(open_page, axe, ENGLISH, PHONE)
    assert story.plan() >= 3
    story.draft()
    story.approve(2)
    assert len(events(story.export("icalendar"))) == 2
    story.mark_as_published()
    loved = story.enter_numbers()
    expect(story.best()).to_contain_text(loved)
