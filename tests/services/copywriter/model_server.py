"""A real OpenAI-compatible server on loopback that behaves as scripted: one behaviour a request, the last one again."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self

DRAFT: dict[str, object] = {
    "title": "午睡前的十分钟",
    "hook": "一点半了，娃还在床上打滚？",
    "body": "先拉窗帘，再放同一首歌。\n三天后他听见前奏就知道该躺下了。",
    "call_to_action": "你家用什么哄睡？说一个就行。",
    "hashtags": [],
    "tags": ["life:在家带娃"],
    "image_brief": "拉上一半的窗帘，小床，暖光",
    "comment_starter": "我家放的是小星星",
}


@dataclass(frozen=True)
class Request:
    """What arrived: the JSON body, and headers by their lower-case names."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def response_format(self) -> str:
        return str((self.body.get("response_format") or {"type": "text"})["type"])

    def said(self, role: str) -> list[str]:
        return [message["content"] for message in self.body["messages"] if message["role"] == role]


class Exchange:
    """One request and the means to answer it in any way a server can misbehave."""

    def __init__(self, handler: BaseHTTPRequestHandler, request: Request, stopping: Event) -> None:
        self.request = request
        self._handler = handler
        self._stopping = stopping

    def answer(self, body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self._handler.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body))}.items():
            self._handler.send_header(name, value)
        for name, value in (headers or {}).items():
            self._handler.send_header(name, value)
        self._handler.end_headers()
        self._handler.wfile.write(body)

    def write(self, data: bytes) -> None:
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def pause(self, seconds: float) -> None:
        """Waits, but no longer than the server lives."""
        self._stopping.wait(seconds)

    def reset(self) -> None:
        """Closes so that the client sees "connection reset by peer"."""
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._handler.connection.close()


Behaviour = Callable[[Exchange], None]


def chat(content: object, finish_reason: str = "stop", **message: object) -> bytes:
    """The body of a chat completion, as servers send it."""
    completion = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "served-model",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
        "usage": {"prompt_tokens": 700, "completion_tokens": 120, "total_tokens": 820},
    }
    return json.dumps(completion, ensure_ascii=False).encode()


def says(content: object, finish_reason: str = "stop", **message: object) -> Behaviour:
    return lambda exchange: exchange.answer(chat(content, finish_reason, **message))


def drafts(**changes: object) -> Behaviour:
    """A good draft, with fields changed."""
    return says(json.dumps({**DRAFT, **changes}, ensure_ascii=False))


def sends(body: bytes | str, status: int = 200, headers: Mapping[str, str] | None = None) -> Behaviour:
    data = body.encode() if isinstance(body, str) else body
    return lambda exchange: exchange.answer(data, status, headers)


def resets(exchange: Exchange) -> None:
    exchange.reset()


def drips_its_body(exchange: Exchange) -> None:
    """A byte now and then for ten seconds, each well within any read time-out."""
    exchange.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    _drip(exchange, b"{")


def drips_its_headers(exchange: Exchange) -> None:
    exchange.write(b"HTTP/1.1 200 OK\r\n")
    _drip(exchange, b"X-Drip: 1\r\n")


def _drip(exchange: Exchange, drop: bytes) -> None:
    for _ in range(200):
        exchange.write(drop)
        exchange.pause(0.05)


def refuses_formats(*refused: str) -> Behaviour:
    """400 for the named response formats, a good draft for any other."""

    def behave(exchange: Exchange) -> None:
        if exchange.request.response_format in refused:
            exchange.answer(b'{"error": {"message": "response_format is not supported"}}', 400)
        else:
            drafts()(exchange)

    return behave


class ModelServer:
    """`with ModelServer(drafts()) as server:` serves POST {base_url}/chat/completions and keeps every request."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self._behaviours = behaviours or (drafts(),)
        self._stopping = Event()
        self._lock = Lock()
        self.requests: list[Request] = []
        self._server = _Listener(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        request = Request(handler.path, headers, json.loads(body))
        with self._lock:
            self.requests.append(request)
            behaviour = self._behaviours[min(len(self.requests), len(self._behaviours)) - 1]
        behaviour(Exchange(handler, request, self._stopping))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        serve = self._serve

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                serve(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
                """Says nothing, a test's output is its own."""

        return Handler


class _Listener(ThreadingHTTPServer):
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what some tests are about."""
