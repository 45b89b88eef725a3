"""Every setting of the service, read once from the environment and `.env` into one frozen value.

This is the only module that reads `os.environ`. A wrong setting stops the start with one line that names the
variable, the value and the remedy in both languages, because nobody has chosen a language yet.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from dotenv import dotenv_values
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from app.core.fallback_setting import FallbackEndpoint, fallback_endpoints
from app.core.outbound import LOCAL_NETWORKS, Network
from app.core.price_file import Currency, PriceFile, read_price_file
from app.core.secret_file import kept_secret
from app.core.setting_refusals import model_incomplete, two_models, unwritable
from app.core.setting_values import (
    Remedy,
    Unusable,
    absolute_file,
    absolute_folder,
    database_address,
    host_name,
    networks,
    redis_address,
    web_address,
)
from content_calendar.vocabulary import Language

_PLAIN_NAMES = {
    *("port", "database_url", "redis_url"),
    *("openai_api_key", "openai_base_url", "openai_model", "local_model"),
}
_PREFIX = "QUNBI_"
_FOREIGN_PREFIX = "QUNBI_TEST_"
_PASSWORD = re.compile(r"(?<=://)[^/@]*@")


class SettingsInvalid(Exception):
    """The settings cannot be used; `str()` gives one line for each wrong one, in Chinese and English."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def without_password(address: str) -> str:
    """`address` as it may be shown: without user and password."""
    return _PASSWORD.sub("…@", address)


def variable_name(field: str) -> str:
    """The environment variable that sets `field`: well-known names stay bare, our own carry the product's prefix."""
    return field.upper() if field in _PLAIN_NAMES else _PREFIX + field.upper()


_lower = BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value)
_upper = BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value)
_price_file = BeforeValidator(lambda value: read_price_file(Path(value)) if isinstance(value, str) else value)


def _own_database(data: dict[str, Any]) -> str:
    return f"sqlite:///{data['data_dir']}/qunbi.db"


def _own_secret(data: dict[str, Any]) -> SecretStr:
    return SecretStr(kept_secret(data["data_dir"] / "secret_key"))


class Settings(BaseModel):
    """All settings; the address of the database and the secret key have defaults that live in the data folder."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=variable_name,
        populate_by_name=True,
        str_strip_whitespace=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    data_dir: Annotated[
        Path, AfterValidator(absolute_folder), Remedy("请填一个可写的文件夹路径", "give the path of a writable folder")
    ] = Path("var")
    host: Annotated[
        str, AfterValidator(host_name), Remedy("请填 IP 地址或主机名", "give an IP address or a host name")
    ] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=1, le=65535), Remedy("请填 1 到 65535 的整数", "give a whole number from 1 to 65535")
    ] = 8000
    public_url: Annotated[
        str | None,
        AfterValidator(web_address),
        Remedy("请填 http:// 或 https:// 开头的网址", "give an address that starts with http:// or https://"),
    ] = None
    secret_key: Annotated[
        SecretStr,
        Field(min_length=32, default_factory=_own_secret),
        Remedy(
            "请填至少 32 个字符的随机串；或留空，并删除数据文件夹里的 secret_key，让它重新生成",
            "give at least 32 random characters, or leave it empty and remove secret_key from the data folder",
        ),
    ]

    former_secret_keys: Annotated[
        tuple[SecretStr, ...],
        BeforeValidator(lambda value: tuple(value.split()) if isinstance(value, str) else value),
        Remedy("请填以前用过的密钥，多个用空格隔开", "give secrets used before, with spaces between", secret=True),
    ] = ()

    database_url: Annotated[
        str,
        AfterValidator(database_address),
        Field(default_factory=_own_database),
        Remedy(
            "请填 postgresql://用户:密码@主机/库名，或 sqlite:///文件路径",
            "give postgresql://user:password@host/name or sqlite:///path/of/file",
        ),
    ]
    redis_url: Annotated[
        str | None,
        AfterValidator(redis_address),
        Remedy(
            "请填 redis://、rediss:// 或 unix:// 地址，或留空使用自带的 Valkey",
            "give a redis://, rediss:// or unix:// address, or leave it empty for the built-in Valkey",
        ),
    ] = None

    openai_api_key: Annotated[
        SecretStr | None, Field(min_length=1), Remedy("请填模型服务的密钥", "give the key of the model service")
    ] = None
    openai_base_url: Annotated[
        str | None,
        AfterValidator(web_address),
        Remedy("请填 http:// 或 https:// 开头的网址", "give an address that starts with http:// or https://"),
    ] = None
    openai_model: Annotated[
        str | None, Field(min_length=1, max_length=200), Remedy("请填模型名称", "give the name of the model")
    ] = None
    local_model: Annotated[
        Path | None,
        AfterValidator(absolute_file),
        Remedy("请填 GGUF 模型文件的路径", "give the path of a GGUF model file"),
    ] = None
    model_timeout_seconds: Annotated[
        float, Field(ge=1, le=600), Remedy("请填 1 到 600 的秒数", "give a number of seconds from 1 to 600")
    ] = 60.0
    model_concurrency: Annotated[
        int, Field(ge=1, le=100), Remedy("请填 1 到 100 的整数", "give a whole number from 1 to 100")
    ] = 4
    model_json_mode: Annotated[
        Literal["auto", "json_schema", "json_object", "text"],
        _lower,
        Remedy("请填 auto、json_schema、json_object 或 text", "give auto, json_schema, json_object or text"),
    ] = "auto"
    model_fallbacks: Annotated[
        tuple[FallbackEndpoint, ...],
        BeforeValidator(fallback_endpoints),
        Remedy(
            "请填“网址 模型名 密钥变量名”，多个用分号隔开",
            "give “address model KEY_VARIABLE”, several with semicolons",
            secret=True,  # a key written in place of its variable's name must not be shown
        ),
    ] = ()
    model_networks: Annotated[
        tuple[Network, ...],
        BeforeValidator(networks),
        Remedy("请填网段，如 10.0.0.0/8,192.168.0.0/16，或 none", "give networks such as 10.0.0.0/8,::1/128, or none"),
    ] = LOCAL_NETWORKS
    notification_networks: Annotated[
        tuple[Network, ...],
        BeforeValidator(networks),
        Remedy("请填网段，如 10.0.0.0/8,192.168.0.0/16，或 none", "give networks such as 10.0.0.0/8,::1/128, or none"),
    ] = ()
    target_networks: Annotated[
        tuple[Network, ...],
        BeforeValidator(networks),
        Remedy("请填网段，如 10.0.0.0/8,192.168.0.0/16，或 none", "give networks such as 10.0.0.0/8,::1/128, or none"),
    ] = ()
    prices: Annotated[
        PriceFile | None, _price_file, Remedy("请填价格表文件的路径", "give the path of a price table")
    ] = None
    currency: Annotated[Currency, _upper, Remedy("请填 CNY 或 USD", "give CNY or USD")] = Currency.CNY

    language: Annotated[Language, _lower, Remedy("请填 zh 或 en", "give zh or en")] = Language.ZH
    session_hours: Annotated[
        int, Field(ge=1, le=720), Remedy("请填 1 到 720 的小时数", "give a number of hours from 1 to 720")
    ] = 12

    workers: Annotated[
        int, Field(ge=1, le=16), Remedy("请填 1 到 16 的整数", "give a whole number from 1 to 16")
    ] = 2
    web_threads: Annotated[
        int, Field(ge=2, le=256), Remedy("请填 2 到 256 的整数", "give a whole number from 2 to 256")
    ] = 16
    api_requests_per_minute: Annotated[
        int, Field(ge=1, le=1_000_000), Remedy("请填 1 到 1000000 的整数", "give a whole number from 1 to 1000000")
    ] = 12_000
    lease_seconds: Annotated[
        int, Field(ge=10, le=3600), Remedy("请填 10 到 3600 的秒数", "give a number of seconds from 10 to 3600")
    ] = 90
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        _lower,
        Remedy("请填 debug、info、warning 或 error", "give debug, info, warning or error"),
    ] = "info"
    log_format: Annotated[
        Literal["console", "json"], _lower, Remedy("请填 console 或 json", "give console or json")
    ] = "console"

    @property
    def address(self) -> str:
        """Where a browser finds the service, without a slash at the end."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{shown}:{self.port}"

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies may travel over https alone."""
        return self.address.startswith("https://")

    @property
    def model_configured(self) -> bool:
        """Whether a model endpoint writes the drafts; otherwise the offline writer does."""
        return bool(self.openai_model and (self.openai_api_key or self.openai_base_url))

    @classmethod
    def from_variables(cls, variables: Mapping[str, str]) -> Self:
        """The settings named in `variables`; empty ones count as absent. Raises pydantic's ValidationError."""
        known = {variable_name(field) for field in cls.model_fields}
        given = {name: value for name, value in variables.items() if name in known and value.strip()}
        return cls.model_validate(given, context=variables)


