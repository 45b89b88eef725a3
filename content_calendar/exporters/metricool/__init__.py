"""Metricool's calendar import: about ninety columns whose names drift, so only its present template can be filled."""

from __future__ import annotations

from content_calendar.exporters import checks
from content_calendar.exporters.notes import NoteCode
from content_calendar.exporters.profile import Clock, Profile, Target
from content_calendar.exporters.table.fields import Style
from content_calendar.message import Message

PROFILE = Profile(
    target=Target.METRICOOL,
    version=1,
    verified_on=None,
    source="Templates that other exporters fill",
    media_type="text/csv; charset=utf-8",
    extension="csv",
    clock=Clock.WORKSPACE,
    checks=(*checks.UPLOAD, checks.media_addresses),
    layout=None,
    style=Style(time="%H:%M:%S"),
    notes=(Message(NoteCode.WORKSPACE_ZONE),),
)
