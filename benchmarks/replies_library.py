"""Labelled messages of members and the templates they are matched with: one set to tune on, one kept aside."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from content_calendar.replies.entry import Entry
from content_calendar.vocabulary import MemberState, Scenario

DATA = Path(__file__).parent / "data" / "reply_messages"
TUNED_ON, HELD_OUT = "messages.tsv", "held_out.tsv"
NOISE = "noise"
_HEADING = "# "


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a member wrote and what it is about; no scenario is noise. `state` is given where the message shows it."""

    text: str
    scenarios: frozenset[Scenario]
    state: MemberState | None

    def is_answered_by(self, entry: Entry) -> bool:
        """Whether the template is of a right scenario and made for the state, where one is given."""
        return entry.scenario in self.scenarios and (self.state is None or self.state in entry.states)


def messages(name: str) -> tuple[Labelled, ...]:
    """The labelled messages of one file, in its order."""
    return tuple(
        Labelled(
            row["message"],
            frozenset(Scenario(name) for name in row["scenarios"].split("|") if name != NOISE),
            MemberState(row["state"]) if row["state"] else None,
        )
        for row in _rows(name)
    )


def sayings() -> tuple[Labelled, ...]:
    """Short ways of saying things, under headings `# scenario|scenario state`; what is learned from beside messages."""
    found: list[Labelled] = []
    about = Labelled("", frozenset(), None)
    for line in (DATA / "sayings.txt").read_text("utf-8").splitlines():
        if line.startswith(_HEADING):
            about = _heading(line.removeprefix(_HEADING))
        elif line:
            found.append(replace(about, text=line))
    return tuple(found)


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


def _heading(line: str) -> Labelled:
    scenarios, _, state = line.partition(" ")
    named = frozenset(Scenario(name) for name in scenarios.split("|") if name != NOISE)
    return Labelled("", named, MemberState(state) if state else None)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
