"""The other side of a channel: a mail server, a server of pushes, and robots as their makers describe them."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

import requests
from urllib3 import HTTPResponse


class MailServer:
    """Speaks as much SMTP (RFC 5321) as handing in one mail takes; `refuses` maps a command to the answer it gets."""

    def __init__(self, refuses: Mapping[str, str]) -> None:
        self.mails: list[str] = []
        self._refuses = refuses
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        try:
            connection, _peer = self._listener.accept()
        except OSError:
            return
        with connection, connection.makefile("rwb") as wire:
            self._talk(wire)

    def _talk(self, wire: Any) -> None:
        say(wire, "220 mail.example ESMTP")
        for line in wire:
            command = line.split()[0].decode().upper()
            answer = self._refuses.get(command) or {"DATA": "354 go on", "QUIT": "221 bye"}.get(command, "250 OK")
            say(wire, answer)
            if answer.startswith("354"):
                self.mails.append(b"".join(iter(wire.readline, b".\r\n")).decode())
                say(wire, "250 taken")
            if command == "QUIT":
                return


def say(wire: Any, line: str) -> None:
    wire.write(f"{line}\r\n".encode())
    wire.flush()


@contextmanager
def mail_server(**refuses: str) -> Iterator[MailServer]:
    server = MailServer(refuses)
    try:
        yield server
    finally:
        server.close()


class Robots:
    """In place of the network under the messengers' HTTP: answers as the makers of robots document it.

    They answer 200 whatever happens; `errcode` or `code` is 0 for what they took.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.answer: tuple[int, str] = 200, "ok"

    def send(self, request: requests.PreparedRequest, **_options: object) -> requests.Response:
        self.asked.append((str(request.url), _read(request)))
        status, text = self.answer
        response = requests.Response()
        response.status_code, response.url, response.request = status, str(request.url), request
        response.raw = HTTPResponse(BytesIO(text.encode()), status=status, preload_content=False)
        return response


def _read(request: requests.PreparedRequest) -> Any:
    """JSON, a form or plain text, by what the request says of its body."""
    body = request.body.decode() if isinstance(request.body, bytes) else str(request.body or "{}")
    kind = request.headers.get("Content-Type", "")
    if "form" in kind:
        return dict(parse_qsl(body))
    return body if kind.startswith("text/") else json.loads(body)


@contextmanager
def push_server(status: int = 200) -> Iterator[tuple[int, list[bytes]]]:
    """A server that takes one request over real HTTP: its port, and what came."""
    came: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            connection, _peer = listener.accept()
        except OSError:
            return
        with connection:
            came.append(connection.recv(65536))
            reason = b"Found\r\nLocation: http://127.0.0.1:1/" if status == 302 else b"OK"
            connection.sendall(
                b"HTTP/1.1 %d %s\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}" % (status, reason)
            )

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1], came
    finally:
        listener.close()
