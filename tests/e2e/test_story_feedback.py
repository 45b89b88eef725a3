"""Three months of a platform's numbers are imported; what works is seen; next week is picked, and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from app.core.clock import now
from tests.e2e.conftest import DESK, PHONE, OpenPage
from tests.e2e.outings import CHINESE, ENGLISH, Outing, Outings, Speech, three_months
from tests.e2e.stack import Stack

Check = Callable[[Page], None]
LEARNED_MILLISECONDS = 120_000
MEANINGS = ("title", "published_at", "views", "likes", "comments")
HAS_LEARNED = "async () => (await (await fetch(location.href)).text()).includes('effect-word-good')"
COUNTED = re.compile(r"×\d+\.\d\d")


@dataclass(frozen=True, slots=True)
class Story:
    """An editor in a community with three months of posts; every page on the way is checked for accessibility."""

    page: Page
    axe: Check
    laid: Outings

    def take_in(self) -> None:
        """The file's headings are new here, so each is said to mean something; nothing is saved before the dry run."""
        self._visit("insights/import")
        told = {"name": "export.csv", "mimeType": "text/csv", "buffer": self.laid.file}
        self.page.locator("#file").set_input_files(told)
        self._press("main form .btn-primary")
        self.page.wait_for_url("**/columns")
        for place, meaning in enumerate(MEANINGS):
            self.page.locator(f'select[name="c-{place}"]').select_option(meaning)
        self.axe(self.page)
        self._press(".submit-row .btn-primary")
        self.page.wait_for_url(re.compile(r"/insights/import/\d+$"))
        expect(self.page.locator(".verdict-accepted").first).to_be_visible()
        accepted = self.page.locator('.stat:has(a[href$="show=accepted"]) .stat-value')
        expect(accepted).to_have_text(str(len(self.laid.posts)))
        self.axe(self.page)
        self._press(".import-bar .btn-primary")
        expect(self.page.locator(".notice-good")).to_be_visible()
        self.axe(self.page)

    def see_what_works(self) -> None:
        """Once a worker has learned: asking questions raises the rate, with its interval and the posts behind it."""
        asking = self.page.locator("#form tr", has=self.page.locator(".effect-word-good"))
        self._visit("insights")
        self.page.wait_for_function(HAS_LEARNED, polling=500, timeout=LEARNED_MILLISECONDS)
        self._visit("insights")
        expect(asking.locator(".effect-told").first).to_have_text(COUNTED)
        expect(self.page.locator(".clear-good li").first).to_be_visible()
        behind = asking.locator("td.num a").first
        expect(behind).to_contain_text("13")
        behind.click()
        self.page.wait_for_url("**/leaderboard?*")
        expect(self.page.locator(".ranking tbody tr")).to_have_count(13)

    def see_the_leaderboard(self) -> None:
        """The best are those of the form that works, each with why; a number leads to the reading it came from."""
        self._visit("insights/leaderboard")
        first = self.page.locator(".ranking tbody tr").first
        best = by_title(self.laid, first.locator(".ranked-post > a").inner_text())
        assert (best.liked + best.answered) / best.seen > 0.1
        first.locator("summary").click()
        expect(first.locator(".reasons li").first).to_have_text(COUNTED)
        first.locator(".reasons a").click()
        self.page.wait_for_url("**/insights/posts/*")
        expect(self.page.locator("main")).to_contain_text(str(best.seen))
        self.axe(self.page)

    def mark_evergreens(self) -> None:
        """The oldest posts, two of each form, have rested long enough to return."""
        for post in self.laid.posts[:6]:
            self._visit(f"items/{post.item_id}")
            button = self.page.locator('form[action$="/evergreen"] button')
            mark = button.inner_text()
            button.click()
            expect(self.page.locator('form[action$="/evergreen"] button')).not_to_have_text(mark)

    def plan_next_week(self) -> None:
        self._visit("calendar/plan")
        self.page.locator("form.plan-main .btn-primary").first.click()
        expect(self.page.locator("form.plan-main")).to_have_count(0)

    def let_it_pick(self) -> None:
        """Every open slot has an evergreen with its chance; taking them sends the words to review."""
        self._visit("insights/choices/pick")
        offers = self.page.locator(".offer")
        expect(offers).to_have_count(3)
        expect(self.page.locator(".candidate .candidate-facts")).to_contain_text(["%"] * 6)
        self._press(".export-acts .btn-primary")
        self.page.wait_for_url("**/insights/choices")
        expect(self.page.locator(".choice-group tbody tr")).to_have_count(3)
        self.axe(self.page)
        self._visit("review")
        expect(self.page.locator(".queue-entry")).to_have_count(3)

    def take_it_back(self) -> None:
        self._visit("insights/choices")
        self._press(".choice-head form button")
        self.page.locator("dialog#ask[open] [data-ask-yes]").click()
        expect(self.page.locator(".choice-undone")).to_have_count(3)
        self.axe(self.page)
        self._visit("insights/choices/pick")
        expect(self.page.locator(".offer")).to_have_count(3)

    def _press(self, button: str) -> None:
        self.page.locator(button).first.click()

    def _visit(self, path: str) -> None:
        self.page.goto(f"/c/{self.laid.community_id}/{path}")
        self.axe(self.page)


def by_title(laid: Outings, title: str) -> Outing:
    (found,) = (post for post in laid.posts if post.title == title)
    return found


@pytest.mark.parametrize(
    ("speech", "size", "dark"), [(CHINESE, DESK, False), (ENGLISH, PHONE, True)], ids=["chinese", "english"]
)
def test_numbers_come_in_and_the_ranking_picks_next_week(
    open_page: OpenPage, stack: Stack, axe: Check, speech: Speech, size: tuple[int, int], dark: bool
) -> None:
    laid = stack.lay_down(lambda session: three_months(session, speech, now()))
    story = Story(open_page(laid.email, language=speech.language, size=size, dark=dark), axe, laid)
    story.take_in()
    story.see_what_works()
    story.see_the_leaderboard()
    story.mark_evergreens()
    story.plan_next_week()
    story.let_it_pick()
    story.take_it_back()
