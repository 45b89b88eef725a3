"""What a person at the calendar waits for: the page to be painted, and a post to stand where it was dropped."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, sync_playwright

from app import create_app
from app.accounts import service as accounts
from app.core.clock import now
from app.core.database import db, migrate
from app.core.settings import Settings
from app.core.transactions import transaction
from benchmarks.calendar_pages import p95
from benchmarks.calendar_posts import fill
from benchmarks.report import Figure
from benchmarks.stack import started
from tests.components import missing

POSTS, IN_MONTH = 2_000, 500
LOADS, DRAGS = 12, 12
PAINT_MILLISECONDS, DRAG_MILLISECONDS = 1_000.0, 300.0
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
_DESK: ViewportSize = {"width": 1440, "height": 900}
_STEPS = 6
_CHIP = ".calendar-event"
_ANEW = "the page loaded anew"

_WATCH_PAINT = """
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.paintedAt = entry.startTime; }))
    .observe({ type: "largest-contentful-paint", buffered: true });
  window.standsAt = new Promise((resolve) => {
    const look = () => {
      const drawn = document.querySelector(".calendar-event");
      requestAnimationFrame(drawn ? () => resolve(performance.now()) : look);
    };
    look();
  });
"""
"""Runs before the page's own scripts: when its largest part was painted, and when the grid with its posts was."""

_CHOOSE = """() => {
  const whole = (element) => {
    const box = element.getBoundingClientRect();
    return box.top > 60 && box.bottom < innerHeight;
  };
  const clock = (chip) => chip.dataset.start.slice(11);
  const chips = [...document.querySelectorAll(".calendar-event[data-movable]:not([data-bound])")].filter(whole);
  const [first] = chips.sort((a, b) => clock(a).localeCompare(clock(b)));
  const cells = [...document.querySelectorAll("#calendar [role=gridcell][data-date]")].filter(whole);
  const days = cells.map((cell) => cell.dataset.date).filter((day) => !first.dataset.start.startsWith(day));
  return [first.dataset.moveUrl, Number(first.dataset.version), days[Math.floor(days.length / 2)]];
}"""
"""The earliest post in sight that may be moved, so that it shows wherever it is dropped, and another day in sight."""

_WATCH_DROP = """([move, version, day]) => {
  document.querySelectorAll(".toast-item").forEach((toast) => toast.remove());
  window.settledAfter = new Promise((resolve) => addEventListener("pointerup", ({ timeStamp }) => {
    let settled = 0;
    const look = () => {
      const after = performance.now() - timeStamp;
      const chip = document.querySelector(`.calendar-event[data-move-url="${move}"]`);
      const stands = chip?.closest("[role=gridcell]").dataset.date === day;
      if (stands && document.querySelector(".toast-item")) settled ||= after;
      if (settled && Number(chip.dataset.version) > version) resolve([settled, after]);
      else requestAnimationFrame(look);
    };
    look();
  }, { once: true, capture: true }));
}"""
"""From the release of the button until the post stands there and the toast says so; until the month is read anew."""


@dataclass(frozen=True, slots=True)
class _Load:
    """Milliseconds from the click on a link: the largest part painted, the grid with its posts painted."""

    painted: float
    stands: float


def figures() -> list[Figure]:
    """Median and p95 over page loads with an empty cache, and over drags on one of them."""
    with _open_month() as (context, address):
        loads = [_load(context.browser, context, address) for _ in range(LOADS)]
        page = context.new_page()
        page.goto(address)
        page.locator(_CHIP).first.wait_for()
        settled, renewed = zip(*(_drag(page) for _ in range(DRAGS)), strict=True)
    painted, stands = [load.painted for load in loads], [load.stands for load in loads]
    return [
        *_both(f"month page, {IN_MONTH} posts, largest paint", painted, PAINT_MILLISECONDS, stands, "all posts drawn"),
        *_both(f"month page, {IN_MONTH} posts, a drag settles", settled, DRAG_MILLISECONDS, stands, _ANEW),
        Figure(f"month page, {IN_MONTH} posts, read anew after it, p50", statistics.median(renewed), "ms"),
    ]


def _both(name: str, times: Sequence[float], limit: float, others: Sequence[float], against: str) -> list[Figure]:
    return [
        Figure(f"{name}, p50", statistics.median(times), "ms", "≤", limit, statistics.median(others), against),
        Figure(f"{name}, p95", p95(times), "ms", "≤", limit, p95(others), against),
    ]


def _load(browser: Browser | None, signed_in: BrowserContext, address: str) -> _Load:
    """In a browser session of its own: signed in, with nothing kept from before."""
    assert browser is not None
    context = browser.new_context(viewport=_DESK, locale="zh-CN", storage_state=signed_in.storage_state())
    context.add_init_script(_WATCH_PAINT)
    page = context.new_page()
    page.goto(address)
    stands = page.evaluate("window.standsAt")
    page.wait_for_load_state("networkidle")
    load = _Load(page.evaluate("window.paintedAt"), stands)
    context.close()
    return load


def _drag(page: Page) -> tuple[float, float]:
    """Milliseconds until a dropped post stands where it was dropped and people were told, and until the month behind
    it was read anew."""
    move, version, day = page.evaluate(_CHOOSE)
    page.evaluate(_WATCH_DROP, [move, version, day])
    page.mouse.move(*_middle(page.locator(f'{_CHIP}[data-move-url="{move}"]')))
    page.mouse.down()
    page.mouse.move(*_middle(page.locator(f'#calendar [role=gridcell][data-date="{day}"]')), steps=_STEPS)
    page.mouse.up()
    settled, renewed = page.evaluate("window.settledAfter")
    return float(settled), float(renewed)


def _middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@contextmanager
def _open_month() -> Iterator[tuple[BrowserContext, str]]:
    """The whole service with a full month, a browser in which an editor is signed in, and the month's address."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None) or missing("Chromium")
    with tempfile.TemporaryDirectory(prefix="qunbi-bench-") as name:
        sign_in, month = _prepare(Path(name))
        with started([sys.executable, "-m", "app.supervisor"], Path(name)) as service, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=_FLAGS)
            context = browser.new_context(viewport=_DESK, locale="zh-CN")
            page = context.new_page()
            page.goto(service.address + sign_in)
            page.locator("main form:has(button.btn) button.btn").first.click()
            page.wait_for_load_state()
            page.close()
            yield context, service.address + month
            browser.close()


def _prepare(folder: Path) -> tuple[str, str]:
    """Lay down the posts; the path of a link that signs the editor in, and the path of the month."""
    app = create_app(Settings(data_dir=folder, log_level="error"))
    migrate(app)
    with app.app_context():
        with transaction() as session:
            filled = fill(session, POSTS, now=now(), in_month=IN_MONTH)
            token = accounts.issue_sign_in_link(session, filled.editor.user, now=now())
        db.engine.dispose()
    return f"/sign-in/{token}", f"/c/{filled.community_id}/calendar?date={filled.month}"
