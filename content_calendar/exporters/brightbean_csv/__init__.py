"""BrightBean's CSV import: columns known by alias, lists parted by commas, at most 5 MB."""

from __future__ import annotations

from datetime import date

from content_calendar.exporters import checks
from content_calendar.exporters.notes import NoteCode
from content_calendar.exporters.profile import Caps, Clock, Profile, Target
from content_calendar.exporters.table.fields import Field, Style
from content_calendar.exporters.table.rows import table
from content_calendar.message import Message
from content_calendar.vocabulary import Platform

# Its import refuses a row that names a platform it does not know, and takes one that names none.
STYLE = Style(platforms={Platform.FACEBOOK_GROUP: "facebook", Platform.LINKEDIN: "linkedin_company"})
COLUMNS = {
    "date": Field.DATE,
    "time": Field.TIME,
    "platforms": Field.PLATFORM,
    "caption": Field.TEXT,
    "media_url": Field.MEDIA,
    "category": Field.CATEGORY,
    "tags": Field.LABELS,
    "first_comment": Field.FIRST_COMMENT,
}

PROFILE = Profile(
    target=Target.BRIGHTBEAN_CSV,
    version=1,
    verified_on=date(2026, 11, 22),
    source="Source of BrightBean's CSV import",
    media_type="text/csv; charset=utf-8",
    extension="csv",
    clock=Clock.WORKSPACE,
    checks=(*checks.UPLOAD, checks.media_addresses, checks.known_platform(STYLE.platforms or ())),
    layout=table(COLUMNS, STYLE),
    caps=Caps(bytes=5 * 1024 * 1024),
    style=STYLE,
    notes=(Message(NoteCode.WORKSPACE_ZONE),),
)
