"""How numbers, prices, percentages, dates, clock times and links are written, and what only looks like one.

Everything is searched in folded text (see `folding`): lower case, half width, "％" as "%". One alternation reads a
text once, the first alternative that matches wins; each alternative is a named group, its parts are named after it.
"""

from __future__ import annotations

import re

from content_calendar.copy_rules.claims.numerals import DIGITS, ENGLISH_NUMERAL, HAN_NUMERAL, SCALES

_NUM = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_TIMES = r"(?:\s?[千万亿]|[kw](?![a-z]))"
_DIGIT = f"[{''.join(DIGITS)}]"
_EDGE = r"(?=[\"“”」』'’\s，。、,.!?;~)/的就或和|]|$)"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTH = rf"(?:{_MONTHS})[a-z]*\.?"
_DAYTIME = "凌晨|清晨|早上|早晨|上午|今早|明早|中午|下午|傍晚|晚上|今晚|明晚|当晚"
_ADDRESS = r"[a-z0-9\-._~:/?#\[\]@!$&'*+,;=%]"
_ADDRESS_END = r"[a-z0-9\-_~/#$&*+=%]"
_TOP_LEVEL = "com|cn|net|org|io|co|top|xyz|cc|me|app|shop|vip|cloud"

_CURRENCY_LED = r"rmb|cny|usd|us\$|hk\$|eur|gbp|[¥$€£]"
_CURRENCY = (
    r"元(?![素旦宵气])|块钱|块(?=[。，、,.!?~\s)]|$)|美元|美金|港币|港元|欧元|英镑|人民币|"
    r"(?:rmb|cny|yuan|kuai|usd|dollars?|eur|euros?|gbp|pounds?)\b"
)
_COUNTED = r"个(?!放心|心|愿意|不)|[人位名件份盒瓶包袋单款次家群条篇天年岁月周秒克斤升米倍]|小时|分钟|毫升|[公厘]\w"

# What a post counts of itself, and what it uses digits for without claiming anything.
_OWN_PARTS = (
    r"[0-9]{1,2}\s?(?:个|条|点|种|件|道|句|类|大|步|招)?\s?(?:小|关键|常见|实用|简单)*"
    r"(?:技巧|方法|步骤|问题|建议|窍门|诀窍|要点|原因|误区|选项|话题|小事|关键词|心得|习惯|理由|细节|信号|妙招|贴士|选择|答案|招|步)"
    r"|[0-9]{1,2}\s(?:[a-z]+\s){0,2}?(?:tips?|ways|steps?|questions?|reasons|things|ideas|mistakes|lessons|options|choices|"
    r"signs|tricks|points)\b"
)
_NUMBERING = (
    r"(?:^|\n)[^\S\n]*[(\[【]?[0-9]{1,2}(?:[)\].、]|:(?=\s|[^\s0-9]))(?![0-9])"
    r"|(?<=[\s。;，,:])[(]?[0-9]{1,2}[、)](?![0-9])|[0-9]\ufe0f?\u20e3"
)
_ORDINAL = (
    r"第\s?[0-9]+|[0-9]+(?:st|[nr]d|th)\b(?!\s+(?:of\s+)?(?:" + _MONTHS + r"))"
    r"|(?:选项|方案|图|步骤|款式?|\b(?:day|step|part|tip|option|week|round|top|level|chapter|no\.?|vol\.?|lv\.?|p|q))\s?"
    r"[0-9]{1,2}(?![0-9.%])|\#[0-9]{1,2}(?![0-9])"
)
_ANSWER = (
    r"(?:扣个?|回复?|打个?|输入|评论区?|敲个?|刷个?)\s?[\"“「『']?[0-9]{1,3}"
    rf"(?![0-9.%]|\s?(?:折|{_CURRENCY}|{_COUNTED}))"
    rf"|(?:发个?|发送|选|按|投)\s?[\"“「『']?[0-9]{{1,3}}{_EDGE}"
    r"|\b(?:reply|type|send|comment|vote|press|enter|choose|drop)\s+(?:with\s+|an?\s+)?[\"“']?[0-9]{1,3}"
    r"(?=[\"”'.,!?;)]|$|\s(?:if|for|to|and|or)\b)"
    r"|[0-9一二三四五六七八九]\s?选\s?[0-9一二三四五]|1\s?(?:对|v|vs|:)\s?1(?![0-9])"
)
_NAMES = (
    r"(?<![0-9.])(?:618|双\s?1[12]|1111|1212|520|38\s?(?:节|大促|女神)|3\.8\s?节?|3\.15|6\.18|11\.11|12\.12|5\.20|24/7)"
    r"(?![0-9]|\s?(?:" + _CURRENCY + r"|%|折)|\.[0-9])"
    # B12, iPhone15, covid-19; 3D, 4K, 5A: digits that belong to a name.
    r"|(?<![a-z0-9])(?!(?:" + _CURRENCY_LED + r")\s?[0-9])[a-z]+-?[0-9]+[a-z0-9]*"
    r"|(?<![a-z0-9.])[0-9]+(?!(?:[kw]|kg|mg|g|ml|l|cm|mm|m|km|h|hrs?|mins?|s|pcs|oz|lb|am|pm|rmb|cny|usd|yuan|eur|gbp|v|x|days?|"
    r"hours?|minutes?|members?|people|st|[nr]d|th)(?![a-z]))[a-z]+[a-z0-9]*|(?<![a-z0-9])[248]k(?![a-z]|\s?[元块])"
)
_NOT_CLAIMED = f"{_NUMBERING}|{_ORDINAL}|{_OWN_PARTS}|{_ANSWER}|{_NAMES}"

