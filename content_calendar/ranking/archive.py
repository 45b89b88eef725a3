"""A ranker as bytes: one npz of arrays and a JSON header, readable without executing anything."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from content_calendar.ranking.companion import Companion
from content_calendar.ranking.config import RankerConfig, Weights
from content_calendar.ranking.design import BLOCKS, Layout
from content_calendar.ranking.features import Block, Features, Observation
from content_calendar.ranking.invalid import RankingFault, RankingInvalid
from content_calendar.ranking.maturity import Curve
from content_calendar.ranking.memory import Memory
from content_calendar.ranking.model import RateModel
from content_calendar.ranking.outcome import OutcomeModel
from content_calendar.ranking.soundness import expect_sound, expect_sound_post
from content_calendar.vocabulary import Outcome

FORMAT = 2
_RATES = ("mean", "covariance", "loose_mean", "loose_variance", "variances")
_COMPANION = ("observed", "expected", "shapes")
_MOST_UNFOLDED = 4 * 1024**3
"""No state is larger: three covariances of the largest dimension."""
Json = dict[str, Any]


def packed(config: RankerConfig, memory: Memory, waiting: Sequence[Observation]) -> bytes:
    """The bytes of a state; the same state gives the same bytes."""
    header = {
        "format": FORMAT,
        "blocks": [block.value for block in BLOCKS],
        "config": asdict(config),
        "week": memory.week,
        "index": {block.value: [list(name) for name in names] for block, names in memory.layout.index.items()},
        "outcomes": {outcome.value: _header(model) for outcome, model in memory.outcomes.items()},
        "curves": [[platform, outcome.value, list(curve.early), list(curve.final)]
                   for (platform, outcome), curve in sorted(memory.curves.items())],
        "waiting": [asdict(post) for post in waiting],
    }  # fmt: skip
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    layout = memory.layout
    places = {
        f"place.{block.value}": np.array(list(names.values()), dtype=np.int64) for block, names in layout.index.items()
    }
    arrays = {"block": layout.block, "home": layout.home, "posts": memory.posts, **places}
    for outcome, model in memory.outcomes.items():
        arrays |= {f"{outcome.value}.{name}": getattr(model.rates, name) for name in _RATES}
        arrays |= {f"{outcome.value}.{name}": getattr(model.companion, name) for name in _COMPANION}
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, header=np.frombuffer(text, dtype=np.uint8), **arrays)
    return out.getvalue()


def unpacked(saved: bytes) -> tuple[RankerConfig, Memory, Sequence[Observation]]:
    """The state within `saved`. Raises RankingInvalid when it is damaged, foreign or of another format."""
    try:
        _expect_bounded(saved)
        with np.load(io.BytesIO(saved), allow_pickle=False) as arrays:
            header = json.loads(arrays["header"].tobytes())
            config, memory = _config(header), _memory(header, arrays)
            expect_sound(config, memory)
            return config, memory, [_observation(post) for post in header["waiting"]]
    except Exception as cause:  # damaged or hostile bytes make the readers fail in any way there is
        raise RankingInvalid(RankingFault.UNREADABLE, cause=type(cause).__name__) from cause


def _expect_bounded(saved: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(saved)) as archive:
        if sum(part.file_size for part in archive.infolist()) > _MOST_UNFOLDED:
            raise ValueError("more than any state")


def _header(model: OutcomeModel) -> Json:
    rates, plain = model.rates, model.companion
    return {
        "overdispersion": rates.overdispersion, "base": rates.base, "posts": rates.posts, "start": plain.start,
        "all": [plain.all_observed, plain.all_expected], "losses": [model.lead, model.wobble],
    }  # fmt: skip


def _config(header: Json) -> RankerConfig:
    if header["format"] != FORMAT or header["blocks"] != [block.value for block in BLOCKS]:
        raise ValueError("another format")
    return RankerConfig(**{**header["config"], "weights": Weights(**header["config"]["weights"])})


def _memory(header: Json, arrays: Mapping[str, Any]) -> Memory:
    index = {
        Block(block): dict(zip(map(tuple, names), arrays[f"place.{block}"].tolist(), strict=True))
        for block, names in header["index"].items()
    }
    layout = Layout(index, arrays["block"], arrays["home"], header["config"]["dimension"])
    outcomes = {outcome: _outcome(outcome, header["outcomes"][outcome.value], arrays) for outcome in Outcome}
    curves = {
        (platform, Outcome(outcome)): Curve(np.array(early), np.array(final))
        for platform, outcome, early, final in header["curves"]
    }
    return Memory(layout, outcomes, arrays["posts"], header["week"], curves)


def _outcome(outcome: Outcome, header: Json, arrays: Mapping[str, Any]) -> OutcomeModel:
    rates = {name: arrays[f"{outcome.value}.{name}"] for name in _RATES}
    observed, expected, shapes = (arrays[f"{outcome.value}.{name}"] for name in _COMPANION)
    believed = RateModel(
        **rates, overdispersion=header["overdispersion"], base=header["base"], posts=header["posts"]
    )
    all_observed, all_expected = header["all"]
    companion = Companion(observed, expected, all_observed, all_expected, shapes, header["start"])
    lead, wobble = header["losses"]
    return OutcomeModel(outcome, believed, companion, lead, wobble)


def _observation(saved: Json) -> Observation:
    seen = Features(**{**saved["features"], "tags": tuple(saved["features"]["tags"])})
    names = [field.name for field in fields(Observation) if field.name != "features"]
    post = Observation(features=seen, **{name: saved[name] for name in names})
    expect_sound_post(post)
    return post
