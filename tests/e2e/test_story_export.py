"""A week leaves as files, changes are taken back, a tool's own template is followed; a program is told of it all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from zipfile import ZipFile

from playwright.sync_api import FilePayload, Page, expect
from standardwebhooks import Webhook

from tests.e2e.conftest import PHONE, OpenPage
from tests.e2e.posts import day_in, new_post

Check = Callable[[Page], None]
EDITOR, REVIEWER, OWNER = "yu.chen@example.com", "min.zhou@example.com", "owner@example.com"
COMMUNITY, MONDAY = 2, day_in(8)
WEEK = f"start={MONDAY}&end={MONDAY + timedelta(days=6)}"
PATIENCE_SECONDS = 15
TEMPLATE = b"Text,Date,Time,Mood\r\n"


class Receiver(BaseHTTPRequestHandler):
    """A program that wants to be told."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.put((dict(self.headers), body))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_about: object) -> None:
        """Nobody reads it."""


class ReceiverServer(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.told: Queue[tuple[dict[str, str], bytes]] = Queue()


@contextmanager
def receiver() -> Iterator[ReceiverServer]:
    with ReceiverServer() as server:
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        yield server
        server.shutdown()
        serving.join()


def test_a_week_leaves_and_is_taken_back_and_programs_hear_of_it(open_page: OpenPage, axe: Check) -> None:
    editor, owner = open_page(EDITOR), open_page(OWNER)
    first, _second = (write_and_approve(editor, owner, weekday) for weekday in (1, 2))
    with receiver() as server:
        secret = make_a_webhook(owner, server, axe)
        hear_a_test(owner, server, secret, axe)
        take_the_week(editor, axe)
        assert told(server, secret)["type"] == "export.made"
    change_a_word(editor, first)
    editor.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    take_it_back(editor, axe)
    bring_a_template(editor, axe)


def write_and_approve(editor: Page, owner: Page, weekday: int) -> str:
    """A post written by hand and approved by somebody else; its address."""
    new_post(editor, COMMUNITY, MONDAY + timedelta(days=weekday), f"换季穿搭 {weekday}")
    address = editor.url
    write(editor, f"第 {weekday} 天，先看看衣柜里有什么")
    editor.locator('form[action$="/submit"] button').click()
    expect(editor.locator(".page-subtitle")).to_contain_text("待审核")
    owner.goto(f"/c/{COMMUNITY}/review?item={address.rstrip('/').rsplit('/', 1)[1]}")
    expect(owner.locator("#review-title")).to_contain_text(f"第 {weekday} 天")
    with owner.expect_navigation():
        owner.locator('form[action$="/approve"] button[data-shortcut="a"]').click()
    return address


def write(page: Page, opening: str) -> None:
    page.locator("#hook").fill(opening)
    page.locator("#body").fill("把上周没穿的挑出来，想想为什么。")
    page.locator("#copy-form [data-save]").click()
    expect(page.locator(".page-subtitle .state-draft")).to_be_visible()


def make_a_webhook(page: Page, server: ReceiverServer, axe: Check) -> str:
    """The secret, which is shown once."""
    page.goto(f"/c/{COMMUNITY}/webhooks")
    axe(page)
    page.locator("#name").fill("数据仓库")
    page.locator("#url").fill(f"http://127.0.0.1:{server.server_port}/hook")
    page.locator(".folded > summary").click()
    page.locator('input[name="kinds"][value="export.made"]').check()
    page.locator(".submit-row .btn-primary").click()
    secret = page.locator("#webhook-secret").inner_text()
    axe(page)
    page.locator(".form-actions .btn-quiet").click()
    page.wait_for_url("**/webhooks/*")
    return secret


def hear_a_test(page: Page, server: ReceiverServer, secret: str, axe: Check) -> None:
    page.locator('form[action$="/test"] button').click()
    assert told(server, secret)["type"] == "webhook.test"
    expect(page.locator(".webhook-sent")).to_be_visible()
    page.locator("td a", has_text="测试消息").click()
    page.wait_for_url("**/messages/*")
    axe(page)


def told(server: ReceiverServer, secret: str) -> Mapping[str, str]:
    """The next message, once its signature fits."""
    headers, body = server.told.get(timeout=PATIENCE_SECONDS)
    message: Mapping[str, str] = Webhook(secret).verify(body, {name.lower(): value for name, value in headers.items()})
    return message


def take_the_week(page: Page, axe: Check) -> None:
    """Persona, range and target are chosen; the archive holds what its manifest and checksums say."""
    page.goto(f"/c/{COMMUNITY}/exports?{WEEK}")
    with page.expect_navigation(url="**target=publer*"):
        page.locator("#target").select_option("publer")
    with page.expect_navigation(url="**zone=Europe*"):
        page.locator("#zone").select_option("Europe/London")
    expect(page.locator(".verdict-yes")).to_have_count(2)
    axe(page)
    files = download(page)
    manifest = json.loads(files["manifest.json"])
    assert [entry["status"] for entry in manifest["entries"]] == ["new", "new"]
    assert {one["name"] for one in manifest["files"]} <= files.keys()
    for line in files["SHA256SUMS"].decode().splitlines():
        checksum, name = line.split("  ")
        assert hashlib.sha256(files[name]).hexdigest() == checksum
    axe(page)


def download(page: Page) -> Mapping[str, bytes]:
    """The files of the archive; the page follows to where the export is written down."""
    with page.expect_download() as arriving:
        page.locator("form[data-download] button").click()
    with ZipFile(Path(arriving.value.path())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    page.wait_for_url("**/exports/history/*")
    return files


def change_a_word(page: Page, address: str) -> None:
    page.goto(address)
    write(page, "换了一个开头，还没有人看过")


def take_it_back(page: Page, axe: Check) -> None:
    """What is approved no more is listed for a person to delete, in the words that left."""
    page.goto(f"/c/{COMMUNITY}/exports?{WEEK}&target=publer")
    expect(page.locator(".export-stays")).to_have_count(1)
    expect(page.locator(".verdict-warn")).to_contain_text("withdrawn.csv")
    axe(page)
    withdrawn = download(page)["withdrawn.csv"].decode("utf-8-sig")
    assert "第 1 天" in withdrawn
    assert "换了一个开头" not in withdrawn


def bring_a_template(page: Page, axe: Check) -> None:
    page.goto(f"/c/{COMMUNITY}/exports?{WEEK}&target=metricool")
    page.locator(".notice-warn a").click()
    page.locator("#file").set_input_files(FilePayload(name="metricool.csv", mimeType="text/csv", buffer=TEMPLATE))
    page.locator(".submit-row .btn-primary").click()
    expect(page.locator(".facts")).to_contain_text("Mood")
    axe(page)
    page.goto(f"/c/{COMMUNITY}/exports?{WEEK}&target=metricool")
    rows = download(page)["metricool.csv"].decode("utf-8-sig").splitlines()
    assert rows[0] == "Text,Date,Time,Mood"
    assert "第 2 天" in rows[1]
