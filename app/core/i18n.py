"""Languages: which one this reader wants, labels of domain words, dates in a named zone."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import cast

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, format_date, format_datetime, get_locale
from flask_login import current_user

from app.core.origins import through_api
from app.core.settings import Settings
from app.core.zones import UTC_ZONE, ZoneUnknown, zone_of
from content_calendar.message import Message
from content_calendar.vocabulary import Language, Term

TRANSLATIONS = Path(__file__).parent.parent / "translations"
LANGUAGES = tuple(Language)
OWN_NAMES = {Language.ZH: "中文", Language.EN: "English"}


def init_app(app: Flask, settings: Settings) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = settings.language
    rooms = sorted(str(folder) for folder in TRANSLATIONS.iterdir() if folder.is_dir())
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(rooms)
    Babel(app, locale_selector=lambda: _reader_language(settings.language))
    app.jinja_env.filters.update(label=label, words=words, slot_time=slot_time, day_name=day_name)
    app.context_processor(lambda: {"language": language()})


def _reader_language(default: str) -> str:
    """The account's choice, then this browser's, then the browser's languages, then the setting.

    A program that asks the API chooses with each request.
    """
    if not has_request_context():
        return default
    if through_api():
        return request.accept_languages.best_match(list(LANGUAGES)) or default
    if current_user and current_user.is_authenticated:
        return cast("str", current_user.language)
    chosen = session.get("language")
    return chosen or request.accept_languages.best_match(list(LANGUAGES)) or default


def language() -> Language:
    """The language of this reader."""
    forced = g.get("language") if has_request_context() else None
    locale = get_locale()
    return Language(forced or (locale.language if locale and locale.language in LANGUAGES else Language.ZH))


def label(term: Term | None) -> str:
    """A domain word in the reader's language; nothing for None."""
    return "" if term is None else term.label(language())


def words(message: Message) -> str:
    """A domain sentence in the reader's language."""
    return message.text(language())


def slot_time(at: datetime, zone: str, style: str = "EEE MM-dd HH:mm") -> str:
    """`at` as wall-clock time of `zone`, whose name the caller shows beside it; as UTC, which it says, when that is no
    zone."""
    try:
        local, note = at.astimezone(zone_of(zone)), ""
    except ZoneUnknown:
        local, note = at.astimezone(UTC_ZONE), " UTC"
    return cast("str", format_datetime(local, style, rebase=False)) + note


def day_name(day: date) -> str:
    """A day as people say it: weekday, month and day."""
    return cast("str", format_date(day, "EEE MM-dd", rebase=False))
