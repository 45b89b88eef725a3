"""Where a message says what somebody is called. Ordinary words that begin like one stay: 我是高血压."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HAN = r"\u4e00-\u9fff"
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪"
    "舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包"
    "诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲封储靳段焦巴侯班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹束龙叶司黎薄白蒲从鄂索赖卓蔺屠蒙池乔闻"
    "党翟谭贡申冉牛边燕尚温庄晏柴瞿阎慕连习容向古易廖耿满匡国文寇广欧沃利师巩聂敖冷辛那简饶曾沙鞠关查荆游权盖肖付代涂覃佘"
)
_COMPOUND = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|南宫|长孙|宇文|独孤"
_AMBIGUOUS = "和时从向应成明安平班车水常经连单满计解支干管方房路代国广利权游古易容师文乐习边那关段司祝包任"
"""Surnames that more often mean something else before a title: 和老师说, 货车师傅."""
_AFTER = "是找和跟给问请叫对的位让到帮说下你您好"
"""What stands before a surname with its title; within other words it is no name: 课程老师, 谢谢老师."""
_BEFORE_TITLE = "".join(one for one in _SURNAMES if one not in _AMBIGUOUS)
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰文婷玉建国华红梅林莉雪琳琴玲燕辉斌波鹏飞浩宇轩涵梓怡欣悦佳颖慧雯倩蕾薇萍芬菊莲凤"
    "珍珠翠香荣贵福德志永庆云龙虎彪宏宁凯健俊峰海山川江东阳晨曦月星亮光辰睿博然瑞琪瑶璐婉妍妮媛嫣媚嘉思雨诗语梦灵菲菁茜萌晓春秋冬"
    "淑惠贞素莹洁冰清雅芝蓉兵祥顺发才财富良义仁礼智信忠孝小诚毅恒达进胜利民生世昌盛泽润鑫森淼炎焱坤乾元亨旭昊晟皓豪鸣鹤翔腾跃骏驰威武"
    "迪奇琦琳岚岩岭峻嵩松柏槐桐楠樱桃杏梨莎菡芸芮苒若茹荷蔓薛蓝紫彤丹青绿露霜霏雷震霆霖钰铭锋锐钧鉴钟铁钢银三四五六七八九"
)
_NO_NAMES = (
    "宁波|金华|江东|江山|高利|高明|高雅|安宁|安利|安静|平安|平静|文明|文静|文雅|明亮|明星|国庆|国民|国华|和平|成才|成龙|乐观|温暖|方圆|"
    "高龙|高才|白云|白龙|白雪|黄山|黄金|石英|毛利|广东|东方|文东|金融|高原|安福|万达|万福|万一|周三|周四|周五|周六|周日|高三|初三|"
    "常青|单元|连云|云南|海南|江海|小明星|小三|小四|小五|小六|小七|小八|小九|小生|小康|小东西|小龙虾|小米|小雪糕"
)
_NO_PERSON = "单号|方便|时间|计划|高三|任何|应该|支付"
_END = (
    r"(?=$|[\s,，.。!！?？、;；:：~～…()（）【】\[\]\"'“”0-9]"
    r"|电话|手机|联系|地址|住|吧|啊|呀|哦|哈|呢|就行|就好|即可|谢谢|麻烦)"
)
_OWNER_END = rf"(?:{_END[:-1]}|的|妈妈|爸爸|家))"
_FULL = rf"(?:{_COMPOUND}|[{_SURNAMES}])"
_CALLED = "我叫|本人叫|名字叫|名叫|俺叫|我名字是|我的名字是|叫我"
_NOT_CALLED = "你您他她它我咱们了过不没人什怎谁哪这那车外快个一起客滴着到来去退换发送给帮打做拿买"
_LABELS = "收件人|收货人|联系人|姓名|户名|名字|签收人|预约人|署名|收件|本人"
_TITLES = (
    "先生|女士|小姐|太太|阿姨|叔叔|大姐|大哥|大叔|大妈|老师|医生|大夫|经理|主任|师傅|同学(?!校)|奶奶|爷爷|婆婆|老板|店长|护士|教练|总经理|"
    "姐(?!妹|弟|夫)|哥(?!们|伦)|叔|婶|嫂|总(?![是共之算体会数价额结的])"
)
_NAME = re.compile(
    rf"(?:{_CALLED})\s{{0,2}}(?:做|作)?(?P<called>(?:{_FULL})[{_HAN}]{{1,2}}{_END}|(?![{_NOT_CALLED}])[{_HAN}]{{2,3}}{_END}"
    rf"|(?:{_COMPOUND})[{_HAN}]{{1,2}}|[{_BEFORE_TITLE}][{_GIVEN}]{{1,2}})"
    rf"|(?:我是|这是|这里是|俺是|本人)\s{{0,2}}(?!{_NO_NAMES})"
    rf"(?P<given>[小阿][{_GIVEN}]{_OWNER_END}|(?:{_COMPOUND})[{_GIVEN}]{{1,2}}{_OWNER_END}"
    rf"|[{_SURNAMES}][{_GIVEN}]{{2}}{_OWNER_END}|[{_SURNAMES}]小[{_HAN}]{_OWNER_END}|[{_SURNAMES}][{_GIVEN}]{_END})"
    rf"|(?:{_LABELS})(?:\s{{0,2}}(?:改成|改为|换成|写|是|为|叫))?[\s:：]{{0,3}}(?P<labelled>{_FULL}[{_HAN}]{{1,2}}{_END})"
    rf"|(?:{_LABELS})\s{{0,2}}[:：]\s{{0,3}}(?![{_NOT_CALLED}])(?P<written>[{_HAN}]{{2,4}}{_END}|[{_HAN}]{{1,8}}·[{_HAN}·]{{1,9}}"
    r"|[a-z][a-z'.\-]*(?:\s[a-z][a-z'.\-]*){0,3})"
    rf"|(?<![{_HAN}])(?!{_NO_PERSON})(?P<beside>{_FULL}[{_HAN}]{{1,2}})(?=[\s,，、:：]{{1,3}}(?:\+?86[\s\-]?)?1[3-9]\d)"
    rf"|(?:(?<![{_HAN}])|(?<=[{_AFTER}]))(?P<titled>(?:{_COMPOUND}|[{_BEFORE_TITLE}][{_GIVEN}]{{0,2}})(?:{_TITLES}))"
    r"|(?:my name is|my name's|i am called|recipient|full name|name)[\s:：]{1,3}"
    r"(?P<english>[a-z][a-z'\-]*(?:\s[a-z][a-z'\-]*){0,2})"
)


def names(text: str) -> Iterator[tuple[int, int]]:
    """Names in a plain text, after words that announce one, before a title, or beside a telephone number."""
    for match in _NAME.finditer(text):
        group = next(name for name, value in match.groupdict().items() if value)
        yield match.span(group)
