"""A price table as written down: TOML, prices for a million tokens, in the currency the provider bills in.

An entry without `hosts` counts for its models wherever they are served; of several that fit, the first counts.
"""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.core.setting_values import Unusable

MAX_FILE_BYTES = 1_000_000

Amount = Annotated[Decimal, Field(ge=0, le=1_000_000)]
Pattern = Annotated[str, Field(min_length=1, max_length=200)]


class Currency(StrEnum):
    CNY = "CNY"
    USD = "USD"

    @property
    def sign(self) -> str:
        """What stands before an amount."""
        return "¥" if self is Currency.CNY else "$"


class Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelPrice(Written):
    """What a million tokens cost, for every model whose name fits `name`; `*` stands for any characters."""

    name: Pattern
    input: Amount
    output: Amount

    def fits(self, model: str) -> bool:
        return fnmatchcase(model.lower(), self.name.lower())


class Provider(Written):
    """A price list and the day it was looked up; `hosts` are names without port, `*` for any characters."""

    name: str
    currency: Currency
    looked_up: date
    hosts: tuple[Pattern, ...] = ()
    source: str = ""
    models: Annotated[tuple[ModelPrice, ...], Field(min_length=1)]

    def serves(self, host: str) -> bool:
        return not self.hosts or any(fnmatchcase(host.lower(), pattern.lower()) for pattern in self.hosts)


class PriceFile(Written):
    """`usd_in_cny` says how many yuan one dollar is."""

    usd_in_cny: Annotated[Decimal, Field(gt=0, le=1000)] | None = None
    provider: tuple[Provider, ...] = ()


@cache
def shipped_prices() -> PriceFile:
    """The table that comes with the product."""
    return read_price_file(Path(__file__).parents[1] / "copywriter" / "prices.toml")


def read_price_file(path: Path) -> PriceFile:
    """The price table in the file at `path`. Raises Unusable, which says where the mistake is."""
    try:
        with path.expanduser().open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unusable(f"文件读不了（{reason}），请填一个价格表文件的路径",
                       f"the file cannot be read ({reason}), give the path of a price table") from None
    if len(content) > MAX_FILE_BYTES:
        raise Unusable("文件超过 1 MB，请填价格表文件的路径", "the file exceeds 1 MB, give the path of a price table")
    return _parsed(content)


def _parsed(content: bytes) -> PriceFile:
    try:
        return PriceFile.model_validate(tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(f"文件不是有效的 TOML（{error}），请改正这一处",
                       f"the file is not valid TOML ({error}), correct this place") from None
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(step) for step in fault["loc"])
        raise Unusable(f"价格表里 {place} 不对（{fault['msg']}），写法见 app/copywriter/prices.toml",
                       f"{place} in it is wrong ({fault['msg']}), see app/copywriter/prices.toml") from None
