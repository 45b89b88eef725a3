"""Ordering drafts and waiting for them, as a person does."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import DRAFTING_MILLISECONDS


def tick_first(page: Page, slots: int) -> None:
    """Tick the first `slots` of the brief and no others."""
    boxes = page.locator('form.brief input[name="item"]')
    for number in range(boxes.count()):
        boxes.nth(number).set_checked(number < slots)


def draft(page: Page, texts: int) -> None:
    """Send the brief; until the last of so many texts is there, and every one of them well."""
    page.locator('form.brief button[type="submit"]').click()
    page.wait_for_url("**/drafting/*")
    page.locator("#progress:not(:has([hx-get]))").wait_for(timeout=DRAFTING_MILLISECONDS)
    expect(page.locator(".task-done")).to_have_count(texts)
