"""A tool's own template: its columns are filled by the names of its header, in its own delimiter and encoding."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass, replace

from content_calendar.exporters.layout import Layout
from content_calendar.exporters.plain_text import one_line
from content_calendar.exporters.table.fields import Field, Place, Style
from content_calendar.exporters.table.headers import place_of
from content_calendar.exporters.table.rows import BYTE_ORDER_MARK, Form, filled
from content_calendar.message import Message
from content_calendar.vocabulary import Term

MAX_BYTES = 1_000_000
MAX_COLUMNS = 300
_DELIMITERS = ",\t;"
_LINES_ABOVE = 10
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class TemplateCode(Term):
    TOO_LARGE = (
        "template_too_large",
        "模板超过 {limit} KB。请只保留表头那一行，再上传。",
        "The template is larger than {limit} KB. Keep only the line of headings and upload it again.",
    )
    WORKBOOK = (
        "template_workbook",
        "“{filename}”是 Excel 文件。请在表格软件中打开，另存为 CSV（UTF-8）后上传。",
        "“{filename}” is an Excel file. Open it in a spreadsheet, save it as CSV (UTF-8) and upload that.",
    )
    UNREADABLE = (
        "template_unreadable",
        "“{filename}”不是 UTF-8 或 GB18030 编码的 CSV 文本。请另存为 CSV（UTF-8）后上传。",
        "“{filename}” is not CSV text in UTF-8 or GB18030. Save it as CSV (UTF-8) and upload that.",
    )
    NO_HEADER = (
        "template_no_header",
        "“{filename}”的前几行里没有认得的列名。请上传该工具提供的、带表头的模板。",
        "No known column name stands in the first lines of “{filename}”. Upload the tool's template with its headings.",
    )
    TOO_WIDE = (
        "template_too_wide",
        "模板有 {count} 列，最多 {limit} 列。请去掉用不到的列。",
        "The template has {count} columns and at most {limit} are read. Remove those that are not used.",
    )
    TWICE = (
        "template_twice",
        "列“{first}”和“{second}”都像是“{field}”，只会填写前一列。",
        "The columns “{first}” and “{second}” both look like “{field}”; only the first is filled.",
    )


class TemplateRefused(ValueError):
    """The upload cannot be used; `message` says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.code.value)
        self.message = message


@dataclass(frozen=True, slots=True)
class Template:
    """The header of a tool's table and what each of its columns holds, None for a column that stays empty."""

    header: tuple[str, ...]
    places: tuple[Place | None, ...]
    form: Form
    remarks: tuple[Message, ...] = ()

    @classmethod
    def read(cls, filename: str, content: bytes) -> Template:
        """The template in an uploaded CSV file, whatever rows stand under its header. Raises TemplateRefused."""
        text, encoding = _decoded(filename, content)
        header, delimiter = _header(filename, text)
        if len(header) > MAX_COLUMNS:
            raise TemplateRefused(Message(TemplateCode.TOO_WIDE, {"count": len(header), "limit": MAX_COLUMNS}))
        places, remarks = _without_repetition(header, _timed(tuple(place_of(name) for name in header)))
        return cls(header, places, Form(delimiter, encoding), remarks)

    @property
    def filled(self) -> tuple[tuple[str, Place], ...]:
        """The columns that will be filled, from the left."""
        return tuple((name, place) for name, place in zip(self.header, self.places, strict=True) if place)

    @property
    def empty(self) -> tuple[str, ...]:
        """The columns that stay empty because their names are not known."""
        return tuple(name for name, place in zip(self.header, self.places, strict=True) if place is None)

    @property
    def missing(self) -> tuple[Field, ...]:
        """What no post can do without and no column takes: the text and when it goes out."""
        found = {place.field for _name, place in self.filled if not place.number}
        times = () if Field.MOMENT in found else (Field.DATE, Field.TIME)
        return tuple(field for field in (Field.TEXT, *times) if field not in found)

    def layout(self, style: Style) -> Layout:
        """Files like the template, with cells written as `style` says."""
        return filled(self.header, self.places, style, self.form)


def _decoded(filename: str, content: bytes) -> tuple[str, str]:
    if content.startswith(_BINARY):
        raise TemplateRefused(Message(TemplateCode.WORKBOOK, {"filename": filename}))
    if len(content) > MAX_BYTES:
        raise TemplateRefused(Message(TemplateCode.TOO_LARGE, {"limit": MAX_BYTES // 1000}))
    encodings = (BYTE_ORDER_MARK,) if content.startswith(codecs.BOM_UTF8) else ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise TemplateRefused(Message(TemplateCode.UNREADABLE, {"filename": filename}))


def _header(filename: str, text: str) -> tuple[tuple[str, ...], str]:
    """The line among the first that names the most known columns, and what divides it."""
    found = (
        (sum(place_of(name) is not None for name in cells), cells, delimiter)
        for delimiter in _DELIMITERS
        for cells in _first_lines(text, delimiter)
    )
    known, header, delimiter = max(found, key=lambda line: line[0], default=(0, (), ","))
    if known == 0:
        raise TemplateRefused(Message(TemplateCode.NO_HEADER, {"filename": filename}))
    return header, delimiter


def _first_lines(text: str, delimiter: str) -> list[tuple[str, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines = []
    try:
        for cells in reader:
            lines.append(tuple(cells))
            if len(lines) == _LINES_ABOVE:
                break
    except csv.Error:
        return lines
    return lines


def _timed(places: tuple[Place | None, ...]) -> tuple[Place | None, ...]:
    """A day without a column for the time holds both; what may hold both holds the time beside a day."""
    found = {place.field for place in places if place}
    if Field.DATE not in found or Field.TIME in found:
        return places
    instead = {Field.MOMENT: Field.TIME} if Field.MOMENT in found else {Field.DATE: Field.MOMENT}
    return tuple(place and replace(place, field=instead.get(place.field, place.field)) for place in places)


def _without_repetition(
    header: tuple[str, ...], places: tuple[Place | None, ...]
) -> tuple[tuple[Place | None, ...], tuple[Message, ...]]:
    first: dict[Place, str] = {}
    kept: list[Place | None] = []
    remarks: list[Message] = []
    for name, place in zip(header, places, strict=True):
        if place is not None and place in first:
            params = {"first": one_line(first[place]), "second": one_line(name), "field": place.field}
            remarks.append(Message(TemplateCode.TWICE, params))
        kept.append(None if place in first else place)
        if place is not None:
            first.setdefault(place, name)
    return tuple(kept), tuple(remarks)
