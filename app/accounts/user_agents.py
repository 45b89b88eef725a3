"""What a browser calls itself, in words people know. The text it sent is never kept: anything may stand in it."""

from __future__ import annotations

_BROWSERS = (
    ("wxwork/", "WeCom"), ("MicroMessenger/", "WeChat"), ("DingTalk/", "DingTalk"), ("Lark/", "Lark"),
    ("QQBrowser/", "QQ Browser"), ("HuaweiBrowser/", "Huawei Browser"), ("MiuiBrowser/", "Mi Browser"),
    ("SamsungBrowser/", "Samsung Internet"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)
"""Most pretend to be those below them, so the first that is named counts."""
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)
_LONGEST = 1_000


def browser_words(user_agent: str) -> str:
    """As in `Firefox · Windows`; "" when neither browser nor system is known."""
    text = user_agent[:_LONGEST]
    return " · ".join(filter(None, (_first(_BROWSERS, text), _first(_SYSTEMS, text))))


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in names if mark in text), "")
