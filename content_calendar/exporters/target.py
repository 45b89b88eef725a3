"""Where exports go: files that people upload or subscribe to, and accounts that are called."""

from __future__ import annotations

from content_calendar.vocabulary import Term


class Target(Term):
    """Where an export goes; stored with every ledger row, so members stay when a target is retired."""

    ICALENDAR = "icalendar", "日历（ICS）", "Calendar (ICS)"
    GENERIC_CSV = "generic_csv", "通用表格（CSV）", "Spreadsheet (CSV)"
    GENERIC_JSON = "generic_json", "通用数据（JSON）", "Data (JSON)"
    MARKDOWN = "markdown", "文档（Markdown）", "Document (Markdown)"
    GOOGLE_CALENDAR = "google_calendar", "Google 日历（CSV）", "Google Calendar (CSV)"
    BUFFER_CSV = "buffer_csv", "Buffer 表格（CSV）", "Buffer (CSV file)"
    BRIGHTBEAN_CSV = "brightbean_csv", "BrightBean 表格（CSV）", "BrightBean (CSV file)"
    PUBLER = "publer", "Publer 表格（CSV）", "Publer (CSV file)"
    SPROUT_SOCIAL = "sprout_social", "Sprout Social 表格（CSV）", "Sprout Social (CSV file)"
    HOOTSUITE = "hootsuite", "Hootsuite 表格（CSV）", "Hootsuite (CSV file)"
    SOCIALPILOT = "socialpilot", "SocialPilot 表格（CSV）", "SocialPilot (CSV file)"
    METRICOOL = "metricool", "Metricool（CSV 模板）", "Metricool (CSV template)"
    POSTIZ = "postiz", "Postiz（接口）", "Postiz (API)"
    MIXPOST = "mixpost", "Mixpost（接口）", "Mixpost (API)"
    BRIGHTBEAN = "brightbean", "BrightBean（接口）", "BrightBean (API)"
    BUFFER_API = "buffer_api", "Buffer（接口）", "Buffer (API)"
    WECOM_MASS = "wecom_mass", "企业微信群发", "WeCom mass message"
    WECOM_MOMENTS = "wecom_moments", "企业微信朋友圈", "WeCom moments"
    WEBHOOK = "webhook", "Webhook（通用）", "Webhook (generic)"
