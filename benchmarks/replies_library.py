"""The labelled messages and the templates they are matched with; the halves are fixed by a hash of each message."""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from content_calendar.replies.entry import Entry
from content_calendar.vocabulary import MemberState, Scenario

DATA = Path(__file__).parent / "data" / "reply_messages"
NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a member wrote and what it is about; no scenario is noise. `state` is given where the message shows it."""

    text: str
    scenarios: frozenset[Scenario]
    state: MemberState | None

    @property
    def in_test_half(self) -> bool:
        """Whether it is kept for the final measurement; the other half may be looked at while tuning."""
        return hashlib.sha256(self.text.encode()).digest()[0] % 2 == 1

    def is_answered_by(self, entry: Entry) -> bool:
        """Whether the template is of a right scenario and made for the state, where one is given."""
        return entry.scenario in self.scenarios and (self.state is None or self.state in entry.states)


def messages() -> tuple[Labelled, ...]:
    """All labelled messages, in the order of the file."""
    return tuple(
        Labelled(
            row["message"],
            frozenset(Scenario(name) for name in row["scenarios"].split("|") if name != NOISE),
            MemberState(row["state"]) if row["state"] else None,
        )
        for row in _rows("messages.tsv")
    )


def templates() -> tuple[Entry, ...]:
    """The library of about 200 templates."""
    return tuple(
        Entry(
            key=number, title=row["title"], body=row["body"], scenario=Scenario(row["scenario"]),
            states=tuple(MemberState(state) for state in row["states"].split("|") if state),
        )
        for number, row in enumerate(_rows("templates.tsv"), 1)
    )  # fmt: skip


def large_library(size: int) -> tuple[Entry, ...]:
    """`size` templates put together from sentences of the small library, each with a short code and a tag."""
    chance = random.Random(11)
    known = templates()
    sentences = [part for entry in known for part in entry.body.split("，")]
    heads = [entry.title for entry in known]
    return tuple(
        replace(
            chance.choice(known), key=number, short_code=f"k{number}", tags=(f"批次{number % 97}",),
            title=chance.choice(heads) + chance.choice(heads)[:4],
            body="，".join(chance.choices(sentences, k=chance.randint(4, 9))),
        )
        for number in range(1, size + 1)
    )  # fmt: skip


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
