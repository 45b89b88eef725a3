"""Why a push did not arrive: cause and remedy for people, kept in both languages beside what the target said."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from content_calendar.message import Message
from content_calendar.vocabulary import Term

SAID_LENGTH = 300


class Trouble(Term):
    """The labels are cause and remedy in one line."""

    REFUSED = (
        "refused",
        "对方没有接受：请看它的回答，改好内容或连接设置后再发。",
        "The target did not accept it: read its answer, mend the text or the settings, then send again.",
    )
    REFUSED_FIELD = (
        "refused_field",
        "对方没有接受，问题在“{field}”：请看它的回答，改好后再发。",
        "The target did not accept it because of “{field}”: read its answer, mend that, then send again.",
    )
    BUSY = (
        "busy",
        "对方要求放慢：到时会自动接着发，不用处理。",
        "The target asked for patience: it goes on by itself, nothing needs to be done.",
    )
    KEY_REFUSED = (
        "key_refused",
        "对方不认这个密钥：请在连接设置里换上新的密钥并测试，等着的内容会接着发。",
        "The target refuses the key: enter a new one in the settings and test it; what waits goes on then.",
    )
    CONFLICT = (
        "conflict",
        "对方说这条已经有了或正在处理：请到那边看一眼，再在这里说明结果。",
        "The target says it has this already or is at it: look there, then tell the result here.",
    )
    AWAY = (
        "away",
        "对方出了故障，或回答的不是接口该有的内容，是否收下无法确定。",
        "The target had a fault or answered something else than its interface, so it is not known whether it took it.",
    )
    LOST = (
        "lost",
        "发送途中进程消失了，是否收下无法确定。",
        "The process disappeared while sending, so it is not known whether it was taken.",
    )
    SEAL_BROKEN = (
        "seal_broken",
        "密钥是用另一把安装密钥加密的：请重新填写，或请管理员把原密钥填进 QUNBI_FORMER_SECRET_KEYS。",
        "The key was sealed under another secret: enter it anew, or name that in QUNBI_FORMER_SECRET_KEYS.",
    )
    KEY_UNUSABLE = (
        "key_unusable",
        "密钥的写法不对：请按对方给出的原样重新填写。",
        "The key is not written as it should be: enter it exactly as the target gave it.",
    )
    NO_LONGER_APPROVED = (
        "no_longer_approved",
        "发送前又改过，这版文字或时间不再是通过的那一版，所以没有发。重新审核通过后会再安排。",
        "It was changed before it was sent: these are not the approved words any more. Nothing left; approve it anew.",
    )
    SLOT_CONTESTED = (
        "slot_contested",
        "发送前同一时间又有一条通过审核，只能发一条，所以没有发。请先在内容页选定一条。",
        "Before it was sent, another post was approved for the same slot: nothing left. Decide between the two first.",
    )
    SLOT_PASSED = (
        "slot_passed",
        "轮到发送时已过发布时间，所以没有发。请改期并重新审核。",
        "Its slot had passed when its turn came, so nothing was sent. Reschedule it and have it reviewed again.",
    )
    ALREADY_OUT = (
        "already_out",
        "发送前已经标记为已发布，所以没有再发，不用处理。",
        "It was marked as published before it was sent, so it was not sent again. Nothing needs to be done.",
    )
    OPTIONS_UNREADABLE = (
        "options_unreadable",
        "连接设置不完整：请打开设置补全后保存，再发一次。",
        "The settings of the connection are incomplete: complete and save them, then send again.",
    )
    NOT_FOUND_THERE = (
        "not_found_there",
        "到对方那里查过，没有找到。可能还没显示出来：请亲自看一眼再决定。",
        "A look-up there found nothing. It may not show yet: look for yourself before you decide.",
    )
    ACCEPTED = (
        "accepted",
        "对方已受理，正在生成任务：稍后会自动查结果，不用处理。",
        "The target is making the task of it: its result is looked up by itself, nothing needs to be done.",
    )
    SOME_MISSED = (
        "some_missed",
        "其中 {count} 个没有收下，可能是本期群发额度已用完，或发送成员不是群主：{missed}",
        "Not reached: {count}, perhaps for a used-up quota or because the sender does not own the group: {missed}",
    )
    ALL_MISSED = (
        "all_missed",
        "一个接收方也没有收下，多半是本期群发额度已用完，或发送成员不是群主。请改期，或在连接设置里改正后再发。",
        "Nobody gets it: the quota is used up or the sender owns none of the groups. Reschedule or mend the settings.",
    )
    BY_HAND = (
        "by_hand",
        "内容已撤回审核，但这边不能替你从对方删除：请到那边删掉，再在这里勾掉。",
        "The approval is gone, but it cannot be deleted there from here: take it down there, then tick it off here.",
    )
    TOO_LATE_TO_WITHDRAW = (
        "too_late_to_withdraw",
        "内容已撤回审核，但发布时间已过，可能已经公开：请到平台上处理，再在这里勾掉。",
        "The approval is gone, but its slot has passed and it may be public: see to it there, then tick it off here.",
    )
    REPLACED = "replaced", "已从对方撤回。", "It was taken back from the target."
    DROPPED = "dropped", "有人决定不再发送。", "Somebody decided not to send it."


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause in both languages, and what the target said, shortened and without secrets."""

    code: str
    zh: str
    en: str
    said: str = ""

    def text(self, language: str) -> str:
        """For a reader of `language`."""
        return self.zh if language.startswith("zh") else self.en

    def written(self) -> str:
        """As a row keeps it; `read_cause` turns it back."""
        return json.dumps(asdict(self), ensure_ascii=False)


def cause(code: Term, said: str = "", **params: object) -> Cause:
    """A cause of ours, or one that has words of its own."""
    return cause_of_message(Message(code, params), said)


def cause_of_message(message: Message, said: str = "") -> Cause:
    return Cause(message.code.value, message.text("zh"), message.text("en"), shortened(said))


def read_cause(written: str) -> Cause | None:
    """The cause of a row's `error` or `trouble`; None when all was well."""
    if not written:
        return None
    try:
        return Cause(**json.loads(written))
    except (ValueError, TypeError):
        return Cause("", written, written)


def shortened(text: str) -> str:
    """One line of at most 300 characters."""
    line = " ".join(text.split())
    return line if len(line) <= SAID_LENGTH else f"{line[: SAID_LENGTH - 1]}…"


def without_secrets(text: str, *secrets: str) -> str:
    """`text` with every secret blotted out, however the other side echoes it."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "…").replace(json.dumps(secret)[1:-1], "…")
    return text
