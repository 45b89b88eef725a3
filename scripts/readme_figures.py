"""Writes the figures of `var/bench/*.json` into both READMEs, so that what they claim is what was printed.

    make bench && python scripts/readme_figures.py

Only figures that a benchmark gave a name in TEXTS below appear; a new one is described there once, in both languages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "var" / "bench"
MARKS = ("<!-- figures -->\n", "<!-- end of figures -->\n")
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
HEADS = {
    "en": "| | measured | target | compared with |\n|---|--:|--:|---|\n",
    "zh": "| | 实测 | 目标 | 对照 |\n|---|--:|--:|---|\n",
}
TEXTS = {
    "make run, nothing prepared": (
        "from `make run` on a fresh checkout to the first page, packages installed on the way",
        "全新检出后 `make run` 到第一个页面，含安装依赖",
    ),
    "make run, second start": ("from `make run` to the first page, second start", "再次 `make run` 到第一个页面"),
    "whole service, peak at rest": (
        "memory of the whole service at rest, queue included",
        "整套服务静置时的内存，含队列",
    ),
    "offline drafts": ("drafts by one worker, offline", "一个工作进程离线写稿"),
    "drafts from a model": (
        "drafts from a model that takes 1 s, 64 at a time, at best 64 /s",
        "模型每稿 1 秒、同时 64 稿时的写稿速度，上限 64 /s",
    ),
    "all rules, 2,000 characters, zh": ("all checks of 2,000 characters", "2,000 字的稿子过完全部检查"),
    "near-duplicates among 100,000": ("near-duplicates among 100,000 texts", "在 10 万篇里找近似的稿子"),
    "month feed, p95, 100,000 posts, sqlite": (
        "the month's feed among 100,000 posts, p95, SQLite",
        "10 万条内容里取一个月的数据，p95，SQLite",
    ),
    "month feed, p95, 100,000 posts, postgresql": (
        "the same on PostgreSQL",
        "同上，PostgreSQL",
    ),
    "month page, p95, 100,000 posts, sqlite": (
        "the whole month page among 100,000 posts, p95, SQLite",
        "10 万条内容里打开整个月历页，p95，SQLite",
    ),
    "month page, p95, 100,000 posts, postgresql": (
        "the same on PostgreSQL",
        "同上，PostgreSQL",
    ),
    "month page, queries, 100,000 posts, sqlite": ("queries of that page", "这个页面查数据库的次数"),
    "month page, p50, 100,000 over 1,000, sqlite": (
        "its median among 100,000 posts over that among 1,000",
        "10 万条时的中位数是 1,000 条时的几倍",
    ),
    "plan 12 months for 20 personas": ("planning 12 months for 20 personas", "给 20 个画像各排 12 个月"),
    "import 1,000 CSV rows with a dry run, sqlite": (
        "importing 1,000 CSV rows: upload, columns, dry run, acceptance",
        "导入 1,000 行 CSV：上传、对列、试运行、确认",
    ),
    "month page, 500 posts, largest paint, p95": (
        "a month of 500 posts in Chromium, empty cache: largest contentful paint, p95",
        "Chromium 打开 500 条的月历（无缓存），最大内容绘制 p95",
    ),
    "month page, 500 posts, a drag settles, p95": (
        "from dropping a post there until it stands and a message says so, p95",
        "在上面拖动一条：松手到落定、提示出现，p95",
    ),
    "queue page, p95, 50,000 posts, 2,000 waiting, sqlite": (
        "the review desk with 2,000 texts waiting among 50,000 posts, p95, SQLite",
        "5 万条内容、2,000 条待审时打开审核台，p95，SQLite",
    ),
    "queue page, p95, 50,000 posts, 2,000 waiting, postgresql": (
        "the same on PostgreSQL",
        "同上，PostgreSQL",
    ),
    "approve, p95, sqlite": (
        "an approval, bound to its words and in the audit trail, p95, SQLite",
        "一次通过：绑定文字并写入审计链，p95，SQLite",
    ),
    "approve, p95, postgresql": (
        "the same on PostgreSQL",
        "同上，PostgreSQL",
    ),
    "search, p95, 100,000 items, sqlite": (
        "searching 100,000 items for Chinese words, with their number, p95, SQLite",
        "在 10 万条内容里搜中文词，含总数，p95，SQLite",
    ),
    "search, p95, 100,000 items, postgresql": (
        "the same on PostgreSQL",
        "同上，PostgreSQL",
    ),
    "calendar file of 100,000 events": (
        "writing a calendar file (ICS), processor time",
        "写日历文件（ICS），按处理器时间",
    ),
    "spreadsheet of 100,000 rows": (
        "writing a spreadsheet (CSV), processor time",
        "写表格（CSV），按处理器时间",
    ),
    "304 for a feed of 100,000 posts, p95, sqlite": (
        "telling a calendar app that nothing changed in a feed of 100,000 posts, p95, SQLite",
        "10 万条内容的日历订阅没有变化时的应答，p95，SQLite",
    ),
    "304 for a feed of 100,000 posts, p95, postgresql": (
        "the same on PostgreSQL",
        "同上，PostgreSQL",
    ),
    "readings taken, sqlite": (
        "readings of counters taken in, handed in 10,000 a request, SQLite",
        "互动数据入账（每次请求 1 万条），SQLite",
    ),
    "readings taken, postgresql": ("the same on PostgreSQL", "同上，PostgreSQL"),
    "what works, p95, sqlite": (
        "Insights over 100,000 posts and 5,000,000 readings: what works, p95, SQLite",
        "10 万条内容、500 万条互动数据时打开“数据”首页，p95，SQLite",
    ),
    "what works, p95, postgresql": ("the same on PostgreSQL", "同上，PostgreSQL"),
    "team, p95, postgresql": (
        "its page Team, p95, PostgreSQL",
        "其中的“团队”页，p95，PostgreSQL",
    ),
    "structured world, as shipped": (
        "clicks over random picks, simulated year with effects to learn",
        "点击率比随机挑选高（模拟一年，有规律可学）",
    ),
    "plain world, ours less O/E, lower end": (
        "the same against shrunken observed/expected where there is hardly any, lower end of 95 %",
        "几乎无规律时与收缩后的观测/期望比相比，95 % 下限",
    ),
    "API, 150 mixed reads a second, p95": (
        "the API at 150 mixed reads a second, p95",
        "API 每秒 150 次混合读取，p95",
    ),
    "search, p95": (
        "finding a reply among 20,000 as one types, p95",
        "边打字边在 2 万条话术里找，p95",
    ),
    "suggestion without a model, p95": (
        "three replies to a pasted message among 20,000, without a model, p95",
        "贴上一条消息，从 2 万条话术里给出三条（不用模型），p95",
    ),
    "right template in the first 3, 211 kept": (
        "the right reply among those three, 211 messages nobody tuned on",
        "这三条里有对的那条（211 条没有参与调校的消息）",
    ),
}
AGAINST = {
    "icalendar package": ("the icalendar package", "icalendar 软件包"),
    "closest peer, by hand": ("closest peer, its database made by hand", "最接近的同类，数据库要手工建"),
    "flask run, web alone": ("the web process alone", "只起网页进程"),
    "separate processes": ("the same parts started separately", "同样的部件分开启动"),
    "one forked job per draft": ("one forked job for each draft", "每稿一个任务"),
    "one forked job per draft, 16 of them": ("one forked job for each draft", "每稿一个任务"),
    "term by term": ("one restricted term after the other", "逐个词查找"),
    "hash by hash": ("one hash after the other", "逐篇比较"),
    "objects, loaded post by post": ("objects, loaded post by post", "逐条加载对象"),
    "day by day": ("planned day by day", "一天一天排"),
    "row by row, a commit each": ("row by row, a commit each", "逐行导入、逐行提交"),
    "all posts drawn": ("until every post is drawn", "等全部内容画完"),
    "the page loaded anew": ("loading the page anew", "重新加载页面"),
    "every waiting text loaded and checked": ("every waiting text loaded and checked", "逐条加载并检查每篇待审"),
    "texts read through": ("reading every text through", "逐篇读过去找"),
    "raw rate": ("picking by the raw rate", "按原始比率挑"),
    "Gamma-Poisson O/E": ("shrunken observed/expected", "收缩后的观测/期望比"),
    "one reading a request": ("one reading a request", "一次请求一条"),
    "substring": ("searching for the words themselves", "直接搜原文"),
}
UNITS = {
    "s": "s", "ms": "ms", "MB": "MB", "drafts/s": "/s", "events/s": "/s", "rows/s": "/s", "% lift": "%", "×": "×",
    "%": "%", "points": "points", "": "",
}
PEER = ("closest peer, as published: %s", "最接近的同类公布的数字：%s")


def main() -> None:
    """Rewrite what stands between the marks."""
    figures = [row for file in sorted(RESULTS.glob("*.json")) for row in json.loads(file.read_text())["figures"]]
    known = {row["name"]: row for row in figures if row["name"] in TEXTS}
    for place, (language, readme) in enumerate(READMES.items()):
        before, _, rest = readme.read_text().partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        lines = [_line(known[name], place) for name in TEXTS if name in known]
        readme.write_text(before + MARKS[0] + HEADS[language] + "".join(lines) + MARKS[1] + after)


def _line(row: Mapping[str, Any], place: int) -> str:
    value, target = (_measure(row, part) for part in ("value", "target"))
    words = TEXTS[str(row["name"])][place]
    return f"| {words} | **{value}** | {row['relation']} {target} | {_compared(row, place)} |\n"


def _compared(row: Mapping[str, Any], place: int) -> str:
    baseline = f"{_measure(row, 'baseline')} · {AGAINST[str(row['against'])][place]}" if row.get("baseline") else ""
    peer = PEER[place] % _measure(row, "peer") if row.get("peer") else ""
    return "; ".join(filter(None, (baseline, peer)))


def _measure(row: Mapping[str, Any], part: str) -> str:
    return f"{_number(float(row[part]))} {UNITS[str(row['unit'])]}".rstrip()


def _number(value: float) -> str:
    is_plain = value >= 20 or value.is_integer()  # noqa: PLR2004 - three digits are enough to read
    return f"{value:,.0f}" if is_plain else f"{value:.1f}"


if __name__ == "__main__":
    main()
