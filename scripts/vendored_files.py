"""Which third-party files the product carries, in which version, and how the bytes of each are made."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

VERSIONS = {
    "htmx.org": "4.0.1",
    "@tabler/core": "1.6.1",
    "@tabler/icons": "3.51.0",
    "fullcalendar": "7.1.0",
    "temporal-polyfill": "1.0.8",
    "axe-core": "4.14.1",
    # Shipped inside the dist files above; listed for their licences.
    "bootstrap": "5.3.8",
    "preact": "10.29.8",
}

ICONS = (
    "adjustments", "alert-circle", "alert-triangle", "archive", "arrow-back-up", "arrow-down", "arrow-up", "bell",
    "bulb", "calendar", "chart-bar", "check", "checks", "chevron-down", "chevron-left", "chevron-right",
    "circle-check", "clock", "command", "copy", "device-desktop", "dots", "download", "edit", "external-link", "eye",
    "file-text", "filter", "git-compare", "help", "history", "info-circle", "key", "keyboard", "language",
    "layout-dashboard", "library", "link", "list", "lock", "logout", "menu-2", "message-2", "messages", "moon",
    "pencil", "player-play", "player-stop", "plus", "refresh", "rocket", "search", "settings", "shield-check",
    "sparkles", "speakerphone", "star", "sun", "tag", "template", "trash", "upload", "user", "users", "world", "x",
)

Packages = dict[str, Path]
Build = Callable[[Packages, Path], bytes]


@dataclass(frozen=True)
class Artifact:
    """One committed file: where it lies, the package it comes from and how its bytes are made."""

    file: str
    package: str
    licence: str
    build: Build
    bundles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """A folder of artifacts with one manifest; the folder holds nothing that the manifest does not name."""

    folder: str
    artifacts: tuple[Artifact, ...]

    @property
    def manifest(self) -> Path:
        return ROOT / self.folder / "MANIFEST.json"


def copied(package: str, member: str) -> Build:
    """The bytes of one file of a package, unchanged but for a source map nobody serves."""

    def build(packages: Packages, _tools: Path) -> bytes:
        text = (packages[package] / member).read_text(encoding="utf-8")
        return re.sub(r"\n?(//|/\*)# sourceMappingURL=.*", "", text).rstrip().encode() + b"\n"

    return build


def minified(package: str, *members: str) -> Build:
    """Several files of a package joined in order and minified; licence banners stay."""

    def build(packages: Packages, tools: Path) -> bytes:
        joined = "\n".join((packages[package] / member).read_text(encoding="utf-8") for member in members)
        loader = members[0].rpartition(".")[2]
        command = [str(tools / "node_modules/.bin/esbuild"), "--minify", f"--loader={loader}", "--charset=utf8"]
        return subprocess.run(command, input=joined.encode(), capture_output=True, check=True).stdout

    return build


def sprite(packages: Packages, _tools: Path) -> bytes:
    """One SVG file with a symbol per icon, used as `<use href="icons.svg#name">`."""
    outlines = packages["@tabler/icons"] / "icons/outline"
    symbols = "\n".join(symbol(name, (outlines / f"{name}.svg").read_text(encoding="utf-8")) for name in ICONS)
    banner = f"<!-- Tabler Icons {VERSIONS['@tabler/icons']}, MIT, Copyright (c) 2020-2026 Paweł Kuna -->"
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{banner}\n{symbols}\n</svg>\n'.encode()


def symbol(name: str, svg: str) -> str:
    shapes = re.findall(r"<(?:path|circle|rect|line)\b[^>]*/>", svg)
    visible = " ".join(shape for shape in shapes if 'fill="none"' not in shape)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{visible}</symbol>'


CALENDAR_SCRIPTS = ("all/global.js", "themes/classic/global.js", "locales/zh-cn/global.js")
CALENDAR_STYLES = ("skeleton.css", "themes/classic/theme.css", "themes/classic/palette.css")

SHELVES = (
    Shelf(
        "static/vendor",
        (
            Artifact("htmx.min.js", "htmx.org", "0BSD", copied("htmx.org", "dist/htmx.min.js")),
            Artifact(
                "tabler.min.css",
                "@tabler/core",
                "MIT",
                copied("@tabler/core", "dist/css/tabler.min.css"),
                ("bootstrap",),
            ),
            Artifact(
                "fullcalendar.min.js",
                "fullcalendar",
                "MIT",
                minified("fullcalendar", *CALENDAR_SCRIPTS),
                ("preact", "temporal-polyfill"),
            ),
            Artifact("fullcalendar.min.css", "fullcalendar", "MIT", minified("fullcalendar", *CALENDAR_STYLES)),
            Artifact("temporal.min.js", "temporal-polyfill", "MIT", minified("temporal-polyfill", "global.js")),
            Artifact("icons.svg", "@tabler/icons", "MIT", sprite),
        ),
    ),
    Shelf("tests/e2e/vendor", (Artifact("axe.min.js", "axe-core", "MPL-2.0", copied("axe-core", "axe.min.js")),)),
)
