"""A week of a mother-and-baby community, as it would leave the house."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from content_calendar.exporters.entry import Entry, EntryStatus
from content_calendar.vocabulary import Form, Language, Platform, Stage, Value

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 5, 31, 12, 0, tzinfo=UTC)


def entry(**changes: object) -> Entry:
    """A confirmed post of the coming Monday, with `changes`."""
    values: dict[str, object] = {
        "uid": "5f0c1d5e8b8e4a53a6a1f0c2b7d90001",
        "sequence": 2,
        "status": EntryStatus.CONFIRMED,
        "updated_at": datetime(2026, 5, 29, 9, 30, 15, tzinfo=UTC),
        "slot_at": datetime(2026, 6, 1, 7, 30, tzinfo=UTC),
        "zone": SHANGHAI,
        "community": "小满妈妈群",
        "persona": "午后有空的全职妈妈",
        "platform": Platform.WECHAT_GROUP,
        "title": "糯米泡多久？三种做法，一张表",
        "text": "姐妹们，粽子夹生多半是米没泡够；\n我试了 4、8、12 小时👩‍🍳，8 小时最稳，水要没过米两指。\n"
        "你家泡几个小时？\n#端午 #包粽子",
        "language": Language.ZH,
        "value": Value.LEARNING,
        "stage": Stage.INTERACTION,
        "form": Form.QUESTION,
        "column": "周一小课堂",
        "hashtags": ("端午", "包粽子"),
        "tags": ("life:在家带娃", "spend:中等"),
        "media": ("https://cdn.example.com/rice.jpg", "https://cdn.example.com/steam.jpg"),
        "image_brief": "三碗泡好的糯米并排，标注小时数",
        "comment_starter": "我先说：我家泡一整晚",
        "url": "https://qunbi.example.com/c/1/items/7",
        "fingerprint": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    }
    return Entry(**{**values, **changes})  # type: ignore[arg-type]


def week() -> tuple[Entry, ...]:
    """One confirmed, one tentative English and one cancelled entry."""
    return (
        entry(),
        entry(
            uid="5f0c1d5e8b8e4a53a6a1f0c2b7d90002",
            sequence=0,
            status=EntryStatus.TENTATIVE,
            slot_at=datetime(2026, 6, 3, 1, 0, tzinfo=UTC),
            language=Language.EN,
            platform=Platform.DISCORD,
            title="",
            text='=SUM(A1:A9) is not a recipe; "half a cup, then wait" is.\nC:\\rice\\eight-hours',
            value=Value.INFORMATION,
            form=Form.POST,
            column="",
            hashtags=(),
            tags=(),
            media=(),
            image_brief="",
            comment_starter="",
            url="",
        ),
        entry(
            uid="5f0c1d5e8b8e4a53a6a1f0c2b7d90003",
            sequence=5,
            status=EntryStatus.CANCELLED,
            slot_at=datetime(2026, 6, 5, 12, 0, tzinfo=UTC),
            title="阴天不晒米",
            url="javascript:alert(1)",
        ),
    )


# What people paste: formulas, escapes, emoji of several code points, right-to-left text, odd line breaks, rubbish.
HOSTILE = (
    "=cmd|'/c calc'!A1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "'=1", "''=1", "'", "a,b;c\\d\\n", '"', "👨‍👩‍👧‍👦",
    "🇨🇳", "e\u0301", "שלום עולם", "مرحبا", "\u202eabc", "\r\n", "\r", "\n", "\u2028", "\x85", "\v", "\x00", "\x1f",
    "\x7f", "\ufeff", "END:VEVENT", "BEGIN:VALARM", " ", "一" * 40, "<script>", "{{ 7*7 }}",
)  # fmt: skip
hostile_text = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12)), max_size=8).map("".join)


# A line of a calendar breaks after 75 octets: the name DESCRIPTION and its colon take 12, a Chinese character 3 and
# this emoji 25, so that a break would fall inside one or the other.
FAMILY = "👨‍👩‍👧‍👦"


def hostile() -> tuple[Entry, ...]:
    """Approved posts on two platforms with everything that breaks files."""
    words = (
        ("一" * 21 + FAMILY + "满", "在第 75 个字节\r\n断开"),
        ('=HYPERLINK("https://example.com","领券")', "+1"),
        ('-5% 只到周五，"先到先得"；a,b;c\\d\t|x|', "@群主"),
        ("\ufeff早上好\r\n\r\n```\n代码\n```\r第四行\u2028第五行\x00\x1b[31m", ""),
        ("小满" * 1700, "一万字节的正文"),
    )
    platforms = (Platform.X, Platform.FACEBOOK_GROUP)
    return tuple(
        entry(
            uid=f"5f0c1d5e8b8e4a53a6a1f0c2b7d9010{number}",
            slot_at=datetime(2026, 6, 1 + number, 15, 55, tzinfo=UTC),
            platform=platforms[number % 2],
            text=text,
            title=title,
            hashtags=(),
            tags=("life:在家,带娃", "taste:潮牌"),
            media=("https://cdn.example.com/a,b.jpg", "cover.png") if number % 2 else (),
            comment_starter="-先说我家" if number == 1 else "",
        )
        for number, (text, title) in enumerate(words)
    )
