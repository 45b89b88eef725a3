"""What no page may do, watched on every page of every test."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
GRAVE = {"serious", "critical"}
SERVER_ERROR = 500

# A rejected form comes back with one of these, a spent link with 410, and Chromium calls that an error.
_REJECTED = re.compile(r"Failed to load resource: .* status of (409|410|422)")
_REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@dataclass
class Guard:
    """Collects what pages of one browser context did wrong; `address` is all they may speak to."""

    address: str
    faults: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Listen to every page of the context, also those it opens later."""
        context.add_init_script(_REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script failed: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _REJECTED.match(message.text):
            self.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:", "about:")):
            self.faults.append(f"asked elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= SERVER_ERROR:
            self.faults.append(f"{response.status}: {response.url}")


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds serious or critical on the page, with the first place of each."""
    page.wait_for_load_state()
    page.evaluate(f"() => {{ {AXE} }}")
    violations = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{found['id']}: {found['help']} at {found['nodes'][0]['target']}"
        for found in violations if found["impact"] in GRAVE
    ]
