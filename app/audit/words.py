"""The trail in the reader's words: what was done, to what, and the names of fields."""

from __future__ import annotations

from app.audit.sealing import REFUSED
from content_calendar.vocabulary import Term
from content_calendar.workflow import Action


class Subject(Term):
    """What something was done to, by the name of its table."""

    CONTENT_ITEM = "content_item", "内容", "Post"
    REVISION = "revision", "版本", "Version"
    COMMENT = "comment", "评论", "Comment"
    COMMUNITY = "community", "社群", "Community"
    PERSONA = "persona", "人群画像", "Persona"
    VOICE = "voice", "发言人设", "Voice"
    PRODUCT = "product", "产品", "Product"
    COLUMN = "column", "栏目", "Column"
    EVENT = "event", "活动", "Event"
    CAMPAIGN = "campaign", "营销活动", "Campaign"
    MARKED_DAY = "marked_day", "特殊日子", "Special day"
    TAG = "tag", "标签", "Tag"
    PLAN_ACCEPTANCE = "plan_acceptance", "排期计划", "Plan"
    DRAFTING_RUN = "drafting_run", "生成任务", "Drafting run"
    CALENDAR_IMPORT = "calendar_import", "日历导入", "Calendar import"
    FEEDBACK_IMPORT = "feedback_import", "数据导入", "Import of numbers"
    FEEDBACK_BATCH = "feedback_batch", "数据批次", "Batch of numbers"
    FEEDBACK_RECORD = "feedback_record", "数据记录", "Reading"
    EXPORT = "export", "导出文件", "Exported file"
    FEED_TOKEN = "feed_token", "日历订阅", "Calendar feed"
    PROMPT_VERSION = "prompt_version", "提示词版本", "Prompt version"
    USER = "user", "账号", "Account"
    MEMBERSHIP = "membership", "社群角色", "Role in a community"
    SIGN_IN_LINK = "sign_in_link", "一次性登录链接", "One-time sign-in link"
    SIGN_IN_SESSION = "sign_in_session", "登录设备", "Signed-in browser"
    API_TOKEN = "api_token", "API 令牌", "API token"
    CHANNEL = "channel", "通知渠道", "Notification channel"
    CONNECTION = "connection", "发布工具连接", "Connection"
    PUSH = "push", "推送", "Push"
    EXPORT_TEMPLATE = "export_template", "导出模板", "Export template"
    WEBHOOK_ENDPOINT = "webhook_endpoint", "Webhook 接收地址", "Webhook"
    PLAYBOOK = "playbook", "话术剧本", "Playbook"
    REPLY_TEMPLATE = "reply_template", "话术", "Reply template"
    REQUEST = "request", "请求", "Request"


class Act(Term):
    CREATE = "create", "新建{subject}", "{subject} created"
    CHANGE = "change", "修改{subject}", "{subject} changed"
    DELETE = "delete", "删除{subject}", "{subject} deleted"


