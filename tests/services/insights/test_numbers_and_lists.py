"""Each number of a page leads to exactly the rows it was told from: every link of generated houses is followed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.insights import effects, posts, prompts, team
from app.insights.asked import Asked, asked
from app.insights.behind import Counted, behind
from app.insights.effect_cards import Row
from app.insights.ranges import LISTED
from content_calendar.ranking import Block
from content_calendar.vocabulary import Outcome
from content_calendar.workflow import Action
from tests.factories import Workspace
from tests.generated_posts import generate


@pytest.fixture
def generated(session: Session, workspace: Workspace, now: datetime) -> Workspace:
    return generate(session, workspace, now)


def wish(workspace: Workspace, now: datetime, **given: object) -> Asked:
    said = MultiDict({name: str(value) for name, value in given.items() if value is not None})
    return asked(said, workspace.community, now, LISTED)


def listed(session: Session, workspace: Workspace, now: datetime, address: dict[str, object]) -> posts.Board:
    """The list behind a link, which is all there."""
    address = {name: value for name, value in address.items() if name != "community_id"}
    found = posts.board(session, workspace.community, wish(workspace, now, **address))
    assert found.total == len(posts.all_posts(session, workspace.community, wish(workspace, now, **address)))
    return found


def test_every_sum_of_what_works_is_that_of_its_list(session: Session, generated: Workspace, now: datetime) -> None:
    for persona in (None, *generated.community.personas):
        for outcome in Outcome:
            looked = wish(generated, now, outcome=outcome, persona=persona.id if persona else None)
            _sums_are_those_of_lists(session, generated, now, looked)


def _sums_are_those_of_lists(session: Session, generated: Workspace, now: datetime, looked: Asked) -> None:
    found = effects.works(session, generated.community, looked)
    board = listed(session, generated, now, looked.counting())
    assert found.weeks.total == board.tally
    assert board.total > 5
    for monday, week in zip(looked.range.mondays(), found.weeks.now, strict=True):
        assert listed(session, generated, now, looked.counting(weeks=1, until=monday)).tally == week
    rows = [row for card in found.cards for row in card.rows]
    for row in rows:
        link = looked.counting(block=row.block, level=row.level)
        assert listed(session, generated, now, link).tally == row.tally, (row.block, row.level)
    assert {row.block for row in rows} >= {Block.FORM, Block.VALUE, Block.TAG, Block.SLOT, Block.PROMPT, Block.TEMPLATE}


def test_the_posts_behind_an_effect_are_all_there_however_old(
    session: Session, generated: Workspace, now: datetime
) -> None:
    looked = wish(generated, now)
    rows = [row for card in effects.works(session, generated.community, looked).cards for row in card.rows]
    learned = [row for row in rows if row.effect]
    for row in learned:
        assert listed(session, generated, now, looked.ever(row.block, row.level)).total == row.posts, row
    assert len(learned) > 20
    assert _reaches_back(session, generated, now, learned, looked)


def _reaches_back(session: Session, workspace: Workspace, now: datetime, rows: list[Row], looked: Asked) -> bool:
    boards = (listed(session, workspace, now, looked.ever(row.block, row.level)) for row in rows)
    return any(now - post.out_at > timedelta(weeks=300) for board in boards for post in board.posts)


def test_every_number_of_prompts_is_the_length_of_its_list(
    session: Session, generated: Workspace, now: datetime
) -> None:
    looked = wish(generated, now)
    lines = prompts.prompts(session, generated.community, looked, prompts.Order.ENGAGEMENT).lines
    assert len(lines) == 4
    for line in lines:
        assert listed(session, generated, now, looked.counting(block="prompt", level=line.level)).tally == line.tally
        ever = listed(session, generated, now, looked.ever(Block.PROMPT, line.level))
        assert ever.total == (line.effect.posts if line.effect else 0)
        level = wish(generated, now, block="prompt", level=line.level)
        assert behind(session, generated.community, level, Counted.FIRST_SIGHT).total == line.record.decided
        assert behind(session, generated.community, level, Counted.CHANGED).total == line.record.compared


def test_every_number_of_the_team_is_the_length_of_its_list(
    session: Session, generated: Workspace, now: datetime
) -> None:
    looked = wish(generated, now)
    found = team.team(session, generated.community, looked.range)
    weeks = [wish(generated, now, weeks=1, until=week.monday) for week in found.weeks]
    sides: list[tuple[team.Stretch | team.Week, Asked]] = [(found.now, looked), *zip(found.weeks, weeks, strict=True)]
    for side, asking in sides:
        assert behind(session, generated.community, asking, Counted.APPROVED).total == side.steps[Action.APPROVE]
        assert behind(session, generated.community, asking, Counted.FIRST_SIGHT).total == side.record.decided
        assert behind(session, generated.community, asking, Counted.CHANGED).total == side.record.compared
