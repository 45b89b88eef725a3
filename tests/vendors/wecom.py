"""WeCom's interface after developer.work.weixin.qq.com: tokens that end, 200 with an error code, quotas by group."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.vendors.server import Answered, Asked, Vendor

CORP = "ww0corp"
_MOST_BYTES, _MOST_CHATS, _MOST_ATTACHMENTS, _MOST_CHARACTERS = 4_000, 2_000, 9, 2_000


class WecomServer(Vendor):
    key = "wecom-secret-that-nobody-should-see"

    def __init__(self) -> None:
        super().__init__()
        self.token = "token-1"
        self.tokens_given = 0
        self.staff = ["li.na", "wang.wei"]
        self.owned = {"wrA", "wrB"}
        self.quota = 30
        self.sent: Counter[str] = Counter()
        self.messages: dict[str, dict[str, Any]] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.busy_looks = 0
        """So many times a job is still being made when somebody asks."""
        self.code = 0
        """What every call but the one for a token is refused with."""

    def changes(self, asked: Asked) -> bool:
        return "/add_" in asked.path

    def expire(self) -> None:
        """The token in use ends."""
        self.token = f"token-{self.tokens_given + 2}"

    def answer(self, asked: Asked) -> Answered:
        url = urlsplit(asked.path)
        query, call = {name: values[0] for name, values in parse_qs(url.query).items()}, url.path.rsplit("/", 1)[-1]
        if call == "gettoken":
            return self._give_token(query)
        if query.get("access_token") != self.token:
            return _error(42001, "access_token expired")
        if self.code:
            return _error(self.code, "refused, more info at https://open.work.weixin.qq.com/devtool/query")
        return Answered(200, {"errcode": 0, "errmsg": "ok"} | self._do(call, query, asked))

    def _give_token(self, query: dict[str, str]) -> Answered:
        if (query["corpid"], query["corpsecret"]) != (CORP, self.key):
            return _error(40001, f"invalid credential {query['corpsecret']}")
        self.tokens_given += 1
        return Answered(200, {"errcode": 0, "errmsg": "ok", "access_token": self.token, "expires_in": 7200})

    def _do(self, call: str, query: dict[str, str], asked: Asked) -> dict[str, Any]:
        if call == "get_follow_user_list":
            return {"follow_user": self.staff}
        if call == "get_moment_task_result":
            return self._job(query["jobid"])
        done = {
            "add_msg_template": self._mass, "add_moment_task": self._moment, "get_groupmsg_list_v2": self._list,
            "cancel_groupmsg_send": self._cancel, "cancel_moment_task": self._cancel,
        }
        return done[call](asked.json())

    def _list(self, _body: dict[str, Any]) -> dict[str, Any]:
        return {"group_msg_list": [{"msgid": name, "text": body["text"]} for name, body in self.messages.items()]}

    def _cancel(self, body: dict[str, Any]) -> dict[str, Any]:
        self.messages.pop(body.get("msgid") or body["moment_id"])
        return {}

    def _mass(self, body: dict[str, Any]) -> dict[str, Any]:
        chats = body.get("chat_id_list", [])
        if body["chat_type"] == "group" and (body.get("sender") not in self.staff or len(chats) > _MOST_CHATS):
            return {"errcode": 84061, "errmsg": "not external contact"}
        if len(body["text"]["content"].encode()) > _MOST_BYTES:
            return {"errcode": 45002, "errmsg": "content size out of limit"}
        if len(body.get("attachments", [])) > _MOST_ATTACHMENTS:
            return {"errcode": 40058, "errmsg": "invalid request parameter"}
        missed = [chat for chat in chats if chat not in self.owned or self.sent[chat] >= self.quota]
        self.sent.update(set(chats) - set(missed))
        self.messages[f"msg-{len(self.messages) + 1}"] = body
        return {"msgid": f"msg-{len(self.messages)}", "fail_list": missed}

    def _moment(self, body: dict[str, Any]) -> dict[str, Any]:
        kinds = [each["msgtype"] for each in body.get("attachments", [])]
        if len(set(kinds)) > 1 or (len(kinds) > 1 and kinds[0] != "image"):
            return {"errcode": 40058, "errmsg": "attachments"}
        if len(body["text"]["content"]) > _MOST_CHARACTERS:
            return {"errcode": 45002, "errmsg": "content size out of limit"}
        self.jobs[f"job-{len(self.jobs) + 1}"] = body
        return {"jobid": f"job-{len(self.jobs)}"}

    def _job(self, jobid: str) -> dict[str, Any]:
        if self.busy_looks:
            self.busy_looks -= 1
            return {"status": 2}
        body = self.jobs[jobid]
        unknown = [user for user in body["visible_range"]["sender_list"]["user_list"] if user not in self.staff]
        self.messages[f"moment-{jobid}"] = body
        return {"status": 3, "type": "add_moment_task", "result": {
            "errcode": 0, "errmsg": "ok", "moment_id": f"moment-{jobid}",
            "invalid_sender_list": {"user_list": unknown, "department_list": []},
        }}


def _error(code: int, message: str) -> Answered:
    return Answered(200, {"errcode": code, "errmsg": message})
