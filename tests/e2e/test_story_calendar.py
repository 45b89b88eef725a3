"""A month is planned, posts move by drag, key and plan, a column is paused, half of a re-plan is accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PHONE, OpenPage

Check = Callable[[Page], None]
EDITOR, COLLEAGUE = "xiaoman.lin@example.com", "jia.he@example.com"
FREE = ".calendar-event[data-movable]:not([data-bound])"
MOTHERS = 1


@pytest.mark.parametrize(("language", "dark", "months"), [("zh", False, 4), ("en", True, 5)])
def test_an_editor_plans_a_month_and_keeps_hold_of_it(
    open_page: OpenPage, axe: Check, language: str, dark: bool, months: int
) -> None:
    first = begin_of_month(months)
    page = open_page(EDITOR, language=language, dark=dark)
    plan(page, first, axe)
    drag_and_undo(page, first, axe)
    move_by_key(page, first)
    move_in_its_plan(page, first)
    write_in_the_drawer(page, first, axe)
    meet_a_colleague(page, open_page(COLLEAGUE, language=language, dark=dark), first)
    pause_a_column(page)
    accept_half(page, first, axe)
    on_a_phone(page, first, axe)


def begin_of_month(months: int) -> date:
    """The first day of a month no other story plans: they share one service."""
    here = datetime.now(UTC).date().replace(day=1)
    return date(here.year + (here.month - 1 + months) // 12, (here.month - 1 + months) % 12 + 1, 1)


def last_of(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def plan(page: Page, first: date, axe: Check) -> None:
    page.goto(f"/c/{MOTHERS}/calendar/plan?persona=1&start={first}&end={last_of(first)}")
    axe(page)
    page.locator(".plan-actions .btn-primary").click()
    page.wait_for_url("**placed=**")


def month(page: Page, first: date) -> Locator:
    """The posts in sight that may be moved, once the grid has folded away what a day has no room for."""
    page.goto(f"/c/{MOTHERS}/calendar?date={first}&persona=1")
    chips = page.locator(FREE).filter(visible=True)
    chips.first.wait_for()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return chips


def post(page: Page, address: str) -> Locator:
    return page.locator(f'.calendar-event[data-move-url="{address}"]')


def stands_at(page: Page, address: str, start: str) -> None:
    """While a chip is dragged its copy follows the mouse: only once it is gone has the post come to rest."""
    expect(page.locator(f'.calendar-event[data-move-url="{address}"][data-start="{start}"]')).to_have_count(1)
    expect(post(page, address)).to_have_count(1)


def drag(page: Page, chip: Locator, day: date) -> None:
    """Drag, drop, and hear what the service says: the chip stands at its new place before anybody was asked."""
    chip.hover(position={"x": 20, "y": 8})
    start, end = chip.bounding_box(), page.locator(f'[role=gridcell][data-date="{day}"]').bounding_box()
    assert start
    assert end
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 16, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=5)
    with page.expect_response("**/move"):
        page.mouse.up()


def drag_and_undo(page: Page, first: date, axe: Check) -> None:
    chip = month(page, first).first
    axe(page)
    address, start = known(chip, "data-move-url"), known(chip, "data-start")
    day = first + timedelta(days=9)
    drag(page, chip, day)
    undo = page.locator(".toast-action").last
    # A toast that is pointed at stays.
    undo.hover()
    stands_at(page, address, f"{day}{start[10:]}")
    undo.click()
    stands_at(page, address, start)
    drag(page, post(page, address), day)
    stands_at(page, address, f"{day}{start[10:]}")


def move_by_key(page: Page, first: date) -> None:
    """A day later by the dialog; a time that has passed is refused and nothing moves."""
    chip = month(page, first).nth(1)
    address, start = known(chip, "data-move-url"), datetime.fromisoformat(known(chip, "data-start"))
    post(page, address).focus()
    page.keyboard.press("m")
    page.locator('#move [data-shift="1440"]').click()
    page.keyboard.press("Tab")
    page.locator("#move .btn-primary").press("Enter")
    later = f"{start + timedelta(days=1):%Y-%m-%dT%H:%M}"
    stands_at(page, address, later)
    post(page, address).focus()
    page.keyboard.press("m")
    page.locator("#move-slot").fill("2020-01-01T10:00")
    page.locator("#move .btn-primary").click()
    page.locator(".toast-error").wait_for()
    stands_at(page, address, later)


def move_in_its_plan(page: Page, first: date) -> None:
    address = known(month(page, first).nth(2), "data-move-url")
    post(page, address).press("Enter")
    page.locator('#drawer[open] a[href$="/details"]').click()
    page.locator("#slot").fill(f"{first + timedelta(days=15)}T11:30")
    page.locator(".submit-row .btn-primary").click()
    stands_at(page, address, f"{first + timedelta(days=15)}T11:30")


def write_in_the_drawer(page: Page, first: date, axe: Check) -> None:
    """The address names what is open; what the checks say follows the words; unsaved words are asked about."""
    month(page, first).first.press("Enter")
    page.locator("#drawer[open] #hook").fill("先看宝宝，再看日子")
    page.reload()
    hook = page.locator("#drawer[open] #hook")
    hook.fill("先看宝宝，再看日子")
    page.locator("#drawer #body").fill("国家级配方")
    page.locator('#drawer #checks [data-place="body"]').first.wait_for()
    axe(page)
    page.keyboard.press("Escape")
    page.locator("#ask[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator("#drawer #body").fill("每天少一顿，一周看一次状态。")
    page.keyboard.press("Control+s")
    page.locator(".toast-success").wait_for()
    expect(hook).to_have_value("先看宝宝，再看日子")
    page.go_back()
    expect(page.locator("#drawer")).not_to_have_attribute("open", "")


def meet_a_colleague(page: Page, other: Page, first: date) -> None:
    """Two drag the same post: the later one sees who was faster, loses nothing and decides."""
    chip, seen = month(page, first).first, month(other, first).first
    address, start = known(chip, "data-move-url"), known(chip, "data-start")
    mine, theirs = first + timedelta(days=10), first + timedelta(days=11)
    drag(page, chip, mine)
    stands_at(page, address, f"{mine}{start[10:]}")
    drag(other, seen, theirs)
    refusal = other.locator(".toast-error")
    expect(refusal).to_contain_text("林小满")
    stands_at(other, address, f"{mine}{start[10:]}")
    refusal.locator(".toast-action").click()
    stands_at(other, address, f"{theirs}{start[10:]}")


def pause_a_column(page: Page) -> None:
    page.goto(f"/c/{MOTHERS}/community")
    page.locator('form[action$="/pause"] button').first.click()
    page.locator(".toast-success").wait_for()


def accept_half(page: Page, first: date, axe: Check) -> None:
    page.goto(f"/c/{MOTHERS}/calendar/plan?persona=1&start={first}&end={last_of(first)}")
    boxes = page.locator('.proposed input[name="slot"]')
    boxes.first.wait_for()
    axe(page)
    for number in range(boxes.count() // 2, boxes.count()):
        boxes.nth(number).set_checked(number == 0)
    page.locator(".plan-actions .btn-primary").click()
    page.locator(".toast-success").wait_for()


def on_a_phone(page: Page, first: date, axe: Check) -> None:
    """The days as a list, without anything to drag; a post opens over the whole width."""
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"/c/{MOTHERS}/calendar?date={first}&persona=1")
    page.locator(".agenda-entry").first.click()
    page.locator("#drawer[open] #checks").wait_for()
    assert page.locator("#drawer").evaluate("drawer => drawer.getBoundingClientRect().width") == PHONE[0]
    axe(page)


def known(chip: Locator, name: str) -> str:
    value = chip.get_attribute(name)
    assert value
    return value
