"""What is entered under Insights: numbers in a grid, a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import ValidationError
from wtforms.widgets import DateTimeLocalInput

from app.core.errors import Invalid
from app.feedback.figures import moment_of
from app.feedback.grid import COMMON_FIRST, TypedRow
from content_calendar.vocabulary import Counter

MAX_CELL = 200
_CELL = re.compile(r"n-(\d{1,9})-[a-z]+", re.ASCII)


class GridForm(FlaskForm):
    """When the numbers of the grid were read; its rows are read by `typed_rows`."""

    observed_at = StringField(_l("Numbers read at"), widget=DateTimeLocalInput())

    def offer(self, now: datetime, zone: ZoneInfo) -> GridForm:
        """Fill in the present minute unless something was sent."""
        self.zone, self.moment = zone, now.replace(second=0, microsecond=0)
        if self.observed_at.data is None:
            self.observed_at.data = f"{now.astimezone(zone):%Y-%m-%dT%H:%M}"
        return self

    def validate_observed_at(self, field: StringField) -> None:
        try:
            self.moment = moment_of(field.data or "", self.zone) or self.moment
        except Invalid as error:
            raise ValidationError(f"{error.cause} {error.remedy}") from None


def typed_rows(sent: Mapping[str, str]) -> tuple[TypedRow, ...]:
    """The rows of a grid as sent: cells `n-<item>-<counter>`, what stood there before in `b-<item>-<counter>`."""
    found = (_CELL.fullmatch(name) for name in sent)
    item_ids = dict.fromkeys(int(match[1]) for match in found if match)
    return tuple(TypedRow(item_id, _cells(sent, "n", item_id), _cells(sent, "b", item_id)) for item_id in item_ids)


def _cells(sent: Mapping[str, str], kind: str, item_id: int) -> dict[Counter, str]:
    return {counter: sent.get(f"{kind}-{item_id}-{counter}", "").strip()[:MAX_CELL] for counter in COMMON_FIRST}
