"""Takes the pictures of the README from the real service, so that they stay true.

    python scripts/screenshots.py [name …]

It fills a folder of its own with the lived-in sample (offline drafts, SIMULATED numbers of members), starts the whole
service on a free port, signs in by the one-time link, plans and drafts a week in Chromium as a person would, and looks
at each page. With names, only pictures whose file name contains one of them are kept. Dates move with the day of
taking; everything else repeats.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"]
CORNER = (DESK["width"] - 1, DESK["height"] - 1)
WEEKS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a language's pictures are taken: a community and a persona of the sample, by their order in it."""

    language: str
    community: int
    persona: int

    def path(self, page: str, **arguments: object) -> str:
        """The address of a community page, for this persona."""
        rest = "".join(f"&{name}={value}" for name, value in arguments.items())
        return f"/c/{self.community}/{page}?persona={self.persona}{rest}"

    def month(self) -> str:
        """The month that next week begins in, all personas."""
        return f"/c/{self.community}/calendar?view=month&date={_monday() + timedelta(weeks=1)}"


SCENES = (Scene("zh", community=1, persona=1), Scene("en", community=3, persona=5))


def main() -> int:
    """0 when every wanted picture was taken, 1 when a page or the browser is missing."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        print("No Chromium found: sudo apt install chromium fonts-noto-cjk", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="qunbi-pictures-") as folder,
        service(Path(folder)) as link,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=program, args=FLAGS) as browser,
    ):
        missing = Camera(browser, link, sys.argv[1:]).take_all()
    for name in missing:
        print(f"not taken, its page does not answer: {name}", file=sys.stderr)
    return 1 if missing else 0


@contextmanager
def service(folder: Path) -> Iterator[str]:
    """The whole service over a lived-in sample; gives the one-time sign-in link."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("QUNBI_", "OPENAI_"))}
    # Empty ones win over a `.env` that names a model or another database.
    environment |= dict.fromkeys(("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "DATABASE_URL", "REDIS_URL"), "")
    environment |= {"QUNBI_DATA_DIR": str(folder), "PORT": str(free_port())}
    subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", "lived-in"], cwd=ROOT, env=environment, check=True)
    running = subprocess.Popen(
        [sys.executable, "-u", "-m", "app.supervisor"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        yield next(line.split()[-1].rpartition("：")[2] for line in running.stdout or () if "/sign-in/" in line)
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(60)


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Camera:
    """One signed-in owner who walks through the pages and takes pictures."""

    def __init__(self, browser: Browser, link: str, wanted: Sequence[str]) -> None:
        self._browser = browser
        self._address = link.partition("/sign-in/")[0]
        self._wanted = wanted
        self._missing: list[str] = []
        self._page = self._open(DESK, "light")
        self._page.goto(link)
        self._page.locator("form[action*='/sign-in/'] button").click()
        self._page.wait_for_url(self._address + "/")
        self._state = self._page.context.storage_state()

    def take_all(self) -> list[str]:
        """Every wanted picture; the names of those whose page is missing."""
        for scene in SCENES:
            self._speak(scene.language)
            self._walk(scene)
            if scene.language == "zh":
                self._in_another_light(scene)
        return self._missing

    def _walk(self, scene: Scene) -> None:
        """As an editor would: plan a week, draft it, review, see what works."""
        monday = _monday() + timedelta(weeks=WEEKS_AHEAD)
        week = {"start": monday, "end": monday + timedelta(days=6), "seed": monday.toordinal()}
        self._take(scene, "plan", scene.path("calendar/plan", **week))
        self._page.locator("form.plan-main button.btn-primary").click()
        self._page.wait_for_url("**/calendar?**placed=**")
        self._goto(scene.path("drafting"))
        self._page.locator("main .submit-row button[type=submit]").click()
        self._page.locator("#progress a[href*='/review']").wait_for(timeout=60_000)
        self._take(scene, "drafting", None)
        self._take(scene, "today", "/")
        self._take(scene, "calendar", scene.month())
        self._take(scene, "review", scene.path("review"), look_at=".queue li:nth-child(2) a")
        self._take(scene, "ranking", scene.path("insights"), look_at="table summary")
        self._take(scene, "export", scene.path("exports"))

    def _in_another_light(self, scene: Scene) -> None:
        desk = self._page
        self._page = self._open(DESK, "dark")
        self._take(scene, "calendar-dark", scene.month())
        self._page = self._open(PHONE, "light")
        self._take(scene, "today-phone", "/")
        self._page = desk

    def _take(self, scene: Scene, name: str, path: str | None, *, look_at: str = "") -> None:
        """A picture of `path`, or of the page as it stands for None, after a click on the first `look_at`."""
        file = f"{name}-{scene.language}.png"
        if path is not None and not self._goto(path):
            self._missing.append(file)
            return
        if look_at:
            self._page.locator(look_at).first.click()
            self._page.wait_for_load_state("networkidle")
            self._page.mouse.move(*CORNER)
        if self._wanted and not any(word in file for word in self._wanted):
            return
        self._page.screenshot(path=PICTURES / file, animations="disabled", caret="hide", scale="css")
        print(PICTURES / file)

    def _goto(self, path: str) -> bool:
        answer = self._page.goto(self._address + path, wait_until="networkidle")
        return answer is not None and answer.ok

    def _speak(self, language: str) -> None:
        self._goto("/")
        switch = self._page.locator(f"button[name=language][value={language}]:visible").first
        if switch.count():
            switch.click()
            self._page.wait_for_load_state("networkidle")

    def _open(self, size: dict[str, int], light: str) -> Page:
        context = self._browser.new_context(
            viewport=size, color_scheme=light, reduced_motion="reduce", timezone_id="Asia/Shanghai", locale="zh-CN",
            storage_state=getattr(self, "_state", None),
        )
        context.set_default_timeout(20_000)
        return context.new_page()


def _monday() -> date:
    today = datetime.now(UTC).date()
    return today - timedelta(days=today.weekday())


if __name__ == "__main__":
    sys.exit(main())
