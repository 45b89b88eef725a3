"""The first minute: a stranger, a form, a one-time link."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK, PHONE, OpenPage
from tests.e2e.stack import Stack

Check = Callable[[Page], None]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_way_in_is_usable_by_everybody(
    open_page: OpenPage, axe: Check, language: str, size: tuple[int, int], *, dark: bool
) -> None:
    page = open_page(language=language, size=size, dark=dark)
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", {"zh": "zh-CN", "en": "en"}[language])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)


def test_a_wrong_password_is_explained_and_keeps_the_address(open_page: OpenPage, axe: Check) -> None:
    page = open_page(language="en")
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill("owner@example.com")
    page.get_by_label("Password").fill("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_text("do not match an active account")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value("owner@example.com")
    axe(page)


def test_a_one_time_link_works_once(open_page: OpenPage, stack: Stack) -> None:
    path = stack.sign_in_path("owner@example.com")
    first, second = open_page(), open_page()
    for page in (first, second):
        page.goto(path)
    first.locator("main form:has(button.btn) button.btn").first.click()
    expect(first.locator("nav").first).to_be_visible()
    with second.expect_navigation() as spent:
        second.locator("main form:has(button.btn) button.btn").first.click()
    assert spent.value.status == 410
    expect(second.get_by_role("heading", level=1)).to_be_visible()
    expect(second.locator("nav")).to_have_count(0)


def test_the_way_in_needs_no_mouse(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto("/sign-in")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type("owner@example.com")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Password")).to_be_focused()
