"""What a written number is worth: `1,299.00`, `1.2万`, `5k`, `一千二百`, `两百五`, `thirty-five`."""

from __future__ import annotations

import re

DIGITS = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
MULTIPLIERS = {"": 1, "千": 1000, "k": 1000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
HAN_NUMERAL = f"[{''.join(DIGITS)}{''.join(SCALES)}]{{1,12}}"

_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", *_TEENS]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: value for value, word in enumerate(_ONES)} | {word: 10 * ten for ten, word in enumerate(_TENS, 2)}
ENGLISH_NUMERAL = rf"\b(?:(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_ONES[1:10])}))?|{'|'.join(_ONES)})\b"


def arabic(digits: str, multiplier: str = "") -> float:
    """The value of digits with grouping commas and decimals, times 千, 万, 亿, k or w."""
    return round(float(digits.replace(",", "")) * MULTIPLIERS[multiplier.strip()], 4)


def han(numeral: str) -> float:
    """The value of a Chinese numeral; digits in a row are read one by one (二〇二六), 两百五 is 250.

    What is written against the rules still gets a value: nobody is served by an error here.
    """
    if not any(character in SCALES for character in numeral):
        return float("".join(str(DIGITS[character]) for character in numeral))
    total, section, digit, scale = 0, 0, None, 1
    for character in numeral:
        if character in DIGITS:
            digit = DIGITS[character]
            scale = 10 if character in "零〇" else scale
        elif character == "万":
            total += (section + (digit or 0) or 1) * SCALES[character]
            section, digit, scale = 0, None, SCALES[character]
        elif character == "亿":
            total = (total + section + (digit or 0) or 1) * SCALES[character]
            section, digit, scale = 0, None, SCALES[character]
        else:
            section += (1 if digit is None else digit) * SCALES[character]
            digit, scale = None, SCALES[character]
    return float(total + section + (digit or 0) * max(scale // 10, 1))


def english(numeral: str) -> float:
    """The value of an English number word below a hundred, in lower case."""
    return float(sum(WORDS[word] for word in re.split("-", numeral)))
