"""What a dry run says about a row."""

from __future__ import annotations

from content_calendar.vocabulary import Term


class RowCode(Term):
    PAST_SLOT = (
        "past_slot",
        "发布时间 {slot}（{zone}）已过，不会导出。请改期后重新审核。",
        "The slot {slot} ({zone}) has passed, so this row is left out. Reschedule it and have it reviewed again.",
    )
    TOO_SOON = (
        "too_soon",
        "发布时间 {slot}（{zone}）距现在不足 {minutes} 分钟，该工具不收，不会导出。请改到更晚。",
        "The slot {slot} ({zone}) is under {minutes} minutes away, too soon for the tool: left out. Move it to later.",
    )
    TOO_CLOSE = (
        "too_close",
        "与同一平台 {other} 的一条相隔不足 {minutes} 分钟，该工具不收，不会导出。请改期后重新审核。",
        "Under {minutes} minutes after the one at {other} on this platform: left out. Reschedule one of the two.",
    )
    CLOCK_REPEATS = (
        "clock_repeats",
        "{zone} 当天拨回时钟，{slot} 会出现两次，文件里写不清是哪一次。建议改到这一小时以外。",
        "Clocks in {zone} go back and show {slot} twice; the file cannot say which is meant. Better avoid that hour.",
    )
    MISSING_TEXT = (
        "missing_text",
        "正文为空，不会导出。请先写好文案并通过审核。",
        "There is no text, so this row is left out. Write the copy and have it approved first.",
    )
    DUPLICATE_UID = (
        "duplicate_uid",
        "编号 {uid} 在本次导出中出现 {count} 次，日历只会保留一条。请只选择一次。",
        "The identifier {uid} occurs {count} times in this export and a calendar keeps only one. Select it once.",
    )
    SLOT_CONTESTED = (
        "slot_contested",
        "同一画像、同一时间还有另一条已通过的内容，只能发一条，所以都不会导出。请先在内容页选定一条。",
        "Another approved post stands at this very time for this persona: decide first which of them goes out.",
    )
    NOT_CONFIRMED = (
        "not_confirmed",
        "状态是“{status}”，不会导出。只有审核通过的内容可以导出。",
        "Its status is “{status}”, so this row is left out. Only approved content can be exported.",
    )
    FORMULA = (
        "formula",
        "“{start}”开头的文字在表格软件里会被当作公式。请把文件直接上传，不要先用表格软件打开再保存。",
        "A spreadsheet runs text that begins with “{start}” as a formula. Upload the file unopened, as it is.",
    )
    TITLE_BREAKS = (
        "title_breaks",
        "标题中有换行，文件里会写成一行。",
        "The title contains line breaks; the file has it on one line.",
    )
    MEDIA_NEEDED = (
        "media_needed",
        "{platform}不能发布没有图片或视频的内容。请先配好素材。",
        "{platform} takes no post without a picture or video. Add one first.",
    )
    MEDIA_NOT_WEB = (
        "media_not_web",
        "素材“{media}”不是以 http 或 https 开头的网址，该工具取不到，不会写入文件，请上传后手动添加。",
        "“{media}” is no http or https address the tool could fetch, so it is left out. Add it there by hand.",
    )
    PLATFORM_UNKNOWN = (
        "platform_unknown",
        "该工具没有叫作“{platform}”的平台，这一列留空，请上传后手动选择账号。",
        "The tool knows no platform “{platform}”, so that cell stays empty. Choose the account there after the upload.",
    )
    ZONE_PREVIEW = (
        "zone_preview",
        "时间按 {zone} 写出：第一条是 {slot}，即 {utc} UTC。",
        "Times are written in {zone}: the first one is {slot}, which is {utc} UTC.",
    )
    LOCAL_PREVIEW = (
        "local_preview",
        "文件不写时区，第一条写作 {slot}，即 {utc} UTC。导入前请确认对方的时区设为 {zone}。",
        "The file names no zone: its first time, {slot}, means {utc} UTC. Set the tool to {zone} before importing.",
    )
    UTC_PREVIEW = (
        "utc_preview",
        "时间按 UTC 写出，日历会换算成当地时间：第一条是 {utc} UTC，即 {zone} 的 {slot}。",
        "Times are written in UTC and shown in local time: the first one is {utc} UTC, which is {slot} in {zone}.",
    )
