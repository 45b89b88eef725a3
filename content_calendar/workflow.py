"""The life of a content item: states, actions, roles and the one table that joins them.

Whoever asks "may this happen?" asks here: services, buttons, the API and the tests read the same table.
"""

from __future__ import annotations

from dataclasses import dataclass

from content_calendar.vocabulary import Term


class State(Term):
    PLANNED = "planned", "已排期", "Planned"
    DRAFTING = "drafting", "生成中", "Drafting"
    DRAFT = "draft", "草稿", "Draft"
    IN_REVIEW = "in_review", "待审核", "In review"
    CHANGES_REQUESTED = "changes_requested", "已退回", "Changes requested"
    APPROVED = "approved", "已通过", "Approved"
    EXPORTED = "exported", "已导出", "Exported"
    PUBLISHED = "published", "已发布", "Published"
    EXPIRED = "expired", "已过期", "Expired"
    FAILED = "failed", "生成失败", "Failed"
    ARCHIVED = "archived", "已归档", "Archived"


class Role(Term):
    """What a member of the team may do in one community. Order of rank is `RANK`."""

    VIEWER = "viewer", "查看者", "Viewer"
    EDITOR = "editor", "编辑", "Editor"
    REVIEWER = "reviewer", "审核", "Reviewer"
    ADMIN = "admin", "管理员", "Admin"

    def covers(self, needed: Role) -> bool:
        """Whether this role includes everything `needed` may do."""
        return RANK[self] >= RANK[needed]


RANK = {role: rank for rank, role in enumerate(Role)}


class Action(Term):
    START_DRAFTING = "start_drafting", "生成文案", "Draft copy"
    FINISH_DRAFTING = "finish_drafting", "完成生成", "Finish drafting"
    FAIL_DRAFTING = "fail_drafting", "生成失败", "Drafting failed"
    CANCEL_DRAFTING = "cancel_drafting", "取消生成", "Cancel drafting"
    EDIT = "edit", "编辑", "Edit"
    SUBMIT = "submit", "提交审核", "Submit for review"
    WITHDRAW = "withdraw", "撤回", "Withdraw"
    PASS_EDITORIAL = "pass_editorial", "内容审核通过", "Pass to compliance"
    APPROVE = "approve", "通过", "Approve"
    REQUEST_CHANGES = "request_changes", "退回修改", "Request changes"
    TAKE_BACK = "take_back", "撤销审核决定", "Take back a decision"
    RESCHEDULE = "reschedule", "改期", "Reschedule"
    EXPORT = "export", "导出", "Export"
    PUBLISH = "publish", "标记已发布", "Mark published"
    EXPIRE = "expire", "过期", "Expire"
    ARCHIVE = "archive", "归档", "Archive"
    RESTORE = "restore", "恢复", "Restore"


@dataclass(frozen=True, slots=True)
class Transition:
    """From which states an action may start, where it leads (also for an item without any text) and who may take it."""

    sources: frozenset[State]
    target: State
    role: Role
    without_text: State


class TransitionRefused(Exception):
    """The item's state or the actor's role does not allow the action."""

    def __init__(self, action: Action, state: State, role: Role | None = None) -> None:
        super().__init__(f"{action} is not allowed from {state}" + (f" for {role}" if role else ""))
        self.action = action
        self.state = state
        self.role = role


def _t(
    sources: tuple[State, ...], target: State, role: Role = Role.EDITOR, without_text: State | None = None
) -> Transition:
    return Transition(frozenset(sources), target, role, without_text or target)


S = State
OUT = frozenset({S.APPROVED, S.EXPORTED, S.PUBLISHED})
"""States in which words may leave the house, or have left it."""

_WITH_TEXT = (S.DRAFT, S.CHANGES_REQUESTED, S.IN_REVIEW, S.APPROVED, S.EXPORTED, S.EXPIRED)
_REDRAFTABLE = (S.PLANNED, S.DRAFT, S.CHANGES_REQUESTED, S.FAILED, S.EXPIRED)

