"""The words of the field. Code stores the identifier, people read the label of their language.

Every list is closed: users add free tags, never members. Labels stand beside the identifier so that a new
member cannot be half named.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Language(StrEnum):
    """A language that copy is written in and that the interface speaks."""

    ZH = "zh"
    EN = "en"


class Term(StrEnum):
    """A closed vocabulary whose members carry a Chinese and an English label."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = zh
        member.en = en
        return member

    @classmethod
    def named(cls, identifier: str) -> Self | None:
        """The member with this identifier, None when there is none: for what comes from outside."""
        return next((member for member in cls if member.value == identifier), None)

    def label(self, language: str) -> str:
        """The word a reader of `language` ("zh" or anything else, read as English) sees."""
        return self.zh if language.startswith(Language.ZH) else self.en


class CommunityKind(Term):
    CONSUMER = "consumer", "消费型", "Consumer"
    INTEREST = "interest", "兴趣型", "Interest"
    INDUSTRY = "industry", "行业型", "Industry"


class Horizon(Term):
    LONG_TERM = "long_term", "长期（会员群）", "Long-term (members)"
    SHORT_TERM = "short_term", "短期（活动群）", "Short-term (campaign)"


class Positioning(Term):
    AUDIENCE = "audience", "群体", "Audience"
    INDUSTRY = "industry", "行业", "Industry"
    REGION = "region", "地域", "Region"
    PRODUCT = "product", "产品", "Product"
    CONTENT = "content", "内容", "Content"


class Platform(Term):
    WECHAT_GROUP = "wechat_group", "微信群", "WeChat group"
    WECOM_GROUP = "wecom_group", "企业微信群", "WeCom group"
    MOMENTS = "moments", "朋友圈", "WeChat Moments"
    OFFICIAL_ACCOUNT = "official_account", "公众号", "Official account"
    QQ_GROUP = "qq_group", "QQ群", "QQ group"
    WEIBO = "weibo", "微博", "Weibo"
    XIAOHONGSHU = "xiaohongshu", "小红书", "Xiaohongshu"
    DOUYIN = "douyin", "抖音", "Douyin"
    BILIBILI = "bilibili", "B站", "Bilibili"
    FACEBOOK_GROUP = "facebook_group", "Facebook 群组", "Facebook group"
    X = "x", "X", "X"
    LINKEDIN = "linkedin", "领英", "LinkedIn"
    DISCORD = "discord", "Discord", "Discord"
    TELEGRAM = "telegram", "Telegram", "Telegram"


class BusinessGoal(Term):
    INFLUENCE = "influence", "品牌影响力", "Brand influence"
    ADVOCACY = "advocacy", "认同与代言", "Advocacy"
    SALES = "sales", "销售与服务", "Sales and service"
    WORD_OF_MOUTH = "word_of_mouth", "内容传播", "Word of mouth"
    INSIGHT = "insight", "用户反馈", "Member insight"


class Need(Term):
    FRIENDS = "friends", "交友", "Friends"
    SERVICE = "service", "服务", "Service"
    LEARNING = "learning", "学习", "Learning"
    BELONGING = "belonging", "归属", "Belonging"
    EXPOSURE = "exposure", "宣传", "Exposure"


class FanType(Term):
    INVESTOR = "investor", "投资型", "Investor"
    SPREADER = "spreader", "传播型", "Spreader"
    ITERATOR = "iterator", "迭代型", "Iterator"
    CONTRARIAN = "contrarian", "反向型", "Contrarian"


class Circle(Term):
    PIONEER = "pioneer", "先锋圈", "Pioneers"
    KIN = "kin", "亲友圈", "Friends and family"
    MEDIA = "media", "传播圈", "Media"
    MASS = "mass", "大众圈", "Mass"
    PARTNER = "partner", "合伙人圈", "Partners"


