"""What people are told goes out through their channels: once, in time, and visibly when it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.running import current_settings
from app.core.sealing import SealBroken, seal, sealed_anew, unseal
from app.models import Channel, Delivery, DeliveryStatus, Notice, NoticeKind, Rhythm
from app.notifications import channels, deliveries, jobs
from app.notifications.addresses import Service
from app.notifications.service import tell
from app.notifications.trouble import NotDelivered, Trouble
from tests.factories import Workspace

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WISHES = channels.Wishes("群里", Rhythm.AT_ONCE, None, None, None, "Asia/Shanghai", ())
ADDRESS = "wecombot://73febdcb-1b38"


@dataclass
class World:
    """rita's channel, the clock of the jobs, and what went out; `failing` makes the other side refuse."""

    session: Session
    workspace: Workspace
    at: datetime
    channel: Channel
    went: list[str] = field(default_factory=list)
    failing: Trouble | None = None

    def send(self, _address: str, *, body: str, **_options: object) -> None:
        if self.failing:
            raise NotDelivered(self.failing, "no")
        self.went.append(body)

    def tell(self, key: str, kind: NoticeKind = NoticeKind.REVIEW_WAITING) -> None:
        tell(
            self.session, [self.workspace.rita.id], kind, key=key, community_id=self.workspace.community.id,
            item_id=self.workspace.item.id, params={"title": key, "by": "Bob"}, now=self.at,
        )
        self.session.commit()

    def carry(self, later: timedelta = timedelta()) -> int:
        self.at += later
        return jobs.carry_news(self.workspace.rita.id)

    def deliveries(self) -> list[Delivery]:
        self.session.expire_all()
        return list(self.session.scalars(select(Delivery).order_by(Delivery.id)))