TRANSITIONS: dict[Action, Transition] = {
    Action.START_DRAFTING: _t(_REDRAFTABLE, S.DRAFTING),
    Action.FINISH_DRAFTING: _t((S.DRAFTING,), S.DRAFT),
    Action.FAIL_DRAFTING: _t((S.DRAFTING,), S.DRAFT, without_text=S.FAILED),
    Action.CANCEL_DRAFTING: _t((S.DRAFTING,), S.DRAFT, without_text=S.PLANNED),
    Action.EDIT: _t((S.PLANNED, S.FAILED, *_WITH_TEXT), S.DRAFT),
    Action.SUBMIT: _t((S.DRAFT, S.CHANGES_REQUESTED), S.IN_REVIEW),
    Action.WITHDRAW: _t((S.IN_REVIEW,), S.DRAFT),
    Action.PASS_EDITORIAL: _t((S.IN_REVIEW,), S.IN_REVIEW, Role.REVIEWER),
    Action.APPROVE: _t((S.IN_REVIEW,), S.APPROVED, Role.REVIEWER),
    Action.REQUEST_CHANGES: _t((S.IN_REVIEW, S.APPROVED), S.CHANGES_REQUESTED, Role.REVIEWER),
    Action.TAKE_BACK: _t((S.IN_REVIEW, S.APPROVED, S.CHANGES_REQUESTED), S.IN_REVIEW, Role.REVIEWER),
    Action.EXPORT: _t((S.APPROVED, S.EXPORTED), S.EXPORTED),
    Action.PUBLISH: _t((S.APPROVED, S.EXPORTED), S.PUBLISHED),
    Action.EXPIRE: _t((S.PLANNED, S.DRAFT, S.IN_REVIEW, S.CHANGES_REQUESTED, S.FAILED), S.EXPIRED),
    Action.ARCHIVE: _t((S.PLANNED, S.DRAFT, S.CHANGES_REQUESTED, S.FAILED, S.APPROVED, S.EXPORTED, S.EXPIRED,
                        S.PUBLISHED), S.ARCHIVED),
    Action.RESTORE: _t((S.ARCHIVED,), S.DRAFT, without_text=S.PLANNED),
}

_RESCHEDULED = {S.APPROVED: S.DRAFT, S.EXPORTED: S.DRAFT, S.IN_REVIEW: S.DRAFT, S.EXPIRED: S.DRAFT}
_FIXED_IN_TIME = (S.DRAFTING, S.PUBLISHED, S.ARCHIVED)


def next_state(
    action: Action, state: State, role: Role | None, *, has_text: bool = True, was_published: bool = False
) -> State:
    """The state after `action`; `role` is None when the system itself acts (a job, an expiry).

    What members have seen stays published: restored from the archive it is no draft that could go out once more.
    Rescheduling keeps the state except where text or approval was bound to the old slot: those fall back to draft.

    Raises TransitionRefused when the state or the role does not allow it.
    """
    if action is Action.RESCHEDULE:
        if state in _FIXED_IN_TIME or (role is not None and not role.covers(Role.EDITOR)):
            raise TransitionRefused(action, state, role)
        return _RESCHEDULED.get(state, state) if has_text or state is not S.EXPIRED else S.PLANNED
    transition = TRANSITIONS[action]
    if state not in transition.sources:
        raise TransitionRefused(action, state)
    if role is not None and not role.covers(transition.role):
        raise TransitionRefused(action, state, role)
    if action is Action.RESTORE and was_published:
        return S.PUBLISHED
    return transition.target if has_text else transition.without_text


def allowed_actions(state: State, role: Role | None) -> frozenset[Action]:
    """Every action that may start now, for menus and buttons."""
    return frozenset(action for action in Action if _is_allowed(action, state, role))


def _is_allowed(action: Action, state: State, role: Role | None) -> bool:
    try:
        next_state(action, state, role)
    except TransitionRefused:
        return False
    return True