class MemberState(Term):
    NEWCOMER = "newcomer", "新人", "Newcomer"
    ACTIVE = "active", "活跃", "Active"
    SILENT = "silent", "沉默", "Silent"
    LOYAL = "loyal", "老成员", "Loyal"
    CHURNING = "churning", "将流失", "Churning"
    COMPLAINING = "complaining", "有投诉", "Complaining"


class Value(Term):
    """The five things a community gives its members; a plan keeps them in balance."""

    INFORMATION = "information", "信息", "Information"
    BENEFIT = "benefit", "利益", "Benefit"
    VIEWPOINT = "viewpoint", "观点", "Viewpoint"
    LEARNING = "learning", "学习", "Learning"
    CONNECTION = "connection", "链接", "Connection"


class Stage(Term):
    COGNITION = "cognition", "认知", "Cognition"
    OUTPUT = "output", "输出", "Output"
    INTERACTION = "interaction", "交互", "Interaction"
    FISSION = "fission", "裂变", "Fission"
    CONVERSION = "conversion", "转化", "Conversion"


class Goal(Term):
    ACQUIRE = "acquire", "拉新", "Acquire"
    ACTIVATE = "activate", "促活", "Activate"
    CONVERT = "convert", "转化", "Convert"


class Attention(Term):
    """AIDMA, the steps of a member's mind."""

    ATTENTION = "attention", "注意", "Attention"
    INTEREST = "interest", "兴趣", "Interest"
    DESIRE = "desire", "欲望", "Desire"
    MEMORY = "memory", "记忆", "Memory"
    ACTION = "action", "行动", "Action"


class Form(Term):
    POST = "post", "图文", "Post"
    QUESTION = "question", "问答", "Question"
    POLL = "poll", "投票", "Poll"
    LOTTERY = "lottery", "抽奖", "Lottery"
    DISCUSSION = "discussion", "讨论", "Discussion"
    STORY = "story", "用户故事", "Member story"
    EVENT_NOTICE = "event_notice", "活动通知", "Event notice"
    OFFICIAL = "official", "官方发布", "Official notice"
    RECAP = "recap", "复盘", "Recap"


INTERACTIVE_FORMS = frozenset({Form.QUESTION, Form.POLL, Form.LOTTERY, Form.DISCUSSION})


class Scene(Term):
    NONE = "none", "无", "None"
    FESTIVAL = "festival", "节日", "Festival"
    SOLAR_TERM = "solar_term", "节气", "Solar term"
    SHOPPING_DAY = "shopping_day", "电商节点", "Shopping day"
    HOT_TOPIC = "hot_topic", "热点", "Hot topic"


class Tactic(Term):
    JOIN_OFFER = "join_offer", "进群福利", "Join offer"
    GROUP_BUY = "group_buy", "拼单", "Group buy"
    PRICE_ANCHOR = "price_anchor", "现价对比", "Price anchor"
    FLASH_SALE = "flash_sale", "限时特惠", "Flash sale"
    STEP_PRICE = "step_price", "阶梯涨价", "Step price"
    REFERRAL = "referral", "分销奖励", "Referral"


class DayKind(Term):
    """What a team may add to the calendar of days."""

    OWN = "own", "自有节点", "Own occasion"
    HOLIDAY = "holiday", "法定假日", "Public holiday"
    WORKDAY = "workday", "调休上班", "Make-up workday"
    BLACKOUT = "blackout", "禁发日", "Blackout day"


class ApprovalMode(Term):
    """Who must have said yes before anything leaves the house."""

    ONE_REVIEWER = "one_reviewer", "一人审核", "One reviewer"
    FOUR_EYES = "four_eyes", "双人复核（作者不能自审）", "Four eyes (never one's own text)"
    TWO_STEPS = "two_steps", "两级审核（内容，再合规）", "Two steps (editorial, then compliance)"


