"""The forms of everything that begins with a file: choosing it, and saying what its columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import ClassVar, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field, HiddenField, TextAreaField
from wtforms.validators import ValidationError

from app.core.errors import Invalid
from app.core.i18n import label
from app.core.tables.table import MAX_BYTES, MAX_ROWS, Table
from app.uploads.columns import width
from content_calendar.vocabulary import Term

TABLES = ".csv,.tsv,.txt,.xlsx,.xlsm,text/csv"
"""What browsers offer when a table is chosen."""
_DIGITS = 6

M = TypeVar("M", bound=Term)


class UploadForm(FlaskForm):
    """A file of a table."""

    most_rows: ClassVar[int] = MAX_ROWS

    file = FileField(_l("CSV or Excel file"), render_kw={"accept": TABLES})

    @property
    def limits(self) -> dict[str, str]:
        """How large a file may be, as the hint beside the field says it."""
        return {"megabytes": str(MAX_BYTES // 1024**2), "rows": f"{self.most_rows:,}"}

    def validate_file(self, field: FileField) -> None:
        if not self.has_file:
            raise ValidationError(_("Choose a file."))

    @property
    def has_file(self) -> bool:
        return bool(self.file.data and self.file.data.filename)

    def handed_in(self) -> tuple[str, bytes]:
        """The name of the file and what is in it."""
        with closing(self.file.data) as file:
            return file.filename, file.read()

    @contextmanager
    def says_why(self) -> Iterator[None]:
        """What a service refuses about the file as a whole is shown at the field it came from."""
        try:
            yield
        except Invalid as error:
            self.brought_by().errors = [f"{error.cause} {error.remedy}"]

    def brought_by(self) -> Field:
        """The field the table came from."""
        return self.file


class TableForm(UploadForm):
    """A file or a pasted table; the file counts when both are given."""

    pasted = TextAreaField(_l("Or paste the table here"))

    def validate_file(self, field: FileField) -> None:
        if not self.has_file and not (self.pasted.data or "").strip():
            raise ValidationError(_("Choose a file, or paste the table below."))

    def handed_in(self) -> tuple[str, bytes]:
        return super().handed_in() if self.has_file else (_("Pasted table"), (self.pasted.data or "").encode())

    def brought_by(self) -> Field:
        return super().brought_by() if self.has_file else self.pasted


class ColumnsForm(FlaskForm):
    """Which table is read and where its headings stand; what a column means is sent as `c-<place>`."""

    form_errors: list[str]

    table = HiddenField()
    heading = HiddenField()

    def table_in(self, tables: Sequence[Table], before: int) -> int:
        """The index of the table that was sent, else the one before."""
        return _index(self.table.data, len(tables), before)

    def heading_in(self, table: Table) -> int:
        """The index of the line of headings that was sent, else the first."""
        return _index(self.heading.data, len(table.lines), 0)

    def is_sound(self, missing: Sequence[str]) -> bool:
        """Whether the fields are; what is missing besides is said above the form."""
        sound = bool(self.validate())
        self.form_errors = [*self.form_errors, *missing]
        return sound


def places(sent: Mapping[str, str], table: Table, meanings: type[M]) -> dict[M, int]:
    """Which column was said to hold what; of two with the same meaning the first."""
    found: dict[M, int] = {}
    for place in range(width(table)):
        which = meanings.named(sent.get(f"c-{place}", ""))
        if which is not None:
            found.setdefault(which, place)
    return found


def said_twice(sent: Mapping[str, str], meanings: type[Term]) -> list[str]:
    """What to say of meanings that were chosen for two columns."""
    named = [text for name, text in sent.items() if name.startswith("c-") and text]
    twice = [which for which in meanings if named.count(which.value) > 1]
    return [_("“%(field)s” is chosen for two columns; keep one.", field=label(which)) for which in twice]


def _index(text: object, length: int, otherwise: int) -> int:
    written = str(text or "")
    number = int(written) if written.isascii() and written.isdecimal() and len(written) <= _DIGITS else otherwise
    return number if number < length else otherwise
