"""What workers and the scheduler do so that the desk knows which answers help."""

from __future__ import annotations

from app.core.clock import now
from app.core.queue import enqueue
from app.core.transactions import transaction
from app.models import Community
from app.reply_desk.learning import standings, tallies_of
from app.reply_desk.learning_scores import present_of, unlearned, write_standings

QUEUE, JOB = "default", "app.reply_desk.learning_jobs.learn"


def learn(community_id: int) -> int:
    """Learn what answers brought in a community; how many templates have a standing. Running it twice does no harm."""
    moment = now()
    with transaction() as session:
        community = session.get(Community, community_id)
        if community is None:
            return 0
        present, tallies = present_of(session, community), tallies_of(session, community)
    found = standings(tallies, present)  # no transaction is open while numbers are crunched
    with transaction() as session:
        write_standings(session, present, found, moment)
    return len(found)


def wake_unlearned() -> int:
    """Periodic: wake whoever has outcomes nobody looked at; how many communities."""
    with transaction() as session:
        due = unlearned(session)
    for community_id in due:
        enqueue(QUEUE, JOB, community_id)
    return len(due)
