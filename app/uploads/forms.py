"""The first step of everything that begins with a file: choosing it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field
from wtforms.validators import ValidationError

from app.core.errors import Invalid


class UploadForm(FlaskForm):
    """A file of a table."""

    file = FileField(_l("CSV or Excel file"))

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
