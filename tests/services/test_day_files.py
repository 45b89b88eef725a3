"""Files of holidays as they are published. The days are those of the State Council's notice for 2026."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from app.calendar.day_files import MOST_DAYS, Odd, ReadDay, read_days, read_written, written
from app.calendar.day_words import Otherwise
from app.core.tables.table import FileUnusable
from content_calendar.vocabulary import DayKind

OFF = {
    "元旦": ("2026-01-01", 3), "春节": ("2026-02-15", 9), "清明节": ("2026-04-04", 3), "劳动节": ("2026-05-01", 5),
    "端午节": ("2026-06-19", 3), "中秋节": ("2026-09-25", 3), "国庆节": ("2026-10-01", 7),
}
WORK = {
    "元旦": ("2026-01-04",), "春节": ("2026-02-14", "2026-02-28"), "劳动节": ("2026-05-09",),
    "国庆节": ("2026-09-20", "2026-10-10"),
}


def arrangement() -> tuple[ReadDay, ...]:
    off = [
        ReadDay(date.fromisoformat(first) + timedelta(days=ahead), DayKind.HOLIDAY, name)
        for name, (first, days) in OFF.items() for ahead in range(days)
    ]
    work = [ReadDay(date.fromisoformat(day), DayKind.WORKDAY, name) for name, days in WORK.items() for day in days]
    return tuple(sorted([*off, *work]))


def as_json() -> str:
    days = [
        {"name": day.name, "date": day.on.isoformat(), "isOffDay": day.kind is DayKind.HOLIDAY} for day in arrangement()
    ]
    return json.dumps({"year": 2026, "papers": [], "days": days}, ensure_ascii=False)


def as_csv() -> str:
    rows = [f"{day.on:%Y/%m/%d},{day.name},{'休' if day.kind is DayKind.HOLIDAY else '班'}" for day in arrangement()]
    return "\n".join(["日期,节日,类型", *rows])


def as_calendar() -> str:
    events: list[tuple[str, date, date | None]] = []
    for name, (first, days) in OFF.items():
        start = date.fromisoformat(first)
        events.append((f"{name}（休）", start, start + timedelta(days=days)))
    for name, listed in WORK.items():
        events += [(f"{name} 补班", date.fromisoformat(day), None) for day in listed]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for summary, start, end in events:
        until = [f"DTEND;VALUE=DATE:{end:%Y%m%d}"] if end else []
        lines += ["BEGIN:VEVENT", f"DTSTART;VALUE=DATE:{start:%Y%m%d}", *until]
        lines += [f"SUMMARY;LANGUAGE=zh:{summary[:1]}", f" {summary[1:]}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR"])


@pytest.mark.parametrize("text", [as_json(), as_csv(), as_calendar()], ids=["json", "csv", "ics"])
def test_each_form_of_file_gives_the_same_days(text: str) -> None:
    found = read_days(text.encode("gb18030" if text.startswith("日期") else "utf-8"), Otherwise.SKIP)
    assert found.days == arrangement()
    assert found.skipped == ()
    assert read_written(written(found.days)) == found.days


def test_what_cannot_be_taken_over_is_told_line_by_line() -> None:
    lines = [
        "2026-02-17,春节,休", "明天,春节,休", "1066-10-14,Hastings,off", "2026-05-20,520,", "2026-05-21,,休",
        f"2026-05-22,{'长' * 200},休", "2026-02-30,没有这天,休", "2026-02-17,春节,休",
    ]
    found = read_days("\n".join(lines).encode(), Otherwise.SKIP)
    assert found.days == (ReadDay(date(2026, 2, 17), DayKind.HOLIDAY, "春节"),)
    assert [(left.line, left.message.code) for left in found.skipped] == [
        (2, Odd.NO_DAY), (3, Odd.OUTSIDE), (4, Odd.NO_KIND), (5, Odd.NO_NAME), (6, Odd.BAD_NAME), (7, Odd.NO_DAY),
    ]
    chosen = read_days(b"date,name\n2026-05-20,520", Otherwise.OWN)
    assert chosen.days == (ReadDay(date(2026, 5, 20), DayKind.OWN, "520"),)


def test_appointments_and_endless_stretches_of_a_calendar_are_no_days() -> None:
    text = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:例会\nDTSTART:20260105T090000\nEND:VEVENT\n"
        "BEGIN:VEVENT\nSUMMARY:暑假\nDTSTART;VALUE=DATE:20260701\nDTEND;VALUE=DATE:20260901\nEND:VEVENT\nEND:VCALENDAR"
    )
    found = read_days(text.encode(), Otherwise.HOLIDAY)
    assert (found.days, [left.message.code for left in found.skipped]) == ((), [Odd.TIMED, Odd.TOO_LONG])


@pytest.mark.parametrize(
    "content",
    [b'{"days": [', b"[" * 100_000, b"{}", b"", b"\xff\xff\xff", b"PK\x03\x04 no workbook",
     "\n".join(f"{date(2020, 1, 1) + timedelta(days=n)},x,休" for n in range(MOST_DAYS + 1)).encode()],
)
def test_a_file_without_days_is_refused_with_a_remedy(content: bytes) -> None:
    with pytest.raises(FileUnusable) as refusal:
        read_days(content, Otherwise.SKIP)
    assert refusal.value.remedy
