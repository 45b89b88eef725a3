"""Where a message says where somebody lives or what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HAN = r"\u4e00-\u9fff"
_NUMERALS = "0-9a-z一二三四五六七八九十百"
_AREA = "省|自治区|自治州|自治县|地区|街道|市|区|县|旗|盟|州|镇|乡|村"
_ROAD = "大道|路|街|胡同|巷|弄|里|道"
_HOUSE = "小区|花园|公寓|大厦|大楼|新村|家园|广场|苑|府|城|园|庄|宿舍|学校|大学|中心|驿站"
_NUMBERED = "号楼|号院|号|弄|栋|幢|座|单元|层|楼|室|户|组|队"
_BREAK = r"[\s,，、\-]{0,2}"
_STEP = (
    rf"(?:[{_NUMERALS}\-]{{1,8}}(?:{_NUMBERED}))"
    rf"|(?:[{_HAN}a-z0-9]{{1,10}}?(?:{_AREA}|{_ROAD}|{_HOUSE}))"
)
_ADDRESS = re.compile(rf"(?:(?:{_STEP}){_BREAK})+(?:[0-9a-z][0-9a-z\-]{{0,11}})?")
_NUMBER_STEP = re.compile(rf"[{_NUMERALS}\-]{{1,8}}(?:{_NUMBERED})|[0-9]{{2,5}}$|\d+\-\d+")
_NAME_STEP = re.compile(rf"[{_HAN}](?:{_AREA}|{_ROAD}|{_HOUSE})")
_LEAD = re.compile(r"^.{0,8}?(?:住在|寄到|寄往|送到|发到|地址是|改成|改为|我在)(?=.{4})")
_MANY_NAMES = 3

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪"
    "舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包"
    "诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲封储靳段焦巴侯班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹束龙叶司黎薄白蒲从鄂索赖卓蔺屠蒙池乔闻"
    "党翟谭贡申冉牛边燕尚温庄晏柴瞿阎慕连习容向古易廖耿满匡国文寇广欧沃利师巩聂敖冷辛那简饶曾沙鞠关查荆游权盖肖付代涂覃佘"
)
_NAME = re.compile(
    rf"(?:我叫|本人叫?|我是|名字叫|名叫|俺叫)\s{{0,2}}(?P<called>[{_SURNAMES}][{_HAN}]{{1,2}})"
    rf"|(?:收件人|收货人|联系人|姓名|户名|名字|收件|签收人|预约人|真实姓名)[\s:：是为]{{0,4}}"
    rf"(?P<labelled>[{_HAN}][{_HAN}·]{{1,9}}|[a-z][a-z'.\-]*(?:\s[a-z][a-z'.\-]*){{0,3}})"
    r"|(?:my name is|i am called|recipient|full name|name)[\s:：]{1,3}"
    r"(?P<english>[a-z][a-z'\-]*(?:\s[a-z][a-z'\-]*){0,2})"
)


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Runs of places that end in a number, or name three places, in a plain text; what leads to them is left."""
    for match in _ADDRESS.finditer(text):
        found = match.group()
        lead = _LEAD.match(found)
        start = match.start() + (lead.end() if lead else 0)
        names_, numbers = _NAME_STEP.findall(found), _NUMBER_STEP.findall(found.rstrip(" ,，、-"))
        if (names_ and numbers) or len(names_) >= _MANY_NAMES:
            yield start, match.end() - (len(found) - len(found.rstrip(" \t\n,，、-")))


def names(text: str) -> Iterator[tuple[int, int]]:
    """Names after the words that announce one: 我叫, 收件人, my name is."""
    for match in _NAME.finditer(text):
        group = next(name for name, value in match.groupdict().items() if value)
        yield match.span(group)
