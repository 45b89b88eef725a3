"""What every page relies on: the markup obeys the content policy, symbols exist, colours can be read."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = sorted((ROOT / "app/templates").rglob("*.html"))
STYLES = sorted((ROOT / "static/css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
FORBIDDEN = {
    "a style attribute": r"<[^>{]*\sstyle\s*=",
    "a style element": r"<style\b",
    "a script without a file": r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>",
    "a handler attribute": r"<[^>]*\son[a-z]+\s*=",
    "htmx code in an attribute": r"\shx-on[:=-]",
    "an address of another host": r"(?:src|href)\s*=\s*[\"']https?://",
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_template_holds_what_the_content_policy_refuses(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []


def test_every_symbol_a_template_asks_for_is_in_the_sprite() -> None:
    symbols = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/vendor/icons.svg").read_text(encoding="utf-8")))
    markup = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    meanings = dict(re.findall(r'"([\w-]+)": "([\w-]+)"', (ROOT / "app/templates/macros/icon.html").read_text()))
    asked = set(re.findall(r"\bicon\(\"([\w-]+)\"", markup))
    assert {meanings.get(name, name) for name in asked | set(meanings)} <= symbols


def test_scripts_reach_no_other_host_and_evaluate_no_text() -> None:
    for script in SCRIPTS:
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"https?://|\beval\(|new Function|\.innerHTML\s*=|document\.write", text), script.name


def test_colours_are_named_once_and_used_by_name() -> None:
    for sheet in STYLES:
        if sheet.name not in {"tokens.css", "print.css"}:
            values = re.findall(r":[^;{]*(#[0-9a-f]{3,8})\b", sheet.read_text(encoding="utf-8"))
            assert values == [], sheet.name


def tokens(theme: str) -> dict[str, str]:
    text = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
    heads = (":root", r'\[data-bs-theme="dark"\]')
    light, dark = (re.search(head + r" \{(.*?)\n\}", text, re.DOTALL) for head in heads)
    assert light
    assert dark
    named = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", light[1]))
    return named if theme == "light" else named | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", dark[1]))


def linear(color: str) -> tuple[float, ...]:
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    channels = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def linear_oklch(lightness: float, chroma: float, hue: float) -> tuple[float, ...]:
    """Linear sRGB of an OKLCH colour, clipped to the gamut (Ottosson 2020)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    l3, m3, s3 = (
        (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    rgb = (
        4.0767416621 * l3 - 3.3077115913 * m3 + 0.2309699292 * s3,
        -1.2684380046 * l3 + 2.6097574011 * m3 - 0.3413193965 * s3,
        -0.0041960863 * l3 - 0.7034186147 * m3 + 1.7076147010 * s3,
    )
    return tuple(min(1.0, max(0.0, channel)) for channel in rgb)


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The WCAG 2 contrast ratio of two colours in linear sRGB."""
    dark, light = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other))
    return (light + 0.05) / (dark + 0.05)


READ = [(ink, ground) for ink in ("ink", "ink-soft", "accent") for ground in ("ground", "surface", "surface-sunken")]
READ += [(ink, "surface-raised") for ink in ("ink", "ink-soft", "accent", "good", "warn", "bad")]
READ += [(tone, f"{tone}-tint") for tone in ("accent", "good", "warn", "bad", "insert", "delete")]
READ += [("ink", "accent-tint"), ("ink-soft", "accent-tint"), ("ink", "warn-tint"), ("ink", "bad-tint")]
READ += [("on-fill", f"{fill}-fill") for fill in ("accent", "good", "bad")]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READ)
def test_text_can_be_read_on_every_ground_it_stands_on(theme: str, ink: str, ground: str) -> None:
    named = tokens(theme)
    assert contrast(linear(named[ink]), linear(named[ground])) >= 4.5


@pytest.mark.parametrize("number", range(12))
def test_a_persona_colour_stands_out_and_its_chip_can_be_read(number: int) -> None:
    text = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
    found = re.search(rf"\.persona-{number} \{{ --hue: (\d+); --depth: (\d+)%; \}}", text)
    assert found
    hue, depth = float(found[1]), float(found[2]) / 100
    light, dark = tokens("light"), tokens("dark")
    assert contrast(linear_oklch(depth, 0.15, hue), linear(light["surface"])) >= 3
    assert contrast(linear_oklch(depth * 0.7 + 0.38, 0.135, hue), linear(dark["surface"])) >= 3
    for ink in ("ink", "ink-soft"):
        assert contrast(linear(light[ink]), linear_oklch(0.96, 0.022, hue)) >= 4.5
        assert contrast(linear(dark[ink]), linear_oklch(0.29, 0.035, hue)) >= 4.5
