"""What people are told after they accepted a plan or took it back."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.calendar.accepting import Accepted
from app.calendar.balance import BalancePanel
from app.calendar.queries import zone_of
from app.calendar.ticks import Tick
from app.core.i18n import day_name, language, slot_time
from app.models import Community
from content_calendar.vocabulary import Language

MOST_TIMES = 5


def accepted(done: Accepted) -> str:
    """“4 posts were put into the calendar. 1 post was moved.”"""
    added = ngettext(
        "%(num)s post was put into the calendar.", "%(num)s posts were put into the calendar.", len(done.added)
    )
    moved = ngettext("%(num)s post was moved.", "%(num)s posts were moved.", len(done.moved))
    removed = ngettext("%(num)s post was taken away.", "%(num)s posts were taken away.", len(done.removed))
    said = ((done.added, added), (done.moved, moved), (done.removed, removed))
    return ("" if language() is Language.ZH else " ").join(sentence for items, sentence in said if items)


def crowded(done: Accepted, panel: BalancePanel, community: Community) -> str:
    """Which days of the accepted posts now hold more than a persona may get; empty for none."""
    zone = zone_of(community)
    touched = {(item.persona_id, item.slot_at.astimezone(zone).date()) for item in done.items if item.slot_at}
    days = [
        _("%(day)s: %(count)s posts, more than %(cap)s a day", day=day_name(day.on), count=day.count,
          cap=panel.daily_cap)
        for one in panel.personas for day in one.crowded if (one.persona.id, day.on) in touched
    ]
    return ("；" if language() is Language.ZH else "; ").join(days[:MOST_TIMES])


def lost(ticks: Sequence[Tick], community: Community) -> str:
    """Which changes the plan no longer holds."""
    times = "、".join(slot_time(tick.at, community.timezone) for tick in ticks[:MOST_TIMES])
    if len(ticks) > MOST_TIMES:
        times += "…"
    sentence: str = _(
        "The calendar changed since you opened this plan. Not applied: %(times)s. Propose again to see what is left to "
        "do.", times=times,
    ) if times else _("The calendar changed since you opened this plan. Below is what a plan would do now.")
    return sentence


def undone(count: int) -> str:
    sentence: str = ngettext("%(num)s change was taken back.", "%(num)s changes were taken back.", count)
    return sentence


def left(count: int) -> str:
    sentence: str = ngettext(
        "%(num)s post was left as it is: somebody changed it since, or its old time has passed.",
        "%(num)s posts were left as they are: somebody changed them since, or their old time has passed.", count,
    )
    return sentence
