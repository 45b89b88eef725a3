"""What a person does in the receiving tool, said beside every file for it."""

from __future__ import annotations

from content_calendar.vocabulary import Term


class NoteCode(Term):
    ONE_CHANNEL = (
        "one_channel",
        "每个平台一个文件：上传时在该工具里选好对应的账号。",
        "One file per platform: choose the matching account when you upload each.",
    )
    DATE_FORMAT = (
        "date_format",
        "上传时把日期格式选为 {format}。",
        "Choose {format} as the date format when you upload.",
    )
    ROOM = (
        "room",
        "该工具最多容纳 {rows} 条待发内容，已排期的也算在内；不够时先发完一批再上传。",
        "The tool holds at most {rows} scheduled posts, those already there included; upload the rest later.",
    )
    FREE_PLAN = (
        "free_plan",
        "免费版账号一次最多收 {rows} 条，请分次导出。",
        "A free account takes at most {rows} posts at a time; export in parts.",
    )
    CALENDAR_ZONE = (
        "calendar_zone",
        "导入前新建或选好一个日历，并确认它的时区；重复导入会出现重复的日程。",
        "Create or choose a calendar and check its zone first; importing the same file twice makes every event double.",
    )
    WORKSPACE_ZONE = (
        "workspace_zone",
        "上传前确认该工具工作区的时区与这里一致。",
        "Check that the tool's workspace is set to the zone shown here before you upload.",
    )
