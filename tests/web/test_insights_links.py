"""Who follows a number of Insights finds as many rows as it said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape

import pytest
from sqlalchemy.orm import Session

from tests.browser import Visitor
from tests.factories import Workspace
from tests.generated_posts import generate

LINKED = re.compile(
    r'<a href="([^"]*/leaderboard[^"]*)">((?:(?!</a>).)*)</a>(?: <span class="quiet">([^<]*)</span>)?'
)
SAYS_POSTS = re.compile(r"^([\d,]+) 条(?:内容)?$")
IN_THE_LIST = re.compile(r'class="board-sum">\s*([\d,]+) 条')


def links(text: str) -> Iterator[tuple[str, int]]:
    """The links whose words, or those right behind them, tell a number of posts."""
    for address, words, beside in LINKED.findall(text):
        said = SAYS_POSTS.match(words.strip()) or SAYS_POSTS.match(beside.strip())
        if said:
            yield unescape(address), int(said[1].replace(",", ""))


@pytest.mark.parametrize("path", ["", "?outcome=act", "?weeks=52", "/prompts"])
def test_who_follows_a_number_finds_as_many_posts(
    editor: Visitor, session: Session, workspace: Workspace, now: datetime, path: str
) -> None:
    generate(session, workspace, now)
    found = dict(links(editor.get(f"/c/{workspace.community.id}/insights{path}").text))
    assert len(found) > (2 if path == "/prompts" else 12)
    for address, count in found.items():
        there = IN_THE_LIST.search(editor.get(address).text)
        assert (int(there[1]) if there else 0) == count, address
