"""Tests in a real browser on the whole running service."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.components import missing
from tests.e2e.guard import Guard, accessibility_faults
from tests.e2e.stack import Stack, running_stack

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]
SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots" / "tests"
DESK, PHONE = (1440, 900), (390, 844)
PATIENCE_MILLISECONDS = 15_000
DRAFTING_MILLISECONDS = 90_000

expect.set_options(timeout=PATIENCE_MILLISECONDS)

OpenPage = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        missing("Chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    """The running service over the sample workspace, shared by all tests here."""
    with running_stack() as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, stack: Stack, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """`open_page("xiaoman.lin@example.com", language="zh", size=PHONE)`: a page of somebody signed in, each with a
    browser session of their own; a stranger's without an address. Every page is guarded, and pictured at the end.
    """
    contexts: list[BrowserContext] = []
    guard = Guard(stack.address)

    def open_one(
        email: str = "", *, language: str = "zh", size: tuple[int, int] = DESK, dark: bool = False
    ) -> Page:
        context = browser.new_context(
            base_url=stack.address, viewport={"width": size[0], "height": size[1]}, accept_downloads=True,
            locale={"zh": "zh-CN", "en": "en-GB"}[language], color_scheme="dark" if dark else "light",
            reduced_motion="reduce", timezone_id="Asia/Shanghai",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        guard.watch(context)
        page = context.new_page()
        if email:
            sign_in(page, stack.sign_in_path(email))
            _speak(page, language)
        return page

    yield open_one
    for number, context in enumerate(contexts):
        _picture(context, f"{request.node.name}-{number}")
        context.close()
    assert guard.faults == []


def sign_in(page: Page, link: str) -> None:
    """Follow a one-time link to the page it leads to."""
    page.goto(link)
    page.locator("main form:has(button.btn) button.btn").first.click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)


def _speak(page: Page, language: str) -> None:
    """Switch the interface as a person does, whatever the account is set to."""
    if not page.locator(f'html[lang^="{language}"]').count():
        page.locator(f'form[action="/language"] button[value="{language}"]').first.evaluate("button => button.click()")
        page.locator(f'html[lang^="{language}"]').wait_for()
        page.wait_for_load_state()


def _picture(context: BrowserContext, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    plain = re.sub(r"[^\w-]+", "-", name)
    for page in context.pages:
        page.screenshot(path=SCREENSHOTS / f"{plain}.png", full_page=True)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fails when a page has a serious or critical accessibility fault."""

    def check(page: Page) -> None:
        assert accessibility_faults(page) == []

    return check
