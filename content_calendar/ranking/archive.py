"""A ranker as bytes: one npz of arrays and a JSON header, readable without executing anything."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from content_calendar.ranking.companion import Companion, Tally
from content_calendar.ranking.config import RankerConfig, Weights
from content_calendar.ranking.design import BLOCKS, Columns, Floats, Layout
from content_calendar.ranking.features import Features, Level, Observation
from content_calendar.ranking.invalid import RankingFault, RankingInvalid
from content_calendar.ranking.memory import Memory
from content_calendar.ranking.model import RateModel
from content_calendar.ranking.outcome import OutcomeModel
from content_calendar.vocabulary import Outcome

FORMAT = 1
_ARRAYS = ("precision", "shift", "loose_precision", "loose_shift", "variances")
_BLOCK = {block.value: block for block in BLOCKS}
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OSError, EOFError, NotImplementedError,
               zipfile.BadZipFile, zlib.error)  # fmt: skip
Json = dict[str, Any]


def packed(config: RankerConfig, memory: Memory, waiting: Sequence[Observation]) -> bytes:
    """The bytes of a state; the same state gives the same bytes."""
    header = {
        "format": FORMAT,
        "blocks": [block.value for block in BLOCKS],
        "config": asdict(config),
        "week": memory.week,
        "core": _levels(memory.layout.core),
        "loose": _levels(memory.layout.loose),
        "posts": [[level.block.value, list(level.names), count] for level, count in memory.posts.items()],
        "outcomes": {outcome.value: _header(model) for outcome, model in memory.outcomes.items()},
        "waiting": [asdict(post) for post in waiting],
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    arrays = {
        f"{outcome.value}.{name}": getattr(model.rates, name)
        for outcome, model in memory.outcomes.items()
        for name in _ARRAYS
    }
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, header=np.frombuffer(text, dtype=np.uint8), **arrays)
    return out.getvalue()


def unpacked(saved: bytes) -> tuple[RankerConfig, Memory, Sequence[Observation]]:
    """The state within `saved`. Raises RankingInvalid when it is damaged, foreign or of another format."""
    try:
        with np.load(io.BytesIO(saved), allow_pickle=False) as arrays:
            header = json.loads(arrays["header"].tobytes())
            return _config(header), _memory(header, arrays), [_observation(post) for post in header["waiting"]]
    except _UNREADABLE as cause:
        raise RankingInvalid(RankingFault.UNREADABLE, cause=type(cause).__name__) from cause


def _levels(columns: Columns) -> list[list[Any]]:
    return [[level.block.value, list(level.names)] for level in columns.index]


def _header(model: OutcomeModel) -> Json:
    plain = model.companion
    return {
        "overdispersion": model.rates.overdispersion, "base": model.rates.base, "posts": model.rates.posts,
        "rate_loss": model.rate_loss, "companion_loss": model.companion_loss, "shapes": list(plain.shapes),
        "total": [plain.total.observed, plain.total.expected],
        "tallies": [[tier, list(names), t.observed, t.expected] for (tier, names), t in plain.tallies.items()],
    }  # fmt: skip


def _config(header: Json) -> RankerConfig:
    if header["format"] != FORMAT or header["blocks"] != [block.value for block in BLOCKS]:
        raise ValueError("another format")
    return RankerConfig(**{**header["config"], "weights": Weights(**header["config"]["weights"])})


def _memory(header: Json, arrays: Mapping[str, Floats]) -> Memory:
    layout = Layout(_columns(header["core"]), _columns(header["loose"]), header["config"]["dimension"])
    outcomes = {outcome: _outcome(outcome, header["outcomes"][outcome.value], arrays) for outcome in Outcome}
    posts = {Level(_BLOCK[block], tuple(names)): count for block, names, count in header["posts"]}
    return Memory(layout, outcomes, posts, header["week"])


def _columns(levels: list[list[Any]]) -> Columns:
    return Columns({Level(_BLOCK[block], tuple(names)): place for place, (block, names) in enumerate(levels)})


def _outcome(outcome: Outcome, header: Json, arrays: Mapping[str, Floats]) -> OutcomeModel:
    parts = {name: arrays[f"{outcome.value}.{name}"] for name in _ARRAYS}
    rates = RateModel(
        **parts, overdispersion=header["overdispersion"], base=header["base"], posts=header["posts"]
    )
    tallies = {(tier, tuple(names)): Tally(seen, due) for tier, names, seen, due in header["tallies"]}
    companion = Companion(Tally(*header["total"]), tallies, tuple(header["shapes"]))
    return OutcomeModel(outcome, rates, companion, header["rate_loss"], header["companion_loss"])


def _observation(saved: Json) -> Observation:
    seen = Features(**{**saved["features"], "tags": tuple(saved["features"]["tags"])})
    names = [field.name for field in fields(Observation) if field.name != "features"]
    return Observation(features=seen, **{name: saved[name] for name in names})
