"""From a brief to a text worth reviewing: several drafts, one chosen, reworked, checked while typing, settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK, DRAFTING_MILLISECONDS, PHONE, OpenPage
from tests.e2e.drafting import draft, tick_first

Check = Callable[[Page], None]
OUTLOOK = "**/drafting/outlook?*"
HIDDEN = "\u200b"


@pytest.mark.parametrize(
    ("community", "email", "language", "size", "dark"),
    [
        (1, "xiaoman.lin@example.com", "zh", DESK, False), (3, "grace.lee@example.com", "en", PHONE, True),
    ],
)
def test_an_editor_comes_from_a_brief_to_a_settled_text(
    open_page: OpenPage, axe: Check, community: int, email: str, language: str, size: tuple[int, int], dark: bool
) -> None:
    page = open_page(email, language=language, size=size, dark=dark)
    plan(page, community)
    brief(page, community, axe)
    choose(page, axe)
    rework(page, axe)
    settle(page, axe)


def plan(page: Page, community: int) -> None:
    """A week no other story plans: they share one service."""
    today = datetime.now(UTC).date()
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=3)
    page.goto(f"/c/{community}/calendar/plan?start={monday}&end={monday + timedelta(days=6)}")
    page.locator("form.plan-main .btn-primary").first.click()
    expect(page.locator("form.plan-main")).to_have_count(0)


def brief(page: Page, community: int, axe: Check) -> None:
    """One slot, two texts: the outlook follows the ticks, the run is watched to its end."""
    page.goto(f"/c/{community}/drafting")
    tick_first(page, 1)
    follow_the_ticks(page)
    axe(page)
    draft(page, 2)
    axe(page)
    page.locator(".task-line a").first.click()
    page.wait_for_url("**/items/*")


def follow_the_ticks(page: Page) -> None:
    """The outlook is that of the last tick, though an answer to an earlier one never comes."""
    wanted = page.locator('label:has(> input[name="variants"])')
    page.route(OUTLOOK, lambda _unanswered: None, times=1)
    with page.expect_request(OUTLOOK):
        wanted.nth(2).click()
    wanted.nth(1).click()
    expect(page.locator("#outlook dd").first).to_have_text("2")


def choose(page: Page, axe: Check) -> None:
    axe(page)
    wanted = page.locator(".variant:not(.variant-current)")
    words = wanted.locator(".copy-hook").inner_text()
    wanted.locator("button").click()
    expect(page.locator("#hook")).to_have_value(words)


def rework(page: Page, axe: Check) -> None:
    """The new text opens by itself beside the one it came from."""
    page.locator('button[name="instruction"][value="warmer"]').click()
    page.locator("#compared").wait_for(timeout=DRAFTING_MILLISECONDS)
    axe(page)


def settle(page: Page, axe: Check) -> None:
    """A remark appears while typing, points to its place, and goes by one click."""
    body = page.locator("#body")
    words = body.input_value()
    body.fill(f"{HIDDEN}{words}")
    remark = page.locator('#checks [data-place="body"]:has(.finding-fix)')
    remark.locator("[data-jump]").click()
    assert body.evaluate("field => [field.selectionStart, field.selectionEnd]") == [0, 1]
    axe(page)
    remark.locator(".finding-fix").click()
    expect(page.locator(".finding-fix")).to_have_count(0)
    expect(body).to_have_value(words)
