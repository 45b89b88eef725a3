"""A stand-in for a model's endpoint: every question gets the same draft after a set time, thousands at once.

A process of its own, so that its work does not count as ours, and one that does next to nothing for each call.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import socket
from collections.abc import Iterator
from contextlib import contextmanager

PROMPT_TOKENS, COMPLETION_TOKENS = 1_900, 260
DRAFT = {
    "title": "断奶这件事不用赶",
    "hook": "断奶这件事，先别急着定日子",
    "body": "宝宝愿意吃几口辅食、夜里能睡整觉，再慢慢减一顿奶。\n每天少一顿，一周看一次状态。\n"
    "有的宝宝两周就顺了，有的要两个月，都算正常。",
    "call_to_action": "你家现在减到第几顿了？在群里说说。",
    "hashtags": ["断奶"],
    "tags": [],
    "image_brief": "窗边的小餐椅，碗里有几口辅食，光线柔和",
    "comment_starter": "我家是从午睡前那顿开始减的",
}


@contextmanager
def model_server(seconds: float) -> Iterator[str]:
    """The address of an endpoint that answers after `seconds`; it ends with the block."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(listener, seconds), daemon=True)
    process.start()
    listener.close()
    try:
        yield address
    finally:
        process.terminate()
        process.join()


def _serve(listener: socket.socket, seconds: float) -> None:
    answer = _answer()

    class Endpoint(asyncio.Protocol):
        """Waits for a whole request, then for the set time; the connection may be used again."""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            self.transport, self.received = transport, b""

        def data_received(self, data: bytes) -> None:
            self.received += data
            head, found, body = self.received.partition(b"\r\n\r\n")
            if found and len(body) >= _length(head):
                self.received = b""
                asyncio.get_running_loop().call_later(seconds, self.transport.write, answer)

    async def forever() -> None:
        server = await asyncio.get_running_loop().create_server(Endpoint, sock=listener)
        await server.serve_forever()

    asyncio.run(forever())


def _length(head: bytes) -> int:
    lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
    return next(int(value) for name, _, value in lines if name == b"content-length")


def _answer() -> bytes:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": json.dumps(DRAFT)}}
    usage = {"prompt_tokens": PROMPT_TOKENS, "completion_tokens": COMPLETION_TOKENS}
    completion = {"id": "1", "object": "chat.completion", "model": "stand-in", "choices": [choice], "usage": usage}
    body = json.dumps(completion)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + body).encode()
