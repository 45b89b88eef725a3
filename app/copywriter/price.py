"""What a request to a model costs. An unknown price is said to be unknown; it is never taken for nothing."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from urllib.parse import urlsplit

from app.copywriter.brief import Usage
from app.core.price_file import Currency, ModelPrice, PriceFile, Provider, shipped_prices
from app.core.settings import Settings

CJK_CHARACTERS_PER_TOKEN = 1.5
OTHER_CHARACTERS_PER_TOKEN = 4
TYPICAL_COMPLETION = 700
"""Tokens of an ordinary draft with its tags and image brief, in either language."""

_DATE = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8}|\d{4})$")
"""How a provider names one edition of a model: gpt-4o-2024-08-06."""
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Rate:
    """A price in micros of the installation's currency for one token, and the day it was looked up; None for ours."""

    input: Decimal
    output: Decimal
    looked_up: date | None = None

    @property
    def input_micros(self) -> int:
        """For a million tokens asked."""
        return int(self.input * 1_000_000)

    @property
    def output_micros(self) -> int:
        """For a million tokens answered."""
        return int(self.output * 1_000_000)

    @property
    def is_free(self) -> bool:
        return not (self.input or self.output)


FREE = Rate(Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Prices in one `currency`: the operator's own list first, then nothing for this machine, then the shipped list."""

    currency: Currency
    own: PriceFile | None
    shipped: PriceFile

    def rate(self, endpoint: str, model: str) -> Rate | None:
        """What `model` costs at `endpoint` (host and port, or an address); None when nobody has said."""
        host = host_of(endpoint)
        own = self._listed(self.own.provider, host, model) if self.own else None
        if own or _is_this_machine(host):
            return own or FREE
        return self._listed(self.shipped.provider, host, model)

    def cost_micros(self, usage: Usage) -> int | None:
        """What one request costs, in millionths of the currency unit, rounded up.

        None when the model has no price, or when it has one but the endpoint answered without counting tokens.
        """
        rate = self.rate(usage.endpoint, usage.model)
        if rate is None:
            return None
        counted = usage.prompt_tokens or usage.completion_tokens
        if not counted and not usage.outcome and not rate.is_free:
            return None
        micros = usage.prompt_tokens * rate.input + usage.completion_tokens * rate.output
        return int(micros.to_integral_value(ROUND_CEILING))

    def total_micros(self, usages: Iterable[Usage]) -> int | None:
        """The cost of all of them, None as soon as one of them is unknown."""
        costs = [self.cost_micros(usage) for usage in usages]
        known = [cost for cost in costs if cost is not None]
        return sum(known) if len(known) == len(costs) else None

    def _listed(self, providers: Iterable[Provider], host: str, model: str) -> Rate | None:
        serving = [provider for provider in providers if provider.serves(host)]
        for name in dict.fromkeys((model, _DATE.sub("", model))):
            for provider in serving:
                price = next((price for price in provider.models if price.fits(name)), None)
                if price is not None:
                    return self._rate(provider, price)
        return None

    def _rate(self, provider: Provider, price: ModelPrice) -> Rate:
        factor = self._exchange(provider.currency)
        return Rate(price.input * factor, price.output * factor, provider.looked_up)

    def _exchange(self, billed: Currency) -> Decimal:
        if billed is self.currency:
            return Decimal(1)
        own = self.own.usd_in_cny if self.own else None
        usd_in_cny = own or self.shipped.usd_in_cny or Decimal(1)
        return usd_in_cny if billed is Currency.USD else 1 / usd_in_cny


def price_table(settings: Settings) -> PriceTable:
    """The prices this installation counts with."""
    return PriceTable(settings.currency, settings.prices, shipped_prices())


def estimated_tokens(text: str) -> int:
    """About how many tokens a model makes of `text`: one for 1.5 Chinese characters, one for four others.

    Tokenizers differ by a third in either direction; an estimate is meant to be of the right size, not exact.
    """
    wide = len(_CJK.findall(text))
    return round(wide / CJK_CHARACTERS_PER_TOKEN + (len(text) - wide) / OTHER_CHARACTERS_PER_TOKEN)


def host_of(endpoint: str) -> str:
    """The name or number of `endpoint`, whether it is written as an address or as host and port."""
    return urlsplit(endpoint if "://" in endpoint else f"//{endpoint}").hostname or ""


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