@pytest.fixture
def world(session: Session, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> World:
    channel = channels.add(
        session, workspace.rita, Service.WECOM, ADDRESS, WISHES, settings=current_settings(), now=now
    )
    made = World(session, workspace, now, channel)
    monkeypatch.setattr("app.notifications.sending.send", made.send)
    monkeypatch.setattr(jobs, "now", lambda: made.at)
    return made


def test_news_of_the_same_moment_go_out_as_one_message_and_only_once(world: World) -> None:
    world.tell("断奶")
    world.tell("辅食")
    assert world.carry() == 1
    assert world.carry() == 0
    [body] = world.went
    assert "“断奶”等你审核" in body
    assert "“辅食”等你审核" in body
    assert f"/c/{world.workspace.community.id}/review?item={world.workspace.item.id}" in body
    assert world.deliveries()[0].status is DeliveryStatus.SENT


def test_a_channel_carries_the_kinds_it_was_asked_to(world: World) -> None:
    channels.change(world.channel, replace(WISHES, kinds=(NoticeKind.APPROVED,)))
    world.tell("断奶")
    assert world.carry() == 0
    assert world.deliveries() == []


def test_what_was_read_meanwhile_is_not_sent(world: World) -> None:
    channels.change(world.channel, replace(WISHES, rhythm=Rhythm.DIGEST, digest_at=time(18)))
    world.tell("断奶")
    assert world.carry() == 0
    channels.mark_read(world.session, world.workspace.rita.id, world.at)
    assert world.carry(DAY) == 0
    assert world.deliveries() == []


def test_a_digest_gathers_a_day_and_goes_out_at_its_hour(world: World) -> None:
    channels.change(world.channel, replace(WISHES, rhythm=Rhythm.DIGEST, digest_at=time(18)))
    world.tell("断奶")
    assert world.carry() == 0
    world.tell("辅食")
    assert world.carry(timedelta(hours=7, minutes=59)) == 0
    assert world.carry(MINUTE) == 1
    assert world.went[0].startswith("你有 2 条新通知")


def test_quiet_hours_hold_what_comes_and_what_was_late(world: World) -> None:
    channels.change(world.channel, replace(WISHES, quiet_from=time(22), quiet_until=time(8)))
    world.at += timedelta(hours=13)  # 23:00 in Shanghai
    world.tell("断奶")
    assert world.carry() == 0
    assert world.carry(timedelta(hours=8, minutes=59)) == 0
    assert world.carry(MINUTE) == 1
    world.tell("辅食")
    deliveries.route(world.session, world.workspace.rita.id, world.at)
    world.session.flush()
    assert world.carry(timedelta(hours=14)) == 0  # nobody worked until 22:00
    assert world.carry(timedelta(hours=10)) == 1


def test_a_failure_is_tried_again_later_and_later_and_then_stands_there(world: World) -> None:
    world.failing = Trouble.AWAY
    world.tell("断奶")
    pauses = []
    for _attempt in range(deliveries.ATTEMPTS):
        world.carry()
        [delivery] = world.deliveries()
        pauses.append(delivery.available_at - world.at)
        world.at = delivery.available_at
    assert pauses[:3] == [MINUTE, 4 * MINUTE, 16 * MINUTE]
    assert max(pauses) == timedelta(hours=6)
    assert delivery.status is DeliveryStatus.FAILED
    assert delivery.error == "away no"
    world.failing = None
    assert world.carry(DAY) == 0
    channels.retry(world.session, world.workspace.rita.id, delivery.id, world.at)
    assert world.carry() == 1


def test_what_no_attempt_can_change_is_not_attempted_again(world: World) -> None:
    world.failing = Trouble.ADDRESS_REFUSED
    world.tell("断奶")
    world.carry()
    assert world.deliveries()[0].status is DeliveryStatus.FAILED


def test_a_channel_that_keeps_failing_switches_itself_off_and_says_so_in_the_bell(world: World) -> None:
    world.failing = Trouble.GONE
    world.tell("断奶")
    world.channel.failures = deliveries.FAILURES_TO_OFF - 1
    world.carry()
    assert not world.channel.active
    kinds = world.session.scalars(select(Notice.kind).order_by(Notice.id)).all()
    assert kinds == [NoticeKind.REVIEW_WAITING, NoticeKind.CHANNEL_OFF]
    assert world.deliveries()[0].status is DeliveryStatus.FAILED
    world.tell("辅食")
    assert world.carry() == 0


def test_a_test_says_so_at_any_hour_and_fails_at_once(world: World) -> None:
    channels.change(world.channel, replace(WISHES, quiet_from=time(0), quiet_until=time(23, 59)))
    channels.try_out(world.session, world.channel, world.at)
    assert world.carry() == 1
    assert "测试" in world.went[0]
    world.failing = Trouble.GONE
    channels.try_out(world.session, world.channel, world.at + MINUTE)
    world.carry(MINUTE)
    assert world.deliveries()[-1].status is DeliveryStatus.FAILED
    assert world.channel.failures == 0


def test_a_message_whose_process_died_is_sent_again_when_its_lease_ends(world: World) -> None:
    world.tell("断奶")
    deliveries.route(world.session, world.workspace.rita.id, world.at)
    world.session.flush()
    [delivery] = world.deliveries()
    assert deliveries.claim(world.session, delivery, owner="dead", now=world.at)
    assert world.carry(deliveries.LEASE) == 0
    assert world.carry(timedelta(seconds=1)) == 1
    deliveries.settle(world.session, delivery.id, NotDelivered(Trouble.AWAY), owner="dead", now=world.at)
    assert world.deliveries()[0].status is DeliveryStatus.SENT


def test_what_the_queue_lost_is_found_by_its_rows(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[int] = []
    monkeypatch.setattr(jobs, "enqueue", lambda _queue, _job, user_id: woken.append(user_id))
    world.tell("断奶")
    assert jobs.wake_waiting() == 1
    world.carry()
    assert jobs.wake_waiting() == 0
    assert woken == [world.workspace.rita.id]


def test_nobody_reaches_the_channel_of_another(world: World) -> None:
    from app.core.errors import NotFound

    world.failing = Trouble.ADDRESS_REFUSED
    world.tell("断奶")
    world.carry()
    stranger: Callable[[], object]
    for stranger in (
        lambda: channels.own(world.session, world.workspace.bob.id, world.channel.id),
        lambda: channels.retry(world.session, world.workspace.bob.id, world.deliveries()[0].id, world.at),
    ):
        with pytest.raises(NotFound):
            stranger()


def test_an_address_is_sealed_and_outlives_a_change_of_the_secret(world: World) -> None:
    settings = current_settings()
    assert "73febdcb" not in world.channel.address
    assert unseal(world.channel.address, settings) == ADDRESS
    changed = settings.model_copy(update={"secret_key": SecretStr("another secret, just as long as needed")})
    with pytest.raises(SealBroken):
        unseal(world.channel.address, changed)
    between = changed.model_copy(update={"former_secret_keys": (settings.secret_key,)})
    assert unseal(sealed_anew(world.channel.address, between), changed) == ADDRESS
    assert seal(ADDRESS, settings) != seal(ADDRESS, settings)
    assert channels.seal_anew(world.session, changed) == (0, 1)
