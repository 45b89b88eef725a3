"""Settings that are each right and make no sense together, and what to do about it, in one line in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def model_incomplete(variables: Mapping[str, str]) -> Iterator[str]:
    """A model needs its name and the way to it: half of that would quietly leave the offline writer at work."""
    named = variables.get("OPENAI_MODEL", "").strip()
    given = [name for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL") if variables.get(name, "").strip()]
    stand_by = variables.get("QUNBI_MODEL_FALLBACKS", "").strip() and not variables.get("LOCAL_MODEL", "").strip()
    waiting = given or (["QUNBI_MODEL_FALLBACKS"] if stand_by else [])
    if waiting and not named:
        yield (
            f"OPENAI_MODEL 为空，但设置了 {waiting[0]}：请填模型名称，或去掉 {waiting[0]} 改用离线模板。"
            f" / OPENAI_MODEL is empty although {waiting[0]} is set: name the model,"
            f" or remove {waiting[0]} to write offline."
        )
    if named and not given:
        yield (
            f"OPENAI_MODEL={named!r} 已设置，但 OPENAI_API_KEY 和 OPENAI_BASE_URL 都为空：请填密钥（OpenAI）或接口地址"
            "（其他服务），或去掉 OPENAI_MODEL 改用离线模板。"
            f" / OPENAI_MODEL={named!r} is set, but neither OPENAI_API_KEY nor OPENAI_BASE_URL: give the key (OpenAI)"
            " or the address (any other endpoint), or remove OPENAI_MODEL to write offline."
        )


def two_models(variables: Mapping[str, str]) -> Iterator[str]:
    """Which of two models writes is not for us to guess."""
    named = variables.get("LOCAL_MODEL", "").strip()
    given = [name for name in ("OPENAI_MODEL", "OPENAI_BASE_URL", "OPENAI_API_KEY") if variables.get(name, "").strip()]
    if named and given:
        yield (
            f"LOCAL_MODEL={named!r} 与 {given[0]} 不能同时设置：只留下要用的那一个。"
            f" / LOCAL_MODEL={named!r} and {given[0]} cannot both be set: keep the one that shall write."
        )


def unwritable(error: OSError, variables: Mapping[str, str]) -> str:
    """The line for a data folder that cannot be made or written."""
    shown = f"QUNBI_DATA_DIR={variables.get('QUNBI_DATA_DIR') or 'var'!r}"
    return (
        f"{shown} 无法写入（{error.strerror}）：请换一个可写的文件夹，或修正它的权限。"
        f" / {shown} cannot be written ({error.strerror}): choose a writable folder or correct its rights."
    )
