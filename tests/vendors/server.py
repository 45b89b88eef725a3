"""What the servers share: real sockets, a log of what came in, and the faults a network has."""

from __future__ import annotations

import json
import socket
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, Self


class Fault(StrEnum):
    """What befalls the next request that changes something. After the first three the server has taken it."""

    CUT = "the line goes dead before the answer"
    SILENT = "no answer comes"
    PAGE = "a proxy answers with a page"
    DOWN = "the server fails before it did anything"


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body or b"null")


@dataclass
class Answered:
    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)


class Vendor(ABC):
    """A server on a free port of loopback while the block lasts."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.faults: deque[Fault] = deque()
        self.lock = Lock()
        self.taken = Event()
        """Set when a request that changes something was taken."""
        self.go_on = Event()
        """Ends every silence."""

    @abstractmethod
    def answer(self, asked: Asked) -> Answered:
        """What the vendor does and says; one at a time."""

    def changes(self, asked: Asked) -> bool:
        """Whether faults may befall the request."""
        return asked.method == "POST"

    def __enter__(self) -> Self:
        vendor = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                names = {name.lower(): value for name, value in self.headers.items()}
                vendor.serve(self, Asked(self.command, self.path, names, self.rfile.read(length)))

            def log_message(self, *_arguments: object) -> None:
                """Tests read `asked`."""

        for method in ("GET", "POST", "DELETE"):
            setattr(Handler, f"do_{method}", Handler.handle_any)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()

    def serve(self, handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        with self.lock:
            self.asked.append(asked)
            fault = self.faults.popleft() if self.faults and self.changes(asked) else None
            answered = Answered(502, "bad gateway") if fault is Fault.DOWN else self.answer(asked)
        if self.changes(asked):
            self.taken.set()
        if fault is Fault.SILENT:
            self.go_on.wait(10)
        if fault in {Fault.CUT, Fault.SILENT}:
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        self._say(handler, Answered(200, "<html><h1>Just a moment…</h1></html>") if fault is Fault.PAGE else answered)

    def _say(self, handler: BaseHTTPRequestHandler, answered: Answered) -> None:
        is_page = isinstance(answered.body, str)
        body = answered.body.encode() if isinstance(answered.body, str) else json.dumps(answered.body).encode()
        handler.send_response(answered.status)
        kind = "text/html" if is_page else "application/json"
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **answered.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)
