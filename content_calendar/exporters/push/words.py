"""What forms and messages of several targets say."""

from __future__ import annotations

from content_calendar.vocabulary import Term


class Credential(Term):
    API_KEY = "api_key", "API 密钥", "API key"
    ACCESS_TOKEN = "access_token", "访问令牌", "Access token"
    SIGNING_SECRET = "signing_secret", "签名密钥（whsec_…）", "Signing secret (whsec_…)"


class OptionLabel(Term):
    ACCOUNTS = "accounts", "各平台的账号", "Account for each platform"
    ACCOUNTS_HINT = (
        "accounts_hint",
        "每行一个：平台=账号编号，* 表示其余平台。还不知道编号就先留空保存，再点“测试”，会列出对方的账号。",
        "One a line: platform=account id, * for every other. Save it empty if you do not know them: Test lists them.",
    )
    AS_DRAFT = "as_draft", "先存为草稿", "Leave it there as a draft"
    AS_DRAFT_HINT = (
        "as_draft_hint",
        "对方只存草稿，由同事在那边确认后再发布；不勾选则按时间自动发布。",
        "A colleague confirms it there; without the tick it is published at its slot.",
    )


class BuildFlaw(Term):
    """Why no request can be made; each with the remedy."""

    NO_ACCOUNT = (
        "no_account",
        "连接里没有为{platform}指定账号。请在连接设置里补一行“{key}=账号编号”。",
        "The connection names no account for {platform}. Add a line “{key}=account id” to its settings.",
    )
    NOT_SUPPORTED_THERE = (
        "not_supported_there",
        "{target}没有对应{platform}的渠道类型。请在账号编号后写明类型，例如 {key}=账号编号/mastodon，或改存草稿。",
        "{target} has no channel for {platform}. Name its kind after the id, e.g. {key}=id/mastodon, or send drafts.",
    )
    TOO_LONG = (
        "too_long",
        "正文有 {length} 个字符，对方最多收 {limit} 个。请缩短后重新审核。",
        "The text has {length} characters and the target takes {limit}. Shorten it and have it reviewed again.",
    )
