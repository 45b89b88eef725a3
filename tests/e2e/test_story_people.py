"""Somebody is invited by link, works, is given a role, signs out a lost device, and leaves with all handed over."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PHONE, OpenPage, sign_in

Check = Callable[[Page], None]
OWNER, NEWCOMER = "owner@example.com", "robin.fox@example.com"
CALENDAR, LIBRARY = "/c/2/calendar", "/c/2/library?q=卫衣"


def test_somebody_joins_by_link_and_leaves_in_order(open_page: OpenPage, axe: Check) -> None:
    owner = open_page(OWNER)
    newcomer = open_page(language="en", size=PHONE)
    sign_in(newcomer, invite(owner, axe))
    keep_a_filter(newcomer, axe)
    make_an_editor(owner, newcomer)

    lost = open_page(language="en")
    sign_in(lost, another_link(owner))
    sign_out_the_other(newcomer, lost, axe)

    close_the_account(owner, axe)
    expect_stranger(newcomer)
    owner.goto(LIBRARY)
    expect(owner.locator(".saved-filter").filter(has_text="Hoodies")).to_be_visible()


def invite(page: Page, axe: Check) -> str:
    """Make an account that may look at one community; the path of the link to hand over."""
    page.goto("/settings/people")
    axe(page)
    page.locator("#name").fill("Robin Fox")
    page.locator("#email").fill(NEWCOMER)
    page.locator("#language").select_option("en")
    page.locator("details.folded summary").click()
    page.locator('.folded select[name="role-2"]').select_option("viewer")
    page.locator(".submit-row .btn-primary").click()
    return shown_link(page, axe)


def shown_link(page: Page, axe: Check | None = None) -> str:
    address = page.locator("#sign-in-link").inner_text().strip()
    if axe:
        axe(page)
    return urlsplit(address).path


def keep_a_filter(page: Page, axe: Check) -> None:
    """A viewer keeps one for themselves and finds nothing to plan with."""
    page.goto(CALENDAR)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(new_post(page)).to_have_count(0)
    axe(page)
    page.goto(LIBRARY)
    page.locator("summary:has(+ form #save-name)").click()
    page.locator("#save-name").fill("Hoodies")
    page.locator("form:has(#save-name) button").click()
    expect(page.locator(".saved-filter").filter(has_text="Hoodies")).to_be_visible()


def make_an_editor(owner: Page, newcomer: Page) -> None:
    owner.goto("/settings/people")
    theirs(owner).locator('select[name="role-2"]').select_option("editor")
    theirs(owner).locator('form[action$="/roles"] button').click()
    owner.locator(".toast-success").wait_for()
    newcomer.goto(CALENDAR)
    expect(new_post(newcomer)).to_be_visible()


def another_link(page: Page) -> str:
    theirs(page).locator('form[action$="/link"] button').click()
    return shown_link(page)


def sign_out_the_other(page: Page, lost: Page, axe: Check) -> None:
    """Both devices are listed; the one that is not this one is signed out from here."""
    page.goto("/profile")
    expect(page.locator("#browsers .person")).to_have_count(2)
    axe(page)
    page.locator('#browsers form[action$="/end"] button').click()
    expect(page.locator("#browsers .person")).to_have_count(1)
    expect_stranger(lost)


def close_the_account(page: Page, axe: Check) -> None:
    """What is left behind is counted; the owner takes it over."""
    page.goto("/settings/people")
    theirs(page).locator('a[href$="/close"]').click()
    page.wait_for_url("**/close")
    expect(page.locator(".left-behind .stat-value").last).to_have_text("1")
    axe(page)
    page.locator(".submit-row .btn-primary").click()
    expect(page.locator(".person-closed").filter(has_text=NEWCOMER)).to_be_visible()


def expect_stranger(page: Page) -> None:
    page.goto("/c/2/library")
    page.wait_for_url("**/sign-in?**")


def theirs(page: Page) -> Locator:
    return page.locator(".person").filter(has_text=NEWCOMER)


def new_post(page: Page) -> Locator:
    return page.locator('a[href="/c/2/calendar/new"]').first