class Deed(Term):
    """Actions that are not one of the three acts on a row."""

    SIGN_IN = "account.sign_in", "登录", "Signed in"
    SIGN_IN_FAILED = "account.sign_in_failed", "登录失败", "Sign-in failed"
    LOCKOUT = "account.lockout", "登录尝试过多，暂停 15 分钟", "Too many sign-in attempts, locked out for a while"
    END_SESSION = "account.end_session", "退出一台设备", "Signed one browser out"
    END_ALL = "account.end_all_sessions", "退出所有设备", "Signed out everywhere"
    REVOKE_TOKEN = "api_token.revoke", "撤销 API 令牌", "API token revoked"
    CHANGE_PASSWORD = "account.change_password", "修改密码", "Password changed"
    ASK_FOR_LINK = "account.ask_for_link", "索取登录链接", "Asked for a sign-in link"
    INVITE = "user.invite", "邀请成员", "Person invited"
    LINK = "user.link", "生成登录链接", "Sign-in link made"
    CLOSE = "user.close", "停用账号", "Account closed"
    REOPEN = "user.reopen", "恢复账号", "Account opened again"
    ORDER_PUSH = "push.order", "安排推送", "Push ordered"
    RESOLVE_PUSH = "push.resolve", "说明推送结果", "Outcome of a push settled"
    CONFIRM_PUSH = "push.confirm", "勾选员工确认", "Confirmation by staff ticked off"
    TAKE_REPLIES = "export.replies", "导出话术库", "Replies taken away as a file"
    TAKE_PLAYBOOK = "export.playbook", "导出话术剧本", "Playbook taken away as a file"
    TAKE_NUMBERS = "export.numbers", "导出效果数据", "Numbers taken away as a file"
    TAKE_CHOICES = "export.choices", "导出选择记录", "Log of choices taken away as a file"
    TAKE_TRAIL = "export.audit_trail", "导出操作记录", "Audit trail taken away as a file"
    HAND_OVER = "item.hand_over", "转交", "Handed over"
    CLAIM = "item.claim", "认领审核", "Review claimed"
    TAKE_BACK = "item.take_back", "撤销决定", "Decision taken back"
    PUT_BACK = "item.put_back", "恢复原决定", "Decision restored"
    VOID_READING = "feedback_record.void", "作废数据记录", "Reading taken out"
    CORRECT_READING = "feedback_record.correct", "更正数据记录", "Reading corrected"
    UNDO_BATCH = "feedback_batch.undo", "撤销数据批次", "Batch of numbers undone"
    ACCESS = "access", "访问", "Access"
    FORBIDDEN = "refused.forbidden", "已拒绝：没有权限", "Refused: not allowed"
    SCOPE = "refused.scope_missing", "已拒绝：令牌缺少权限范围", "Refused: the token lacks the scope"
    NOT_FOUND = "refused.not_found", "已拒绝：不存在或无权查看", "Refused: absent or out of reach"
    STALE = "refused.stale_version", "已拒绝：版本已过时", "Refused: stale version"
    STALE_EDIT = "refused.stale_edit", "已拒绝：他人已先修改", "Refused: changed by somebody else"
    FORGED = "refused.field_forged", "已拒绝：表单越权", "Refused: a field that was not theirs to decide"
    OWN_WORDS = "refused.own_words", "已拒绝：不能审核自己的文案", "Refused: one's own words"
    NOT_APPROVED = "refused.not_approved", "已拒绝：未经审核通过", "Refused: not approved"
    FINDINGS = "refused.findings_block", "已拒绝：有必须修改的问题", "Refused: findings to fix first"
    CONFLICT = "refused.conflict", "已拒绝：当前状态不允许", "Refused: not in this state"
    OVERTAKEN = "refused.overtaken", "已拒绝：他人抢先一步", "Refused: somebody was faster"
    REFUSED = "refused", "已拒绝", "Refused"


class Group(Term):
    """Kinds of actions to choose from; `words` is what their names begin with."""

    ITEMS = "items", "内容与审核", "Posts and review"
    SETUP = "setup", "社群设置", "Setting up communities"
    PLANNING = "planning", "排期、生成与导入", "Planning, drafting, imports"
    LEAVING = "leaving", "导出与订阅", "Exports and feeds"
    PROMPTS = "prompts", "提示词", "Prompts"
    PEOPLE = "people", "账号与角色", "Accounts and roles"
    SIGN_INS = "sign_ins", "登录", "Signing in"
    REFUSED = "refused", "被拒绝的操作", "Refused attempts"

    @property
    def words(self) -> tuple[str, ...]:
        return _WORDS[self]


_WORDS: dict[Group, tuple[str, ...]] = {
    Group.ITEMS: ("item", "content_item", "comment", "review"),
    Group.SETUP: ("community", "persona", "voice", "product", "column", "event", "campaign", "marked_day", "tag",
                  "playbook"),
    Group.PLANNING: ("plan_acceptance", "drafting_run", "calendar_import", "feedback_import", "feedback_batch",
                     "feedback_record"),
    Group.LEAVING: ("export", "feed_token", "connection", "push", "webhook_endpoint", "export_template"),
    Group.PROMPTS: ("prompt_version",),
    Group.PEOPLE: ("user", "membership", "channel"),
    Group.SIGN_INS: ("account", "sign_in_link", "sign_in_session", "api_token"),
    Group.REFUSED: ("refused",),
}


def action_words(action: str, language: str) -> str:
    """The action as people say it; its name where nobody gave it words yet."""
    if action.endswith(REFUSED):
        return f"{Deed.REFUSED.label(language)} · {action_words(action.removesuffix(REFUSED), language)}"
    head, _dot, rest = action.partition(".")
    deed = Deed.named(action) or (Deed.REFUSED if head == Deed.REFUSED.value else None)
    known = deed or (Action.named(rest) if head == "item" else None)
    if known is not None:
        return known.label(language)
    subject, act = Subject.named(head), Act.named(rest)
    return act.label(language).format(subject=subject.label(language)) if subject and act else action
