"""The library: two characters find a text, a filter is kept, many texts change at once, an old one comes back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PHONE, OpenPage
from tests.e2e.posts import day_in, new_post

Check = Callable[[Page], None]
LIBRARY = "/c/2/library"
EDITOR = "yu.chen@example.com"
STAINS = ("咖啡渍沾到卫衣上，先别搓", "奶茶渍沾到卫衣上，先别搓")


def test_an_editor_finds_changes_and_restores_texts(open_page: OpenPage, axe: Check) -> None:
    page = open_page(EDITOR)
    for weekday, words in enumerate(STAINS):
        new_post(page, 2, day_in(6, weekday), f"洗护 {weekday}")
        write(page, words)
    find(page, axe)
    keep_the_filter(page)
    put_several_away_and_back(page, axe)
    restore_a_version(page, axe)
    on_a_phone(page, axe)


def write(page: Page, hook: str) -> None:
    page.locator("#hook").fill(hook)
    page.locator("#body").fill("凉水从背面冲，再用中性洗衣液按一按。")
    with page.expect_navigation():
        page.locator("[data-save]").click()
    expect(page.locator("#hook")).to_have_value(hook)


def rows(page: Page) -> Locator:
    return page.locator("a.row-title")


def find(page: Page, axe: Check) -> None:
    page.goto(LIBRARY)
    page.keyboard.press("/")
    page.keyboard.type("咖啡")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    expect(rows(page)).to_have_text([STAINS[0]])
    expect(rows(page).locator("mark")).to_have_text("咖啡")
    axe(page)


def keep_the_filter(page: Page) -> None:
    page.locator("summary:has(+ form #save-name)").click()
    page.locator("#save-name").fill("和咖啡有关")
    page.locator("form:has(#save-name) button").click()
    expect(page.locator(".saved-filter")).to_have_count(1)
    page.goto(LIBRARY)
    for words in STAINS:
        expect(rows(page).filter(has_text=words)).to_have_count(1)
    page.get_by_role("link", name="和咖啡有关").click()
    expect(page.locator(".saved-filter [aria-current]")).to_have_text("和咖啡有关")
    expect(rows(page)).to_have_count(1)


def put_several_away_and_back(page: Page, axe: Check) -> None:
    """What was done is told; what was put away is found among the archived and comes back from there."""
    page.goto(f"{LIBRARY}?q=先别搓")
    page.locator("[data-tick-all]").check()
    expect(page.locator('input[name="item"]:checked')).to_have_count(2)
    page.locator('[name=act][value="archive"]').click()
    expect(page.locator(".notice-good")).to_be_visible()
    expect(rows(page)).to_have_count(0)
    page.goto(f"{LIBRARY}?q=先别搓&state=archived")
    page.locator("[data-tick-all]").check()
    axe(page)
    page.locator('[name=act][value="restore"]').click()
    expect(page.locator(".notice-good")).to_be_visible()
    page.goto(f"{LIBRARY}?q=先别搓")
    expect(rows(page)).to_have_count(2)


def restore_a_version(page: Page, axe: Check) -> None:
    """The life of the text says what happened; the words of before are compared and taken back."""
    rows(page).filter(has_text=STAINS[0]).click()
    page.wait_for_url("**/items/*")
    write(page, "咖啡渍：三步洗掉")
    life = page.locator(".life .moment")
    before = life.count()
    page.locator('.versions a[href*="compare=1"]').click()
    expect(page.locator("#compared del").first).to_be_visible()
    axe(page)
    page.locator('#compared form[action$="/choose"] button').click()
    expect(page.locator("#hook")).to_have_value(STAINS[0])
    expect(life).to_have_count(before + 1)


def on_a_phone(page: Page, axe: Check) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    axe(page)
    page.goto(f"{LIBRARY}?q=咖啡")
    expect(rows(page)).to_have_count(1)
    axe(page)