def calculate_in_one_thread() -> None:
    """Keep matrices to one thread of each process, unless somebody chose otherwise; to be said before they are used.

    Ours are small: threads that wait for each other take six times the processor time as soon as anything else runs.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in `environ`, or else in `.env` of the working directory overridden by the process environment.

    Raises SettingsInvalid.
    """
    variables = _variables() if environ is None else environ
    lines = [*_unknown(variables), *model_incomplete(variables), *two_models(variables)]
    try:
        settings = Settings.from_variables(variables)
    except ValidationError as error:
        raise SettingsInvalid(lines + list(_wrong(error, variables))) from None
    except OSError as error:
        raise SettingsInvalid([*lines, unwritable(error, variables)]) from error
    if lines:
        raise SettingsInvalid(lines)
    return settings


def _variables() -> dict[str, str]:
    from_file = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return from_file | os.environ


def _wrong(error: ValidationError, variables: Mapping[str, str]) -> Iterator[str]:
    fields = {variable_name(name): field for name, field in Settings.model_fields.items()}
    told: set[str] = set()
    for problem in error.errors():
        # pydantic names a value that was given by its variable, a default by its field
        place = str(problem["loc"][0])
        name = place if place in fields else variable_name(place)
        if problem["type"] != "default_factory_not_called" and name not in told:
            told.add(name)
            yield _line(name, variables.get(name, ""), fields[name], problem.get("ctx", {}).get("error"))


def _line(name: str, value: str, field: FieldInfo, error: object) -> str:
    usual = next(entry for entry in field.metadata if isinstance(entry, Remedy))
    remedy = error.remedy if isinstance(error, Unusable) else usual
    secret = usual.secret or "SecretStr" in str(field.annotation)
    shown = f"{name}=…" if secret else f"{name}={without_password(value)!r}"
    return f"{shown} 不可用：{remedy.zh}。 / {shown} is not usable: {remedy.en}."


def _unknown(variables: Mapping[str, str]) -> Iterator[str]:
    known = [variable_name(field) for field in Settings.model_fields]
    for name in sorted(set(variables) - set(known)):
        if name.startswith(_PREFIX) and not name.startswith(_FOREIGN_PREFIX):
            near = difflib.get_close_matches(name, known, n=1, cutoff=0)[0]
            yield f"{name} 不是群笔的设置：是否想写 {near}？ / {name} is no setting of Qunbi: did you mean {near}?"
