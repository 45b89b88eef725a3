"""The form that takes a workspace file: chosen as a file first, then shown as text that can be mended in place."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FileField, SubmitField, TextAreaField

from app.communities.plain_yaml import BYTES
from app.communities.workspace_file import WorkspaceFileInvalid, WorkspaceProblem, read_workspace
from app.communities.workspace_schema import WorkspaceFile
from app.core.i18n import language
from content_calendar.message import Message
from content_calendar.vocabulary import Term


class ImportFlaw(Term):
    NOTHING = "nothing", "请选择一个文件，或把内容贴进来", "choose a file, or paste its text"


class ImportForm(FlaskForm):
    """`workspace` is what the file says once it is valid, `problems` what is wrong with it."""

    file = FileField(_l("Workspace file (YAML)"))
    text = TextAreaField(_l("Its text"))
    look = SubmitField(_l("Look at it"))
    confirm = SubmitField(_l("Add to the workspace"))

    def __init__(self, **options: Any) -> None:
        self.problems: tuple[WorkspaceProblem, ...] = ()
        self.workspace = WorkspaceFile(version=1)
        super().__init__(**options)

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the file, or say line by line what to mend."""
        if not super().validate(extra_validators):
            return False
        try:
            self.workspace = read_workspace(self._content())
        except WorkspaceFileInvalid as invalid:
            self.problems = invalid.problems
            self.show_file()
        return not self.problems

    def is_confirmed(self) -> bool:
        """Whether this is the text somebody has looked at, and not another file chosen since."""
        return bool(self.confirm.data) and not self._upload()

    def show_file(self) -> None:
        """Put what was uploaded into the box, so that it can be mended and sent again."""
        upload = self._upload()
        if 0 < len(upload) <= BYTES:
            self.text.data = upload.decode("utf-8-sig", "replace")

    def problem_lines(self) -> list[str]:
        return [problem.text(language()) for problem in self.problems]

    def _content(self) -> str | bytes:
        content = self._upload() or (self.text.data or "")
        if not content.strip():
            raise WorkspaceFileInvalid((WorkspaceProblem("", None, Message(ImportFlaw.NOTHING)),))
        return content

    def _upload(self) -> bytes:
        upload = self.file.data
        if not hasattr(upload, "stream"):
            return b""
        upload.stream.seek(0)
        content: bytes = upload.stream.read()
        return content
