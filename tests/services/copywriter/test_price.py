"""What a request costs, and that an unknown price is never taken for nothing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app.copywriter.brief import Usage
from app.copywriter.price import PriceTable, estimated_tokens, price_table
from app.core.price_file import Currency, PriceFile, shipped_prices
from app.core.settings import SettingsInvalid, load_settings

OWN = """
usd_in_cny = 8
[[provider]]
name = "Ours"
hosts = ["models.example.com", "127.0.0.1"]
currency = "USD"
looked_up = 2026-11-01
models = [{ name = "big-*", input = 1.5, output = 10 }]
"""


def table(tmp_path: Path, own: str = "", currency: str = "CNY") -> PriceTable:
    given = {"QUNBI_DATA_DIR": str(tmp_path), "QUNBI_CURRENCY": currency}
    if own:
        (tmp_path / "prices.toml").write_text(own, encoding="utf-8")
        given["QUNBI_PRICES"] = str(tmp_path / "prices.toml")
    return price_table(load_settings(given))


def used(endpoint: str, model: str, asked: int = 1000, answered: int = 500, outcome: str = "") -> Usage:
    return Usage(endpoint, model, asked, answered, 10, outcome)


def test_a_price_for_a_million_tokens_is_the_price_of_one_in_micros(tmp_path: Path) -> None:
    assert table(tmp_path).cost_micros(used("api.deepseek.com", "deepseek-flash")) == 1000 * 2 + 500 * 8


def test_a_price_in_another_currency_is_exchanged(tmp_path: Path) -> None:
    openai = used("api.openai.com:443", "gpt-4o-mini")
    in_dollars = table(tmp_path, currency="USD").cost_micros(openai)
    assert in_dollars == 450
    assert table(tmp_path).cost_micros(openai) == in_dollars * 7


def test_a_dated_name_costs_what_the_model_costs(tmp_path: Path) -> None:
    prices = table(tmp_path)
    assert prices.rate("api.openai.com", "gpt-4o-2024-08-06") == prices.rate("api.openai.com", "gpt-4o")
    assert prices.rate("api.openai.com", "gpt-4o-2024-05-13") != prices.rate("api.openai.com", "gpt-4o")


def test_an_unknown_model_has_an_unknown_price(tmp_path: Path) -> None:
    prices = table(tmp_path)
    assert prices.cost_micros(used("api.openai.com", "gpt-99")) is None
    assert prices.cost_micros(used("relay.example.com", "gpt-4o-mini")) is None
    assert prices.total_micros([used("api.openai.com", "gpt-4o"), used("api.openai.com", "gpt-99")]) is None


@pytest.mark.parametrize("endpoint", ["127.0.0.1:11434", "localhost:8080", "[::1]:8080", "http://127.0.0.2/v1"])
def test_a_model_on_this_machine_costs_nothing(tmp_path: Path, endpoint: str) -> None:
    assert table(tmp_path).cost_micros(used(endpoint, "any")) == 0


def test_an_answer_without_a_count_has_an_unknown_cost_and_a_failure_without_one_none(tmp_path: Path) -> None:
    prices = table(tmp_path)
    assert prices.cost_micros(used("api.openai.com", "gpt-4o", 0, 0)) is None
    assert prices.cost_micros(used("api.openai.com", "gpt-4o", 0, 0, "endpoint_rate_limited")) == 0


def test_the_operators_list_goes_first_even_on_this_machine(tmp_path: Path) -> None:
    prices = table(tmp_path, OWN)
    assert prices.cost_micros(used("models.example.com", "BIG-one")) == (1500 + 5000) * 8
    assert prices.cost_micros(used("127.0.0.1:4000", "big-two")) == (1500 + 5000) * 8
    assert prices.cost_micros(used("127.0.0.1:4000", "small")) == 0
    assert prices.cost_micros(used("api.deepseek.com", "deepseek-flash")) == 6000


def test_the_shipped_list_says_when_each_price_was_looked_up() -> None:
    shipped = shipped_prices()
    assert shipped.usd_in_cny
    for provider in shipped.provider:
        assert provider.hosts, provider.name
        assert provider.source.startswith("https://"), provider.name
        assert all(price.output >= price.input > 0 for price in provider.models), provider.name


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("usd_in_cny = ", "TOML"),
        ("usd_in_cny = -1", "usd_in_cny"),
        ('[[provider]]\nname = "x"', "provider.0.currency"),
        (OWN.replace("input = 1.5", 'input = "free"'), "provider.0.models.0.input"),
        (OWN.replace('name = "big-*", ', ""), "provider.0.models.0.name"),
        ("\x00", "TOML"),
    ],
)
def test_a_wrong_list_stops_the_start_with_one_line_that_names_the_place(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        table(tmp_path, text)
    line = str(caught.value)
    assert line.startswith("QUNBI_PRICES=")
    assert named in line
    assert "\n" not in line


def test_tokens_are_estimated_by_script() -> None:
    assert estimated_tokens("断奶这件事，先别急") == 6
    assert estimated_tokens("twelve words") == 3
    assert estimated_tokens("") == 0


def test_amounts_are_exact() -> None:
    tenth = PriceFile.model_validate({"provider": [{
        "name": "x", "currency": "CNY", "looked_up": "2026-01-01", "models": [{"name": "*", "input": Decimal("0.1"),
        "output": Decimal("0.1")}],
    }]})
    prices = PriceTable(Currency.CNY, None, tenth)
    assert prices.cost_micros(used("h", "m", 10, 20)) == 3
    assert prices.cost_micros(used("h", "m", 1, 0)) == 1
