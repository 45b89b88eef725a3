"""What a long number is: ID numbers by GB 11643, bank cards by Luhn's check, telephones by their form."""

from __future__ import annotations

import re
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10x98765432"
_MOBILE = re.compile(r"(?:00?86|86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:(?:00)?86)?0?(?:10|2\d|[3-9]\d{2})\d{7,8}|(?:400|800)\d{7}")
_EARLIEST_YEAR = 1900
_MODERN, _OLD = 18, 15
_CARD_LENGTHS = range(13, 20)


def is_id_number(digits: str) -> bool:
    """Whether 18 characters are an ID number by date and check digit, or 15 are an old one by date."""
    if len(digits) == _OLD:
        return digits.isdigit() and _is_date(f"19{digits[6:12]}")
    return len(digits) == _MODERN and digits[:17].isdigit() and _is_date(digits[6:14]) and has_id_check(digits)


def looks_like_id_number(digits: str) -> bool:
    """Whether it has the form of an ID number, one with a slip in it included."""
    return is_id_number(digits) or (len(digits) == _MODERN and digits[:17].isdigit() and _is_date(digits[6:14]))


def has_id_check(digits: str) -> bool:
    """Whether the last of 18 characters is what the first 17 demand (ISO 7064, MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:17], strict=True))
    return _CHECKS[total % 11] == digits[17].lower()


def is_bank_card(digits: str) -> bool:
    """Whether 13 to 19 digits pass Luhn's check."""
    if not digits.isdigit() or len(digits) not in _CARD_LENGTHS:
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def is_telephone(digits: str) -> bool:
    """Whether it has the form of a Chinese mobile or landline number, with or without 86."""
    return _MOBILE.fullmatch(digits) is not None or _LANDLINE.fullmatch(digits) is not None


def _is_date(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return day.year >= _EARLIEST_YEAR
