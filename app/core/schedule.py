"""All periodic work, in one list. Each function is idempotent and driven by rows, so running it twice does no harm."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Periodic:
    """`function` is a dotted path, called without arguments inside an app context every `every_seconds`."""

    name: str
    every_seconds: float
    function: str


PERIODIC: tuple[Periodic, ...] = (
    Periodic("wake due drafts", 15, "app.drafting.jobs.wake_due_runs"),
    Periodic("review what was not looked at", 30, "app.review.jobs.review_forgotten"),
    Periodic("find reviewers", 120, "app.review.jobs.find_reviewers"),
    Periodic("remind reviewers", 60, "app.review.jobs.remind_reviewers"),
    Periodic("expire missed slots", 60, "app.review.jobs.expire_missed_slots"),
    Periodic("push what is due", 15, "app.connections.jobs.wake_due"),
    Periodic("push what was approved", 30, "app.connections.jobs.order_approved"),
    Periodic("take back what lost its approval", 30, "app.connections.jobs.take_back_lost"),
    Periodic("carry waiting news", 20, "app.notifications.jobs.wake_waiting"),
    Periodic("deliver waiting webhooks", 15, "app.webhooks.jobs.wake_waiting"),
    Periodic("forget old webhooks", 21_600, "app.webhooks.jobs.forget_old"),
    Periodic("forget old exports", 21_600, "app.exports.jobs.forget_old"),
    Periodic("forget old news", 21_600, "app.notifications.jobs.forget_old"),
    Periodic("learn from what came back", 60, "app.learning.jobs.wake_unlearned"),
    Periodic("learn which replies help", 300, "app.reply_desk.learning_jobs.wake_unlearned"),
    Periodic("forget answers of the API", 3_600, "app.api.jobs.forget_answers"),
)
