"""Several endpoints: who is asked, who writes, what is told of the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from briefs import brief
from model_server import Behaviour, ModelServer, drafts, says, sends

from app.copywriter import make_copywriter
from app.copywriter.brief import AnswerUnusable, EndpointBusy, EndpointRefused
from app.copywriter.capability import Capabilities
from app.copywriter.endpoint import Endpoint
from app.copywriter.fallback import FallbackWriter, Outages, StandBy
from app.copywriter.model_writer import ModelWriter
from app.copywriter.trouble import Trouble
from app.core.settings import load_settings

BUSY = sends("{}", 429, {"Retry-After": "20"})


class Clock:
    """A clock that goes when it is told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Pair:
    """Two endpoints, one standing by for the other."""

    def __init__(self, first: ModelServer, second: ModelServer) -> None:
        self.clock = Clock()
        writers = [
            StandBy(name, ModelWriter(Endpoint(server.base_url, f"{name}-model", timeout_seconds=5), Capabilities()))
            for name, server in (("first", first), ("second", second))
        ]
        self.writer = FallbackWriter(writers, Outages(self.clock))


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (BUSY, Trouble.RATE_LIMITED),
        (sends("{}", 401), Trouble.KEY_REFUSED),
        (sends("<html>"), Trouble.NOT_JSON),
        (says("", "length"), Trouble.CUT_OFF),
    ],
)
def test_the_next_one_writes_and_is_named(trouble: Behaviour, outcome: Trouble) -> None:
    with ModelServer(trouble) as first, ModelServer(drafts()) as second:
        written = Pair(first, second).writer.write(brief())
    assert written.provenance.endpoint == second.base_url.removeprefix("http://").removesuffix("/v1")
    assert [(each.model, each.outcome) for each in written.usage] == [
        ("first-model", outcome.value), ("second-model", ""),
    ]


def test_one_that_is_down_rests_as_long_as_it_wishes_and_is_asked_again(tmp_path: Path) -> None:
    with ModelServer(BUSY, drafts()) as first, ModelServer(drafts()) as second:
        pair = Pair(first, second)
        pair.writer.write(brief())
        pair.clock.now += 19
        pair.writer.write(brief())
        assert (len(first.requests), len(second.requests)) == (1, 2)
        pair.clock.now += 2
        assert pair.writer.write(brief()).usage[0].model == "first-model"


def test_a_text_that_is_no_good_puts_nobody_to_rest() -> None:
    with ModelServer(says("", "length"), drafts()) as first, ModelServer(drafts()) as second:
        pair = Pair(first, second)
        pair.writer.write(brief())
        pair.writer.write(brief())
        assert (len(first.requests), len(second.requests)) == (2, 1)


def test_when_all_rest_all_are_asked_all_the_same() -> None:
    with ModelServer(BUSY, drafts()) as first, ModelServer(BUSY) as second:
        pair = Pair(first, second)
        with pytest.raises(EndpointBusy) as caught:
            pair.writer.write(brief())
        assert caught.value.retry_after == 20
        assert [each.model for each in caught.value.usage] == ["first-model", "second-model"]
        assert pair.writer.write(brief()).provenance.endpoint in first.base_url


def test_work_that_may_succeed_later_is_handed_back_rather_than_given_up() -> None:
    with ModelServer(sends("{}", 401)) as first, ModelServer(BUSY) as second, pytest.raises(EndpointBusy):
        Pair(first, second).writer.write(brief())


def test_without_hope_the_first_ones_error_is_told() -> None:
    cut_off, forbidden = ModelServer(says("", "length")), ModelServer(sends("{}", 403))
    with cut_off as first, forbidden as second, pytest.raises(AnswerUnusable) as caught:
        Pair(first, second).writer.write(brief())
    assert caught.value.code == Trouble.CUT_OFF.value
    assert len(caught.value.usage) == 2


def test_each_endpoint_gets_its_own_key_and_no_other(tmp_path: Path) -> None:
    with ModelServer(sends("{}", 500)) as first, ModelServer(sends("{}", 500)) as second, ModelServer() as third:
        settings = load_settings({
            "QUNBI_DATA_DIR": str(tmp_path), "OPENAI_MODEL": "m", "OPENAI_API_KEY": "key-of-the-first",
            "OPENAI_BASE_URL": first.base_url, "SECOND_KEY": "key-of-the-second",
            "QUNBI_MODEL_FALLBACKS": f"{second.base_url} m2 SECOND_KEY; {third.base_url} m3",
        })
        written = make_copywriter(settings).write(brief())
        keys = [server.requests[0].headers["authorization"] for server in (first, second, third)]
    assert [each.model for each in written.usage][-1] == "m3"
    assert keys == ["Bearer key-of-the-first", "Bearer key-of-the-second", "Bearer none"]


def test_a_refused_request_is_no_outage() -> None:
    with ModelServer(sends("{}", 400)) as first, ModelServer(sends("{}", 400)) as second:
        pair = Pair(first, second)
        for _ in range(2):
            with pytest.raises(EndpointRefused):
                pair.writer.write(brief())
        assert len(first.requests) == 6
