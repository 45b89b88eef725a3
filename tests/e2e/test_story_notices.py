"""Somebody is named in a comment and told by the bell; a channel carries it further, and says so when it cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, OpenPage
from tests.e2e.posts import day_in, new_post

Check = Callable[[Page], None]
WRITER, READER, READER_NAME = "xiaoman.lin@example.com", "yu.chen@example.com", "陈屿"
QUESTION = "封面换成晾衣绳那张，可以吗"


class Messenger(BaseHTTPRequestHandler):
    """A push service; `status` of its server says how it answers."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.server.received.append(self.rfile.read(length).decode())  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_about: object) -> None:
        """Nobody reads it."""


class MessengerServer(ThreadingHTTPServer):
    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Messenger)
        self.received: list[str] = []


@contextmanager
def messenger() -> Iterator[MessengerServer]:
    with MessengerServer() as server:
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        yield server
        server.shutdown()
        serving.join()


def test_whoever_is_named_is_told_by_bell_and_channel(open_page: OpenPage, axe: Check) -> None:
    writer = open_page(WRITER)
    new_post(writer, 1, day_in(6, 2), "阳台一角")
    for words in (QUESTION, "不急"):
        name_in_a_comment(writer, words)
    reader = open_page(READER, language="en")
    read(reader, axe)
    with messenger() as server:
        add_a_channel(reader, server, axe)
        fail_in_sight(reader, server, axe)


def name_in_a_comment(page: Page, words: str) -> None:
    page.locator("#comment").fill(f"@{READER_NAME} {words}")
    page.locator(".comment-form button").click()
    expect(page.locator(".comment-body").filter(has_text=words)).to_be_visible()


def read(page: Page, axe: Check) -> None:
    """The bell counts; one notice is put aside by itself, the rest at once, one is followed to its post."""
    page.goto("/")
    expect(page.locator(".bell-count")).to_be_visible()
    page.locator(".bell").click()
    page.wait_for_url("**/notices")
    row = page.locator(".notice-row").filter(has_text=QUESTION)
    expect(page.locator(".notice-unread").filter(has_text=QUESTION)).to_be_visible()
    axe(page)
    row.locator("button.tool").click()
    expect(page.locator(".notice-unread").filter(has_text=QUESTION)).to_have_count(0)
    expect(page.locator(".bell-count")).to_be_visible()
    page.locator('form[action="/notices/read"] button').click()
    expect(row).to_be_visible()
    expect(page.locator(".notice-unread")).to_have_count(0)
    expect(page.locator(".bell-count")).to_have_count(0)
    row.locator(".notice-open").click()
    expect(page.locator(".comment-body").filter(has_text=QUESTION)).to_be_visible()


def add_a_channel(page: Page, server: MessengerServer, axe: Check) -> None:
    """It is tried out at once; its address is not shown again."""
    page.goto("/settings/notifications/new/other")
    axe(page)
    page.locator("#name").fill("My phone")
    page.locator("#apprise").fill(f"ntfy://127.0.0.1:{server.server_port}/a-secret-topic")
    page.locator(".submit-row .btn-primary").click()
    expect(page.locator(".channel .sent-sent")).to_be_visible()
    expect(page.locator(".channel-address")).not_to_contain_text("secret")
    assert len(server.received) == 1


def fail_in_sight(page: Page, server: MessengerServer, axe: Check) -> None:
    server.status = 503
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.locator('.channel form[action$="/test"] button').click()
    expect(page.locator(".channel .sent-failed .sent-cause")).to_contain_text("problem of its own")
    axe(page)
