"""What forms and refusals of the WeCom targets say."""

from __future__ import annotations

from content_calendar.vocabulary import Term


class WecomLabel(Term):
    SECRET = "secret", "应用 Secret", "Secret of the app"
    CORP_ID = "corp_id", "企业 ID", "Corp id"
    CORP_ID_HINT = (
        "corp_id_hint",
        "管理后台 → 我的企业 → 企业 ID，以 ww 开头。Secret 所属的应用要在“客户联系 → API → 可调用接口的应用”里。",
        "Admin console → My company; begins with ww. The app of the secret must be allowed to call customer contact.",
    )
    TO = "to", "发给谁", "Who gets it"
    TO_HINT = (
        "to_hint",
        "发给客户群时，群主要是下面的发送成员。",
        "For groups, the sender below must own them.",
    )
    SENDER = "sender", "发送成员账号（userid）", "Sender (userid)"
    SENDER_HINT = (
        "sender_hint",
        "到点后这位同事会在企业微信里收到任务，确认后才真正发出。",
        "At the slot this colleague gets a task in WeCom; it goes out once they confirm it.",
    )
    CHATS = "chats", "客户群", "Groups"
    CHATS_HINT = (
        "chats_hint",
        "每行一个群 ID（wr 开头），可带群名：群ID=群名。最多 2000 个。",
        "One a line: the chat id (wr…), or id=name. 2,000 at most.",
    )
    TAGS = "tags", "客户标签", "Customer tags"
    TAGS_HINT = (
        "tags_hint",
        "每行一组标签 ID，组内用逗号隔开：组内有其一即可，各组都要满足。留空则发给全部客户。",
        "One set of tag ids a line, parted by commas: any of a set, all of the sets. Empty means every customer.",
    )
    QUOTA = "quota", "每群额度", "Quota of a group"
    QUOTA_HINT = (
        "quota_hint",
        "按管理后台的群发规则选择，日历会据此提醒。",
        "As the admin console says; the calendar warns by it.",
    )
    SENDERS = "senders", "发表成员账号（userid）", "Who publishes (userid)"
    SENDERS_HINT = (
        "senders_hint",
        "每行一个。到点后每位同事都会收到发表任务，各自确认后才出现在朋友圈。",
        "One a line. At the slot each gets a task; it shows in Moments once they confirm it.",
    )
    VISIBLE_TAGS = "visible_tags", "可见的客户标签", "Visible to tags"
    VISIBLE_TAGS_HINT = (
        "visible_tags_hint",
        "每行一个标签 ID，留空则全部客户可见。",
        "One tag id a line; empty means every customer.",
    )


class Audience(Term):
    GROUP = "group", "客户群", "Customer groups"
    SINGLE = "single", "客户本人", "Customers one by one"


class WecomFlaw(Term):
    """Cause and remedy in one line."""

    NO_CHATS = "no_chats", "请至少填一个客户群 ID。", "Name at least one group."
    TOO_MANY_CHATS = (
        "too_many_chats",
        "一次最多发 {limit} 个群，这里有 {count} 个：请拆成几个连接，每个连接负责一部分群。",
        "One call takes {limit} groups and here are {count}: make several connections, each for some of them.",
    )
    NO_SENDERS = "no_senders", "请至少填一位发表成员。", "Name at least one who publishes."
    TOO_MANY_BYTES = (
        "too_many_bytes",
        "正文有 {length} 字节，企业微信群发最多 {limit} 字节（一个汉字 3 字节）。请缩短后重新审核。",
        "The text has {length} bytes and a WeCom mass message takes {limit}. Shorten it and have it reviewed again.",
    )
    TOO_MANY_ATTACHMENTS = (
        "too_many_attachments",
        "有 {count} 个附件，最多 {limit} 个。请去掉一些后重新审核。",
        "There are {count} attachments, {limit} at most. Remove some and have it reviewed again.",
    )
    MIXED_ATTACHMENTS = (
        "mixed_attachments",
        "朋友圈只能发 9 张以内的图片，或 1 个视频，或 1 个链接，不能混着发。请只留一种后重新审核。",
        "Moments take up to 9 pictures, or 1 video, or 1 link, never mixed. Keep one kind and have it reviewed again.",
    )
    NOT_UPLOADED = (
        "not_uploaded",
        "“{media}”不是企业微信里的素材，接口不收外部图片和视频。请上传后写成 image:素材编号 或 video:素材编号。",
        "“{media}” is no upload of WeCom, which takes none from elsewhere: upload it, write image: and its media id.",
    )
    WRONG_SECRET = (
        "wrong_secret",
        "企业 ID 或 Secret 不对：请到管理后台核对后重新填写并测试。",
        "Corp id or secret is wrong: compare them with the admin console, enter them anew and test.",
    )
    ADDRESS_NOT_TRUSTED = (
        "address_not_trusted",
        "本机的出口 IP 不在应用的“企业可信 IP”里：请管理员添加后点“测试”，等着的内容会接着发。",
        "This server's address is not among the app's trusted IPs: have it added, then press Test; what waits goes on.",
    )
    NOT_ALLOWED = (
        "not_allowed",
        "这个应用没有客户联系的接口权限：请在“客户联系 → API → 可调用接口的应用”里加上它，再点“测试”。",
        "This app may not call customer contact: allow it under Customer contact → API, then press Test.",
    )
    SENDER_UNKNOWN = (
        "sender_unknown",
        "发送成员不存在，或不在客户联系的使用范围：请在连接设置里改正 userid。",
        "The sender does not exist or may not use customer contact: correct the userid in the settings.",
    )
