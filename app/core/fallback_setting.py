"""Further model endpoints, written in one line: `address model KEY_VARIABLE; address model`.

The key stands in a variable of its own, named for this address alone: no endpoint is ever sent another one's key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo

from app.core.setting_values import Unusable, web_address

MAX_FALLBACKS = 8

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,99}")
_OWN = "QUNBI_"


class FallbackEndpoint(BaseModel):
    """An endpoint that is asked when those before it cannot answer; without a key for one that needs none."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    base_url: str = Field(repr=False)  # may carry a name and a password
    model: str
    key_variable: str = ""
    api_key: SecretStr | None = None


def fallback_endpoints(value: object, info: ValidationInfo) -> object:
    """The endpoints written in `value`; keys come from the variables in the context. Raises Unusable."""
    if not isinstance(value, str):
        return value
    variables: Mapping[str, str] = info.context or {}
    entries = [entry.split() for entry in value.split(";") if entry.strip()]
    if len(entries) > MAX_FALLBACKS:
        raise Unusable(f"最多 {MAX_FALLBACKS} 个备用模型，请删去一些",
                       f"at most {MAX_FALLBACKS} endpoints can stand by, remove some")
    return tuple(_endpoint(number, entry, variables) for number, entry in enumerate(entries, 1))


def _endpoint(number: int, words: list[str], variables: Mapping[str, str]) -> FallbackEndpoint:
    address, model, variable = (*words, "", "", "")[:3]
    if len(words) not in {2, 3} or not _is_web_address(address):
        raise Unusable(
            f"第 {number} 个接口请写成“网址 模型名 密钥变量名”，用空格隔开，不需要密钥时省去变量名，接口之间用分号",
            f"write endpoint {number} as “address model KEY_VARIABLE” with spaces, without the variable if it needs"
            " no key, and a semicolon between endpoints",
        )
    key = _key(number, variable, variables) if variable else None
    return FallbackEndpoint(base_url=str(web_address(address)), model=model, key_variable=variable, api_key=key)


def _key(number: int, variable: str, variables: Mapping[str, str]) -> SecretStr:
    """The key in the variable that the entry names. A value that is no name may be the key itself: it is not shown."""
    if not _VARIABLE.fullmatch(variable) or variable.startswith(_OWN):
        raise Unusable(
            f"第 {number} 个接口的第三项是密钥所在变量的名字（大写字母、数字、下划线，不以 QUNBI_ 开头），不是密钥本身",
            f"the third word of endpoint {number} is the name of the variable that holds its key (capitals, digits,"
            " underscores, not beginning with QUNBI_), never the key itself",
        )
    key = variables.get(variable, "").strip()
    if not key:
        raise Unusable(f"变量 {variable} 是空的，请把第 {number} 个接口的密钥填进去",
                       f"{variable} is empty, set it to the key of endpoint {number}")
    return SecretStr(key)


def _is_web_address(text: str) -> bool:
    try:
        return web_address(text) is not None
    except ValueError:
        return False