class ChangeReason(Term):
    """Why a reviewer sends a text back; what the next draft is told to do better."""

    OFF_PERSONA = "off_persona", "不像对这群人说的话", "Not how one speaks to these people"
    OFF_VOICE = "off_voice", "不像这个人设", "Not this voice"
    FACTS = "facts", "事实或数字有误", "Facts or figures are wrong"
    COMPLIANCE = "compliance", "合规风险", "Compliance risk"
    WEAK_HOOK = "weak_hook", "开头不抓人", "The first line does not catch"
    TOO_LONG = "too_long", "太长", "Too long"
    REPEATS = "repeats", "和近期内容重复", "Repeats something recent"
    WRONG_TIME = "wrong_time", "时间不合适", "Wrong time"
    TOO_PUSHY = "too_pushy", "太像广告", "Reads like an advertisement"
    OTHER = "other", "其他", "Something else"


class Scenario(Term):
    """The moment in which an operator needs a reply template."""

    WELCOME = "welcome", "入群欢迎", "Welcome"
    RULES = "rules", "群规提醒", "Rules reminder"
    ONBOARDING = "onboarding", "新手引导", "Onboarding"
    PRODUCT_QA = "product_qa", "产品答疑", "Product questions"
    PRICE = "price", "价格异议", "Price objection"
    COMPARE = "compare", "竞品对比", "Comparison"
    AFTER_SALES = "after_sales", "售后", "After-sales"
    COMPLAINT = "complaint", "投诉安抚", "Complaint"
    ORDER_NUDGE = "order_nudge", "下单提醒", "Order nudge"
    EVENT_SIGNUP = "event_signup", "活动报名", "Event sign-up"
    WAKE_UP = "wake_up", "沉默唤醒", "Wake-up"
    LOYAL_OFFER = "loyal_offer", "老成员专属", "Loyal offer"
    REFERRAL_INVITE = "referral_invite", "邀请裂变", "Referral invite"
    EVENT_FOLLOWUP = "event_followup", "活动回访", "Event follow-up"
    CLOSING = "closing", "结束语", "Closing"


class Instruction(Term):
    """What a copywriter may be asked to do with a text that exists already."""

    SHORTER = "shorter", "更短", "Shorter"
    WARMER = "warmer", "更亲切", "Warmer"
    PLAINER = "plainer", "更平实", "Plainer"
    ANOTHER_PLATFORM = "another_platform", "换平台", "For another platform"
    FIX_FINDINGS = "fix_findings", "按提示修改", "Fix the findings"
    TRANSLATE = "translate", "翻译", "Translate"


class ContentKind(Term):
    POST = "post", "内容", "Post"
    REPLY_TEMPLATE = "reply_template", "话术", "Reply template"


class Counter(Term):
    """What a platform reports about one published item."""

    IMPRESSIONS = "impressions", "曝光", "Impressions"
    VIEWS = "views", "阅读", "Views"
    LIKES = "likes", "点赞", "Likes"
    COMMENTS = "comments", "评论", "Comments"
    SHARES = "shares", "转发", "Shares"
    CLICKS = "clicks", "点击", "Clicks"
    CONVERSIONS = "conversions", "转化", "Conversions"
    JOINS = "joins", "入群", "Joins"
    LEAVES = "leaves", "退群", "Leaves"
    MUTES = "mutes", "免打扰", "Mutes"


class Outcome(Term):
    ENGAGE = "engage", "互动", "Engage"
    ACT = "act", "行动", "Act"
    HARM = "harm", "损害", "Harm"


OUTCOME_COUNTERS: dict[Outcome, tuple[Counter, ...]] = {
    Outcome.ENGAGE: (Counter.LIKES, Counter.COMMENTS, Counter.SHARES),
    Outcome.ACT: (Counter.CLICKS, Counter.CONVERSIONS, Counter.JOINS),
    Outcome.HARM: (Counter.LEAVES, Counter.MUTES),
}


class WriterKind(Term):
    """Who wrote a revision; shown on every draft."""

    OFFLINE = "offline", "离线模板", "Offline template"
    MODEL = "model", "AI 初稿", "AI draft"
    PERSON = "person", "人工", "Person"
    IMPORTED = "imported", "导入", "Imported"
