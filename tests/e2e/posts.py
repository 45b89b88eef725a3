"""A post made by hand, on a day no other story uses: they share one service."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from playwright.sync_api import Page


def day_in(weeks: int, weekday: int = 0) -> date:
    """A day that many weeks from now, Monday first."""
    today = datetime.now(UTC).date()
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks, days=weekday)


def new_post(page: Page, community: int, day: date, topic: str) -> None:
    """Put a post of the first column into the calendar and open it; the only one of its day."""
    page.goto(f"/c/{community}/calendar/new?slot={day}T10:00")
    page.locator("#column").select_option(index=1)
    page.locator("#topic_title").fill(topic)
    page.locator(".submit-row .btn-primary").click()
    page.wait_for_url(f"**/calendar?*{day}*")
    page.goto(f"/c/{community}/library?from={day}&to={day}")
    page.locator("a.row-title").click()
    page.wait_for_url("**/items/*")
