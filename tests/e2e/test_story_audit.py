"""The audit trail: narrowed to one kind of action, and taken along as a file of just that."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, OpenPage

Check = Callable[[Page], None]
TRAIL = "/settings/audit"
OWNER = "owner@example.com"


def test_an_owner_narrows_the_trail_and_takes_it_along(open_page: OpenPage, axe: Check) -> None:
    page = open_page(OWNER, language="en")
    page.goto(TRAIL)
    axe(page)
    page.locator('select[name="group"]').select_option("sign_ins")
    page.wait_for_url("**group=sign_ins*")
    expect(page.locator(".trace-head").first).to_contain_text("Signed in")
    actions = {row["action"].partition(".")[0] for row in file(page)}
    assert actions <= {"account", "sign_in_link", "sign_in_session"}
    assert actions

    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.locator(".trace-origin summary").first.click()
    axe(page)
    page.goto(f"{TRAIL}?group=sign_ins&from=2020-01-01&until=2020-01-02")
    expect(page.locator(".empty")).to_be_visible()
    expect(page.locator(".trace")).to_have_count(0)
    axe(page)


def file(page: Page) -> list[dict[str, str]]:
    """The rows of what is shown, as they stand in the file."""
    with page.expect_download() as download:
        page.locator('form[data-download][action*="format=csv"] button').click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))
