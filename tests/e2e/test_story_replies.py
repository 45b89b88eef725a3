"""The reply desk without a mouse: from three letters to words in the chat, and what became of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK, OpenPage

Check = Callable[[Page], None]
OPERATOR = "xiaoman.lin@example.com"
ADDRESS = "/c/1/replies/desk"
BESIDE_A_CHAT = (360, 720)
SAID = "小满妈妈，欢迎来下午茶"


@pytest.mark.parametrize(
    ("language", "size", "address", "helped"),
    [("zh", DESK, ADDRESS, "有帮助"), ("en", BESIDE_A_CHAT, f"{ADDRESS}?narrow=1", "Helped")],
)
def test_an_operator_answers_by_keyboard_alone(
    open_page: OpenPage, axe: Check, language: str, size: tuple[int, int], address: str, helped: str
) -> None:
    page = open_page(OPERATOR, language=language, size=size)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address)
    find_by_initials(page, axe)
    fill_in(page, axe)
    say_what_became_of_it(page, helped)
    keep_it_at_hand(page)
    search_in_vain(page, axe)


def find_by_initials(page: Page, axe: Check) -> None:
    expect(page.locator("#desk-search")).to_be_focused()
    page.keyboard.type("hy")
    expect(page.locator(".hit mark").first).to_be_visible()
    first = page.locator(".hit").first
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(first).to_contain_text("欢迎来下午茶")
    axe(page)


def fill_in(page: Page, axe: Check) -> None:
    page.keyboard.press("Enter")
    expect(page.locator("#blank-1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".asking .form-error")).to_be_visible()
    expect(page.locator("#blank-1")).to_be_focused()
    axe(page)
    page.keyboard.type("小满妈妈")
    page.keyboard.press("Enter")
    expect(page.locator(".copy-note")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()").startswith(SAID)
    page.keyboard.press("r")
    rich = "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then((html) => html.text())"
    expect(page.locator(".copy-note")).to_have_text(page.locator(".copy-note").get_attribute("data-rich") or "?")
    assert f"<p>{SAID}" in page.evaluate(rich)


def say_what_became_of_it(page: Page, helped: str) -> None:
    page.keyboard.press("1")
    expect(page.locator('.outcome[aria-pressed="true"]')).to_have_count(0)
    page.keyboard.press("h")
    expect(page.locator('.outcome[aria-pressed="true"]')).to_contain_text(helped)


def keep_it_at_hand(page: Page) -> None:
    star = page.locator("#favourite button")
    kept = star.get_attribute("aria-pressed") == "true"
    page.keyboard.press("f")
    expect(star).to_have_attribute("aria-pressed", str(not kept).lower())
    page.keyboard.press("Escape")
    expect(page.locator("#desk-search")).to_be_focused()


def search_in_vain(page: Page, axe: Check) -> None:
    with page.expect_response("**/desk/gaps") as counted:
        page.keyboard.type("qqvvxx")
        expect(page.locator(".desk-none")).to_contain_text("qqvvxx")
    assert counted.value.status == 204
    axe(page)
    page.keyboard.press("Escape")
    expect(page.locator(".hit").first).to_be_visible()


def test_a_pasted_message_is_answered_by_keys_that_mean_one_thing_each(open_page: OpenPage, axe: Check) -> None:
    page = open_page(OPERATOR)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{ADDRESS}/suggest")
    page.locator("#suggest-form textarea").fill("这个也太贵了，能便宜点吗")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".suggest-option")).to_have_count(3)
    fill_every_blank(page)
    answer_by_key(page, "1")
    expect(page.locator('.outcome[aria-pressed="true"]')).to_have_count(0)
    axe(page)
    answer_by_key(page, "2")
    page.keyboard.press("n")
    expect(page.locator('.outcome[aria-pressed="true"]')).to_contain_text("没回应")
    expect(page.locator(".outcomes")).to_have_count(1)
    page.keyboard.press("?")
    listed = page.locator("[data-shortcut-list]")
    for meaning in ("有帮助", "没回应", "转人工处理"):
        expect(listed).to_contain_text(meaning)


def fill_every_blank(page: Page) -> None:
    for place in range(page.locator("[data-refill]").count()):
        field = page.locator("[data-refill]").nth(place)
        with page.expect_response("**/desk/suggest"):
            field.evaluate("field => field.dataset.before = 'yes'")
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(index=1)
            else:
                field.fill("39" if "金额" in (field.get_attribute("name") or "") else "小满妈妈")
                field.blur()
        expect(page.locator("[data-refill][data-before]")).to_have_count(0)  # the answer has taken its place
    page.locator("#suggested").focus()


def answer_by_key(page: Page, key: str) -> None:
    """The key copies the words of that place, whatever was copied before."""
    button = page.locator(f'[data-taken][data-shortcut="{key}"]')
    with page.expect_response("**/desk/suggest/taken") as taken:
        page.keyboard.press(key)
    assert taken.value.status == 200
    expect(page.locator(".outcomes")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == button.get_attribute("data-words")