_LINK = (
    rf"(?:https?://|www\.){_ADDRESS}*{_ADDRESS_END}|(?<![a-z0-9._+\-])[a-z0-9._+\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)+"
    rf"|(?<![a-z0-9@.\-])[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.(?:{_TOP_LEVEL})(?![a-z0-9\-])(?:/(?:{_ADDRESS}*{_ADDRESS_END})?)?"
)
_DATE = (
    r"(?P<y>[0-9]{4})\s?(?:年\s?|[-/.])(?P<m>[0-9]{1,2})(?:\s?月\s?|[-/.])(?P<d>[0-9]{1,2})(?![0-9])\s?[日号]?"
    r"|(?<![0-9])(?P<m2>[0-9]{1,2})\s?月\s?(?P<d2>[0-9]{1,2})(?![0-9])\s?[日号]?"
    r"|(?<![0-9/.])(?P<m3>0?[1-9]|1[0-2])/(?P<d3>[12][0-9]|3[01]|0?[1-9])(?![0-9/])"
    rf"|(?<![0-9])(?P<d4>[0-9]{{1,2}})(?:st|[nr]d|th)?(?:\s+of)?\s+(?P<m4>{_MONTH})(?![a-z])(?:,?\s+(?P<y4>[0-9]{{4}}))?"
    rf"|\b(?P<m5>{_MONTH})\s+(?P<d5>[0-9]{{1,2}})(?:st|[nr]d|th)?(?![0-9a-z:])(?:,?\s+(?P<y5>[0-9]{{4}})(?![0-9]))?"
    rf"|(?P<m6>{_DIGIT}|十[一二]?)月(?P<d6>[一二三四五六七八九十]{{1,3}})[日号]"
)
_PART_OF_DATE = (
    r"(?P<year>(?:19|20)[0-9]{2})(?:\s?年|(?=\s?(?:春节|新年|国庆|冬|夏|春|秋|款|版)))"
    r"|(?<![0-9])(?P<month>[0-9]{1,2})\s?月(?![龄子饼])(?:份)?|(?<![0-9])(?P<day>[0-9]{1,2})\s?[日号](?![码店楼线])"
)
_CLOCK = (
    rf"(?P<t1>{_DAYTIME})?\s?(?<![0-9:])(?P<h1>[01]?[0-9]|2[0-4]):(?P<n1>[0-5][0-9])(?![0-9:])\s?(?P<x1>[ap]\.?m\b)?"
    rf"|(?P<t2>{_DAYTIME})?\s?(?<![0-9.:])(?P<h2>[01]?[0-9]|2[0-4])\s?[点时](?![^\S\n]*[间候长光尚代节个多左])"
    r"(?:\s?(?P<n2>[0-5]?[0-9])(?![0-9])\s?分?|(?P<q2>半|一刻|三刻)|[整钟])?"
    r"|(?<![0-9.:])(?P<h3>1[0-2]|0?[1-9])\s?(?P<x3>[ap]\.?m\b)\.?"
    rf"|(?P<t4>{_DAYTIME})\s?(?P<h4>十[一二]?|[二两三四五六七八九]|一(?=点[半整钟]))点(?:(?P<q4>半|一刻|三刻)|[整钟])?"
    rf"|(?P<h5>十[一二]?|{_DIGIT})点(?:(?P<q5>半(?!个|点|天))|[整钟])"
)
_PERCENT = rf"(?P<p1>{_NUM})\s?(?:%|percent\b|个百分点)(?P<off>\s?off\b)?|百分之(?P<p2>{HAN_NUMERAL}|{_NUM})"
_DISCOUNT = (
    rf"(?P<c1>{_NUM})\s?折(?![叠腾扣射返页])|(?P<c2>[一二三四五六七八九]{{1,2}})折(?![叠腾扣射返页不])"
    r"|(?P<half>半价|half[- ]price)"
)
_MONEY = (
    rf"(?P<cur1>{_CURRENCY_LED})\s?(?P<v1>{_NUM})(?P<k1>{_TIMES})?"
    rf"|(?P<v2>{_NUM})(?P<k2>{_TIMES})?\s?(?P<cur2>{_CURRENCY})|(?P<v3>{HAN_NUMERAL})(?P<cur3>元(?![素旦宵气])|块钱)"
)
_NUMBER = (
    rf"(?P<n0>{_NUM})(?P<k0>{_TIMES})?"
    rf"|(?P<n9>{_DIGIT}[{''.join(SCALES)}](?:[{''.join(SCALES)}]|{_DIGIT})*|十{_DIGIT})(?=多?\s?(?:{_COUNTED}))"
)
_READ = (
    ("link", _LINK),
    ("unclaimed", _NOT_CLAIMED),
    ("date", _DATE),
    ("clock", _CLOCK),
    ("percent", _PERCENT),
    ("discount", _DISCOUNT),
    ("money", _MONEY),
    ("date_part", _PART_OF_DATE),
    ("number", _NUMBER),
)


# Where anything above may begin: tried first, because most places of a text are none of these.
_BEGINNING = (
    rf"(?=[\n0-9(\[【#¥$€£{''.join(DIGITS)}{''.join(SCALES)}半扣回打发输评敲刷选按投双第方图步款凌清早上今明中下傍晚当])"
    r"|(?<![a-z])(?=[a-z])|\A"
)


def _alternation(parts: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    return re.compile(f"(?:{_BEGINNING})(?:" + "|".join(f"(?P<{name}>{source})" for name, source in parts) + ")")


CLAIMED = _alternation(_READ)
"""What copy claims; `unclaimed` is what may stand without a fact."""

WRITTEN_DOWN = _alternation(
    (
        *(part for part in _READ if part[0] not in {"unclaimed", "number"}),
        ("number", rf"(?P<n0>{_NUM})(?P<k0>{_TIMES})?|(?P<n9>{HAN_NUMERAL})|(?P<n8>{ENGLISH_NUMERAL})"),
    )
)
"""What facts state, read generously: every number in them counts, also one in words."""
