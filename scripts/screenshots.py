"""Pictures of every page in both languages, taken from the service itself, so that they stay true.

Starts the service in a folder of its own, signs in with the printed link, follows the navigation and writes
docs/pictures/<language>-<page>.png, light, 1280 × 800.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def service(language: str) -> Iterator[str]:
    """A running service that greets in `language`; gives the one-time sign-in link."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
        probe.close()
        own = {"QUNBI_DATA_DIR": folder, "PORT": port, "QUNBI_LANGUAGE": language, "QUNBI_WORKERS": "1"}
        command = [sys.executable, "-m", "app.supervisor"]
        with subprocess.Popen(command, cwd=ROOT, env=os.environ | own, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield sign_in_link(process)
            finally:
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=60)


def sign_in_link(process: subprocess.Popen[str]) -> str:
    """The link among the first lines of the console. Raises SystemExit when the service did not start."""
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        if found := re.search(r"http://\S+/sign-in/\S+", line):
            return found.group()
    raise SystemExit("".join(lines) or "the service did not start")


def sign_in(browser: Browser, link: str, language: str) -> Page:
    """A page of the owner, who reads `language`."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, locale=language, color_scheme="light")
    page.goto(link)
    with page.expect_navigation():
        page.locator("form[action*='sign-in'] button[type=submit]").click()
    # The switch offers the other language alone.
    switch = page.locator(f"button[name=language][value={language}]").first
    if switch.count():
        with page.expect_navigation():
            switch.evaluate("button => button.form.requestSubmit(button)")
    return page


def take(page: Page, language: str) -> list[Path]:
    """One picture for each entry of the navigation."""
    links = page.locator("a.nav-entry").evaluate_all("all => [...new Set(all.map(a => a.href))]")
    taken = []
    for number, link in enumerate(links):
        page.goto(link, wait_until="networkidle")
        name = link.rstrip("/").rsplit("/", 1)[-1] if number else "start"
        taken.append(PICTURES / f"{language}-{name}.png")
        page.screenshot(path=taken[-1])
    return taken


def main() -> int:
    chromium = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if chromium is None:
        raise SystemExit("Chromium is missing: sudo apt install chromium fonts-noto-cjk")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language in ("zh", "en"):
            with service(language) as link:
                for path in take(sign_in(browser, link, language), language):
                    print(path.relative_to(ROOT))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
