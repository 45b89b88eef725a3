"""How long a table of posts takes from the upload to the calendar, through the pages people use."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from benchmarks.report import Figure

ROWS = 1_000
MOST_SECONDS = 1.0
PEER_SECONDS = 5.0
_MEANINGS = ("day", "time", "persona", "title", "body", "call_to_action", "hashtags", "form")
_WORDS = ("断奶", "辅食", "夜醒", "出牙", "绘本", "午睡", "湿疹", "添水")


@dataclass(frozen=True, slots=True)
class ImportTimes:
    """Seconds of each step: the upload, what the columns mean, the dry run as a page, the rows accepted."""

    upload: float
    columns: float
    dry_run: float
    accept: float

    @property
    def total(self) -> float:
        return self.upload + self.columns + self.dry_run + self.accept


def table(persona: str, first: date, rows: int = ROWS) -> bytes:
    """A calendar as CSV: `rows` different posts with texts for one persona, from `first` on."""
    lines = ["日期,时间,人群,标题,正文,行动号召,话题,形式"]
    for number in range(rows):
        day, word = first + timedelta(days=number // 3), _WORDS[number % len(_WORDS)]
        text = f"第 {number} 条：说说{word}这件事，家里是怎么一步步做下来的。先看孩子的状态，再决定快一点还是慢一点。"
        lines.append(f"{day},{9 + number % 3 * 4}:00,{persona},{word}小记 {number},{text},你家是怎么做的？,{word},图文")
    return "\r\n".join(lines).encode("utf-8-sig")


def import_times(client: Any, community_id: int, content: bytes, fields: dict[str, str]) -> ImportTimes:
    """Walk through the import with a signed-in client of the application; `fields` are those of the second step.

    Raises AssertionError when a page answers otherwise than it should.
    """
    start = f"/c/{community_id}/import"
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="plan.csv"\r\n\r\n'
    body = head + content + b"\r\n--edge--\r\n"
    answer, upload = _timed(
        lambda: client.post(start, data=body, content_type="multipart/form-data; boundary=edge"), 303
    )
    place = str(answer.location).removesuffix("/columns")
    _, columns = _timed(lambda: client.post(f"{place}/columns", data=fields), 303)
    page, dry_run = _timed(lambda: client.get(place), 200)
    ready = page.text.partition('name="ready" value="')[2].partition('"')[0]
    _, accept = _timed(lambda: client.post(place, data={"which": "all", "ready": ready}), 303)
    return ImportTimes(upload, columns, dry_run, accept)


def choices(persona_id: int) -> dict[str, str]:
    """The fields of the second step for `table`, as the page sends them."""
    columns = {f"c-{place}": name for place, name in enumerate(_MEANINGS)}
    usual = {"value": "information", "stage": "cognition", "form": "post", "clock": "10:00", "order": "", "above": "y"}
    return {"table": "0", "heading": "0", "persona": str(persona_id), **usual, **columns}


def figures(runs: Sequence[ImportTimes]) -> list[Figure]:
    """The median run as figures for a report."""
    middle = sorted(runs, key=lambda run: run.total)[len(runs) // 2]
    name = f"import {ROWS} CSV rows, dry run included"
    return [Figure(name, middle.total, "s", "≤", MOST_SECONDS, PEER_SECONDS, "closest peer")]


def _timed(ask: Callable[[], Any], status: int) -> tuple[Any, float]:
    start = time.perf_counter()
    answer = ask()
    seconds = time.perf_counter() - start
    assert answer.status_code == status, answer.text
    return answer, seconds
