from __future__ import annotations

import codecs
import csv
import io

import pytest
from golden_files import TEMPLATE
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_entries import entry, hostile_text

from content_calendar.exporters.entry import EntryStatus
from content_calendar.exporters.plain_text import plain
from content_calendar.exporters.profile import Sheet
from content_calendar.exporters.registry import profile, profiles
from content_calendar.exporters.table.fields import Field, Place
from content_calendar.exporters.template import MAX_COLUMNS, Template, TemplateCode, TemplateRefused
from content_calendar.vocabulary import Platform

SHEET = Sheet("week")
METRICOOL = profile("metricool")


def read(text, encoding="utf-8"):
    return Template.read("template.csv", text.encode(encoding))


def filled(template, *entries, target=METRICOOL):
    (file,) = target.files(entries, SHEET, template)
    return file.content


def refusal(content, filename="模板.csv"):
    with pytest.raises(TemplateRefused) as refused:
        Template.read(filename, content)
    assert refused.value.message.text("zh") != refused.value.message.text("en")
    return refused.value.message.code


def test_columns_are_known_by_their_names_whatever_their_case_spaces_and_marks():
    template = read("Message_Text, scheduled AT ,IMAGE-URL,发布平台？,平台\n")
    assert [place and place.field for place in template.places] == [
        Field.TEXT, Field.MOMENT, Field.MEDIA, None, Field.PLATFORM
    ]  # fmt: skip
    assert template.empty == ("发布平台？",)
    assert [name for name, _place in template.filled] == ["Message_Text", " scheduled AT ", "IMAGE-URL", "平台"]


def test_chinese_templates_are_read_too():
    template = read("日期\t时间\t文案\t图片1\t图片2\t栏目\n", "gb18030")
    assert (template.form.delimiter, template.form.encoding, template.missing) == ("\t", "gb18030", ())
    assert template.places[3:5] == (Place(Field.MEDIA, 1), Place(Field.MEDIA, 2))


def test_a_number_behind_a_name_means_one_item_of_a_list_and_nothing_else():
    template = read("Picture Url 10,Picture Url 0,Text 2,Date 1,Tags 3\n")
    assert template.places == (Place(Field.MEDIA, 10), None, None, None, Place(Field.LABELS, 3))


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("text,posting time", ()),
        ("text,date,time", ()),
        ("text,date", ()),
        ("text,time", (Field.DATE,)),
        ("title,tags", (Field.TEXT, Field.DATE, Field.TIME)),
    ],
)
def test_it_says_what_no_post_can_do_without(header, missing):
    assert read(header).missing == missing


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("date,text", "2026-06-01 15:30,a"),
        ("date,publish time,text", "2026-06-01,15:30,a"),
        ("日期,时间,发布时间,text", "2026-06-01,15:30,2026-06-01 15:30,a"),
    ],
)
def test_a_day_and_its_time_are_told_apart_by_what_stands_beside_them(header, row):
    content = filled(read(header), entry(text="a"), target=profile("publer"))
    assert content.decode().split("\r\n")[1] == row


def test_a_field_offered_twice_is_filled_once_and_said():
    template = read("Text,Caption,Date,Time\n")
    assert [place and place.field for place in template.places] == [Field.TEXT, None, Field.DATE, Field.TIME]
    (remark,) = template.remarks
    assert "Caption" in remark.text("en")
    assert "Caption" in remark.text("zh")


def test_the_header_may_stand_under_a_title():
    assert read("导入模板\n请勿修改表头\n正文;发布时间\n").header == ("正文", "发布时间")


def test_the_real_header_is_kept_and_each_network_is_told_yes_or_no():
    template = Template.read(TEMPLATE.name, TEMPLATE.read_bytes())
    content = filled(template, entry(platform=Platform.X)).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content, newline=""), strict=True)
    assert tuple(row) == template.header
    assert (row["Twitter/X"], row["LinkedIn"], row["Facebook"], row["Draft"]) == ("TRUE", "FALSE", "FALSE", "FALSE")
    assert (row["Date"], row["Time"], row["Text"]) == ("2026-06-01", "15:30:00", entry().text)
    assert (row["Picture Url 2"], row["Picture Url 3"]) == (entry().media[1], "")
    assert row["Instagram"] == row["Youtube Video Tags"] == row["Alt text picture 1"] == ""


def test_what_is_not_confirmed_is_marked_as_a_draft():
    template = read("text,draft\n")
    assert filled(template, entry(text="a", status=EntryStatus.TENTATIVE)) == b"text,draft\r\na,TRUE\r\n"


@given(
    text=hostile_text, title=hostile_text, delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
)  # fmt: skip
@settings(max_examples=25)
def test_a_filled_template_is_read_with_its_own_delimiter_and_encoding(text, title, delimiter, encoding):
    header = ["正文", "标题", "发布时间", "备注"]
    content = filled(read(delimiter.join(header) + "\n", encoding), entry(text=text, title=title))
    lines = io.StringIO(content.decode(encoding), newline="")
    head, row = csv.reader(lines, delimiter=delimiter, strict=True)
    assert head == header
    assert (row[0], row[2], row[3]) == (plain(text), "2026-06-01 15:30", "")
    assert content.startswith(codecs.BOM_UTF8) == (encoding == "utf-8-sig")


def test_each_tool_writes_its_own_dates_into_its_template():
    template = read("date,time,text\n")
    (file,) = profile("sprout_social").files([entry(text="a")], SHEET, template)
    assert file.content == b"date,time,text\r\n06/01/2026,15:30,a\r\n"


def test_caps_and_channels_hold_in_a_template_too():
    posts = [entry(uid=str(n), platform=(Platform.X, Platform.WEIBO)[n % 2]) for n in range(220)]
    files = list(profile("buffer_csv").files(posts, SHEET, read("text,posting time\n")))
    assert [file.rows for file in files] == [100, 10, 100, 10]


def test_a_stable_format_takes_no_template():
    stable = [target.key for target in profiles() if not target.template_mode]
    assert stable == ["icalendar", "generic_csv", "generic_json", "markdown", "google_calendar"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04rest", TemplateCode.WORKBOOK),
        (b"\xd0\xcf\x11\xe0rest", TemplateCode.WORKBOOK),
        ("text,date".encode("utf-16"), TemplateCode.UNREADABLE),
        (b"\xef\xbb\xbf\xff\xff", TemplateCode.UNREADABLE),
        (b"\x81", TemplateCode.UNREADABLE),
        (b"", TemplateCode.NO_HEADER),
        (b"\r\n\r\n", TemplateCode.NO_HEADER),
        (b"alpha,beta\n1,2\n", TemplateCode.NO_HEADER),
        (b"text," + b"," * MAX_COLUMNS, TemplateCode.TOO_WIDE),
        (b"text\n" * 300_000, TemplateCode.TOO_LARGE),
        (b'"' + b"x" * 200_000, TemplateCode.NO_HEADER),
    ],
)
def test_what_is_no_template_is_refused_with_the_remedy(content, code):
    assert refusal(content) is code
