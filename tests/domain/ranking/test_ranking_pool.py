from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ranked_posts import candidate, post, taught

from content_calendar.ranking import Candidate, Features, Pool, RankingInvalid
from content_calendar.ranking.design import Layout, encode
from content_calendar.ranking.forecast import Snapshot
from content_calendar.ranking.table import Table
from content_calendar.vocabulary import Outcome

words = st.sampled_from(["", "a", "b", "c"])
posts = st.builds(
    Features, persona=words, slot=words, form=words, value=words, prompt=words, template=words,
    tags=st.lists(words.filter(bool), max_size=4).map(tuple),
)  # fmt: skip


def history() -> list:
    return [
        post(form, persona=f"p{number % 3}", template=f"m{number % 5}", tags=(f"t{number % 4}",), likes=20 + 4 * number,
             harms=number % 3, acts=number % 7)
        for number, form in enumerate(["question", "post", "poll"] * 12)
    ]  # fmt: skip


def many(count: int) -> list[Candidate]:
    return [candidate(str(n), ("question", "post", "poll")[n % 3], persona=f"p{n % 4}", template=f"m{n % 9}",
                      tags=(f"t{n % 5}", f"t{n % 2}"), uses=n % 7) for n in range(count)]  # fmt: skip


@given(st.lists(posts, min_size=1, max_size=6))
def test_columns_hold_the_levels_that_posts_stand_for(seen):
    table = Table.of(seen)

    for number, features in enumerate(seen):
        found = sorted(
            (block.value, named.names[code])
            for block, named in table.blocks.items() for code in named.codes[:, number] if code >= 0
        )
        assert found == sorted((level.block.value, level.names) for level in features.levels() if level.names)


@given(st.lists(posts, min_size=1, max_size=6), st.none() | words, st.none() | words)
def test_a_place_given_is_as_if_it_were_the_posts_own(seen, persona, slot):
    moved, own = Table.of(seen).within(persona, slot), Table.of([post.within(persona, slot) for post in seen])
    layout = Layout.empty(100).with_levels_of(own)
    uses = np.zeros(len(seen), dtype=np.int64)

    sums = [encode(layout, table, uses).core.times(np.arange(1.0, 1 + sum(layout.home >= 0))) for table in (moved, own)]

    assert sums[0] == pytest.approx(sums[1])


def test_a_pool_ranks_as_its_candidates_do():
    ranker, candidates = taught(history()), many(300)

    fresh = ranker.rank(candidates, persona="p1", explore=0.5, seed=3)
    kept = ranker.rank(Pool.of(candidates), persona="p1", explore=0.5, seed=3)

    assert fresh == kept


def test_a_long_list_is_in_order_to_its_end():
    ranked = taught(history()).rank(many(3000))
    scores = [entry.score for entry in ranked if not entry.blocked]

    assert scores == sorted(scores, reverse=True)
    assert len({entry.key for entry in ranked}) == len(ranked) == 3000
    assert ranked[-1].key == list(ranked)[-1].key
    assert [entry.key for entry in ranked[1020:1030]] == [entry.key for entry in list(ranked)[1020:1030]]


@pytest.mark.parametrize("limit", [0.0005, 0.001, 0.002, 0.01])
@pytest.mark.parametrize("risk", [0.05, 0.2, 0.7])
def test_the_quick_bound_on_harm_blocks_exactly_whom_the_long_way_would(limit, risk):
    ranker, pool = taught(history()), Pool.of(many(200))
    snapshot = Snapshot(ranker._closed)

    quick = snapshot.risky(Outcome.HARM, limit, risk, pool.table, pool.uses)
    centre = snapshot.log_odds(Outcome.HARM, pool.table, pool.uses)
    spread = snapshot.spread(Outcome.HARM, pool.table, pool.uses)
    drawn = centre[:, None] + spread[:, None] * np.random.default_rng(0).standard_normal((200, 20_000))
    share = (drawn > np.log(limit / (1 - limit))).mean(axis=1)
    clear = np.abs(share - risk) > 0.02

    assert (quick == (share > risk))[clear].all()


def test_a_pool_holds_a_key_once():
    with pytest.raises(RankingInvalid, match="stands in the list twice"):
        Pool.of([candidate("a"), candidate("a")])
