"""A campaign of the sample workspace that takes place around the present day, whenever that is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns import service as campaigns
from app.campaigns.checklist import tick
from app.campaigns.looking_back import save_retrospective
from app.communities import service as communities
from app.communities.workspace_schema import WrittenCampaign, WrittenEvent
from app.core.zones import zone_of
from app.models import Campaign, Community, Event
from content_calendar.vocabulary import Goal

COMMUNITY = "doujiawu"
TOUCHES = 5

CHECKLIST = (
    "提前一周问清楚大家哪天晚上有空，定在最后一天 20:30",
    "背奶包里的东西摆开拍一张照，阿禾带头发",
    "把返岗妈妈问得多的十个问题贴进群公告",
    "当天 20:20 提醒一次，只提醒一次",
    "结束后两天内把问答整理成一页，发给没赶上的妈妈",
)
RETROSPECTIVE = (
    "做得好的：只聊背奶包里有什么，大家愿意晒；时间放在孩子睡着以后，没人急着下线。\n"
    "没做好的：提问集中在最后十分钟，有三位妈妈的问题拖到第二天才答上。\n"
    "下一次：前一天先收问题；讨论比图文回得多，讨论放前面。"
)
EVENT_RETROSPECTIVE = (
    "来了 23 位，提了 31 个问题，会后整理成一页发在群里。\n"
    "问答页没有按时发出，晚了一天；清单里这一条下次要写上谁来发。\n"
    "有人问到用药，统一请她们问医生，没有在群里展开。"
)


def back_to_work(session: Session, first: date, last: date, *, now: datetime) -> Campaign:
    """Some days for mothers who are back at work, with a talk in the evening of the last of them."""
    community = session.scalars(select(Community).where(Community.key == COMMUNITY)).one()
    begins = datetime.combine(last, time(20, 30), zone_of(community.timezone))
    event = WrittenEvent(
        key="bedtime-talk", name="返岗妈妈睡前茶话", theme="背奶包里有什么，一人晒一样，再问一个", goal=Goal.ACTIVATE,
        starts_at=begins, ends_at=begins + timedelta(minutes=30), place="豆荚屋妈妈下午茶群内，孩子睡了再聊",
        way_to_join="在群里发一张背奶包的照片，写一个最想问的问题", prizes="认真答问题的 3 位妈妈各得储奶袋一盒",
        checklist=CHECKLIST, contingency="来的人不到 8 位：改成阿禾逐条回复，第二天晚上再收一次问题",
    )
    campaign = WrittenCampaign(
        key="back-to-work-days", name="返岗头一个月", theme="返岗头一个月，背奶、交接、睡觉，先顾好一件",
        goal=Goal.ACTIVATE, personas=("working-mom",), first=first, last=last, touches=TOUCHES, voice="ahe",
        event="bedtime-talk",
    )
    communities.save_event(session, community, None, event, version=0, now=now)
    return campaigns.save_campaign(session, community, None, campaign, version=0, today=first, now=now)


def look_back(session: Session) -> None:
    """It is over: all but the last line of the checklist was done, and what was learned is written down."""
    campaign = session.scalars(select(Campaign).where(Campaign.key == "back-to-work-days")).one()
    event = session.scalars(select(Event).where(Event.key == "bedtime-talk")).one()
    for line in CHECKLIST[:-1]:
        tick(session, event, line, done=True)
    save_retrospective(session, event, EVENT_RETROSPECTIVE, version=event.version)
    save_retrospective(session, campaign, RETROSPECTIVE, version=campaign.version)
