"""The review desk by keyboard alone, and two reviewers at one text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.drafting import draft, tick_first

Check = Callable[[Page], None]
DESK_ADDRESS = "/c/2/review"
EDITOR, REVIEWER, OWNER = "yu.chen@example.com", "min.zhou@example.com", "owner@example.com"


def test_reviewers_decide_by_keyboard_and_side_by_side(open_page: OpenPage, axe: Check) -> None:
    draft_some(open_page(EDITOR))
    reviewer, owner = open_page(REVIEWER), open_page(OWNER)
    reviewer.goto(DESK_ADDRESS)
    axe(reviewer)
    move(reviewer)
    comment(reviewer, axe)
    send_back_and_think_better_of_it(reviewer, axe)
    say_yes(reviewer, axe)
    edit_in_place(reviewer, axe)
    take_over(reviewer, owner, axe)
    edit_while_somebody_approves(reviewer, owner)


def draft_some(page: Page) -> None:
    """Four texts wait for review, of a week no other story plans: they share one service."""
    today = datetime.now(UTC).date()
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=4)
    page.goto(f"/c/2/calendar/plan?start={monday}&end={monday + timedelta(days=6)}")
    page.locator("form.plan-main .btn-primary").first.click()
    expect(page.locator("form.plan-main")).to_have_count(0)
    page.goto("/c/2/drafting")
    tick_first(page, 4)
    draft(page, 4)


def title(page: Page) -> Locator:
    return page.locator("#review-title")


def waiting(page: Page) -> int:
    page.wait_for_load_state()
    return page.locator(".queue-entry").count()


def press(page: Page, key: str) -> None:
    """A key on a page that listens already: its text is there before its scripts are."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def move(page: Page) -> None:
    first = title(page).inner_text()
    press(page, "j")
    expect(title(page)).not_to_have_text(first)
    press(page, "k")
    expect(title(page)).to_have_text(first)


def comment(page: Page, axe: Check) -> None:
    """A name is offered after the @ and chosen by Enter, which sends nothing."""
    press(page, "c")
    expect(page.locator("#comment")).to_be_focused()
    page.keyboard.type("请看一下 @")
    offered = page.locator(".mention-list [role=option]").first
    name = offered.inner_text()
    axe(page)
    page.keyboard.press("Enter")
    expect(page.locator("#comment")).to_have_value(f"请看一下 @{name} ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".comment-body")).to_have_text(f"请看一下 @{name}")


def send_back_and_think_better_of_it(page: Page, axe: Check) -> None:
    first, count = title(page).inner_text(), waiting(page)
    press(page, "r")
    page.keyboard.press("5")
    page.keyboard.press("9")
    expect(page.locator("[name=reasons]:checked")).to_have_count(2)
    axe(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".queue-entry")).to_have_count(count - 1)
    expect(title(page)).not_to_have_text(first)
    press(page, "u")
    expect(title(page)).to_have_text(first)
    expect(page.locator(".queue-entry")).to_have_count(count)


def say_yes(page: Page, axe: Check) -> None:
    """What can be undone is checked here, where nobody waits to undo it: the offer stands for eight seconds."""
    count = waiting(page)
    press(page, "a")
    expect(page.locator(".queue-entry")).to_have_count(count - 1)
    expect(page.locator(".undo")).to_be_visible()
    axe(page)


def edit_in_place(page: Page, axe: Check) -> None:
    """Changed words wait on, for somebody else; what was changed is compared with what was drafted."""
    press(page, "e")
    expect(page.locator("#hook")).to_be_focused()
    press(page, "Control+a")
    page.keyboard.type("换一个开头 a r u")
    axe(page)
    page.keyboard.press("Control+s")
    expect(page.locator(".sheet-of-text ins").first).to_be_visible()
    expect(page.locator('form[action$="/approve"] [data-shortcut=a]')).to_have_count(0)
    press(page, "d")
    expect(page.locator(".sheet-of-text ins")).to_have_count(0)


def take_over(reviewer: Page, owner: Page, axe: Check) -> None:
    """Both look at one text: the second sees the first, looking on takes nothing, and takes over knowingly."""
    before = title(reviewer).inner_text()
    press(reviewer, "j")
    expect(title(reviewer)).not_to_have_text(before)
    expect(reviewer.locator(".claim-own")).to_be_visible()
    with owner.expect_response("**/claim"):
        owner.goto(reviewer.url)
    expect(owner.locator(".claim-other")).to_contain_text("周敏")
    axe(owner)
    owner.locator(".claim-other button").click()
    expect(owner.locator(".claim-own")).to_be_visible()
    reviewer.reload()
    expect(reviewer.locator(".claim-other")).to_be_visible()


def edit_while_somebody_approves(reviewer: Page, owner: Page) -> None:
    press(reviewer, "e")
    expect(reviewer.locator("#hook")).to_be_focused()
    reviewer.wait_for_load_state()
    reviewer.keyboard.type("来不及的开头")
    typed = reviewer.locator("#hook").input_value()
    press(owner, "a")
    expect(owner.locator(".undo")).to_be_visible()
    reviewer.keyboard.press("Control+s")
    expect(reviewer.locator("#item-notices .notice-bad")).to_be_visible()
    expect(reviewer.locator("#hook")).to_have_value(typed)
