"""The settings: what is accepted, what is refused, and that a refusal names variable, value and remedy."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from dotenv import dotenv_values

from app.core.settings import Settings, SettingsInvalid, load_settings, variable_name

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def load(folder: Path, **variables: str) -> Settings:
    return load_settings({"QUNBI_DATA_DIR": str(folder), **variables})


def refusal(folder: Path, **variables: str) -> str:
    with pytest.raises(SettingsInvalid) as caught:
        load(folder, **variables)
    return str(caught.value)


def test_nothing_need_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings({})
    assert settings.data_dir == tmp_path / "var"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/qunbi.db"
    assert settings.address == "http://127.0.0.1:8000"
    assert settings.redis_url is None
    assert not settings.model_configured


def test_an_empty_value_counts_as_absent(tmp_path: Path) -> None:
    assert load(tmp_path, PORT="", REDIS_URL=" ", OPENAI_MODEL="").port == 8000


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://ann:pw@db/q", "postgresql+psycopg://ann:pw@db/q"),
        ("postgresql://ann:pw@db:5433/q?sslmode=require", "postgresql+psycopg://ann:pw@db:5433/q?sslmode=require"),
        ("postgresql+psycopg://db/q", "postgresql+psycopg://db/q"),
        ("postgresql:///q?host=/run/pg", "postgresql+psycopg:///q?host=/run/pg"),
        ("sqlite:////data/q.db", "sqlite:////data/q.db"),
    ],
)
def test_every_usual_spelling_of_a_database_is_understood(tmp_path: Path, given: str, used: str) -> None:
    assert load(tmp_path, DATABASE_URL=given).database_url == used


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "abc"), ("PORT", "0"), ("PORT", "65536"), ("PORT", "80.5"),
        ("QUNBI_HOST", "two words"), ("QUNBI_HOST", "http://here"),
        ("QUNBI_PUBLIC_URL", "qunbi.example.com"), ("QUNBI_PUBLIC_URL", "https://"), ("QUNBI_PUBLIC_URL", "http://h:99999"),
        ("DATABASE_URL", "mysql://h/q"), ("DATABASE_URL", "sqlite:///:memory:"), ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgresql://"),
        ("REDIS_URL", "localhost:6379"), ("REDIS_URL", "unix://"), ("REDIS_URL", "redis://"),
        ("OPENAI_BASE_URL", "api.example.com/v1"), ("OPENAI_BASE_URL", "ftp://h/v1"),
        ("QUNBI_MODEL_TIMEOUT_SECONDS", "0"), ("QUNBI_MODEL_TIMEOUT_SECONDS", "nan"),
        ("QUNBI_MODEL_CONCURRENCY", "-1"), ("QUNBI_MODEL_JSON_MODE", "xml"),
        ("QUNBI_MODEL_NETWORKS", "10.0.0.0/99"), ("QUNBI_CURRENCY", "EUR"), ("QUNBI_PRICES", "/nowhere/prices.toml"),
        ("QUNBI_LANGUAGE", "fr"), ("QUNBI_SESSION_HOURS", "0"), ("QUNBI_WORKERS", "99"), ("QUNBI_WEB_THREADS", "1"),
        ("QUNBI_API_REQUESTS_PER_MINUTE", "0"),
        ("QUNBI_LEASE_SECONDS", "soon"), ("QUNBI_LOG_LEVEL", "loud"), ("QUNBI_LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_value_is_refused_in_one_line_with_its_name_and_remedy(
    tmp_path: Path, variable: str, value: str
) -> None:
    line = refusal(tmp_path, OPENAI_MODEL="m", OPENAI_API_KEY="k", **{variable: value})
    assert "\n" not in line
    assert line.startswith(f"{variable}={value!r} ")
    assert re.search(r"请填.*give ", line)


def test_all_wrong_values_are_told_at_once(tmp_path: Path) -> None:
    lines = refusal(tmp_path, PORT="x", QUNBI_LANGUAGE="fr", QUNBI_WORKERS="0").splitlines()
    assert {line.partition("=")[0] for line in lines} == {"PORT", "QUNBI_LANGUAGE", "QUNBI_WORKERS"}


def test_a_refusal_never_shows_a_secret(tmp_path: Path) -> None:
    words = refusal(
        tmp_path,
        QUNBI_SECRET_KEY="tooshort",
        DATABASE_URL="mysql://ann:hunter2@h/q",
        REDIS_URL="memcached://:sesame@h",
    )
    assert not any(secret in words for secret in ("tooshort", "hunter2", "sesame", "ann"))
    assert all(name in words for name in ("QUNBI_SECRET_KEY", "DATABASE_URL", "REDIS_URL"))


def test_a_model_without_a_way_to_it_is_one_clear_line(tmp_path: Path) -> None:
    line = refusal(tmp_path, OPENAI_MODEL="m")
    assert line.startswith("OPENAI_MODEL='m' ")
    assert "OPENAI_API_KEY" in line
    assert "\n" not in line


@pytest.mark.parametrize("way", [{"OPENAI_API_KEY": "sk"}, {"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}])
def test_a_model_with_a_key_or_an_address_writes_the_drafts(tmp_path: Path, way: dict[str, str]) -> None:
    assert load(tmp_path, OPENAI_MODEL="m", **way).model_configured


def test_settings_can_be_printed_without_showing_secrets(tmp_path: Path) -> None:
    settings = load(tmp_path, OPENAI_API_KEY="sk-hidden", OPENAI_MODEL="m", QUNBI_SECRET_KEY="k" * 40)
    assert "sk-hidden" not in repr(settings)
    assert "k" * 40 not in repr(settings)


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "OPENAI_BASE_URL"])
def test_a_key_or_address_without_a_model_is_one_clear_line(tmp_path: Path, variable: str) -> None:
    line = refusal(tmp_path, **{variable: "https://models.example.com/v1"})
    assert line.startswith("OPENAI_MODEL ")
    assert variable in line
    assert "\n" not in line


def test_a_local_model_needs_no_key(tmp_path: Path) -> None:
    settings = load(tmp_path, OPENAI_BASE_URL="http://127.0.0.1:11434/v1/", OPENAI_MODEL="qwen3")
    assert settings.model_configured
    assert settings.openai_base_url == "http://127.0.0.1:11434/v1"


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"])
def test_a_model_file_beside_an_endpoint_is_refused_with_both_names(tmp_path: Path, variable: str) -> None:
    words = refusal(tmp_path, LOCAL_MODEL="small.gguf", **{variable: "http://here"})
    assert f"LOCAL_MODEL='small.gguf' 与 {variable}" in words


def test_a_model_file_is_the_same_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(tmp_path, LOCAL_MODEL="models/small.gguf").local_model == tmp_path / "models" / "small.gguf"


def test_a_misspelt_setting_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    assert "QUNBI_WORKERS" in refusal(tmp_path, QUNBI_WORKER="3")


def test_variables_of_other_programs_are_ignored(tmp_path: Path) -> None:
    load(tmp_path, QUNBI_TEST_ANYTHING="1", HOME="/nowhere", LANGUAGE="fr")


def test_https_makes_cookies_secure(tmp_path: Path) -> None:
    assert load(tmp_path, QUNBI_PUBLIC_URL="https://qunbi.example.com/").secure_cookies
    assert not load(tmp_path).secure_cookies


def test_an_ipv6_host_is_written_in_brackets(tmp_path: Path) -> None:
    assert load(tmp_path, QUNBI_HOST="::1").address == "http://[::1]:8000"


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load(tmp_path).port = 1  # type: ignore[misc]


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    first = load(tmp_path).secret_key
    assert load(tmp_path).secret_key == first
    assert len(first.get_secret_value()) >= 32
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_processes_that_start_together_agree_on_one_secret_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load(tmp_path).secret_key.get_secret_value(), range(32)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_damaged_secret_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_bytes(b"\xff")
    assert "QUNBI_SECRET_KEY" in refusal(tmp_path)


def test_an_unwritable_data_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    line = refusal(tmp_path / "file" / "data")
    assert line.startswith("QUNBI_DATA_DIR=")
    assert "\n" not in line


def test_the_file_in_the_working_directory_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("PORT=9001\nQUNBI_LANGUAGE=EN\n# a comment\n")
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setenv("QUNBI_DATA_DIR", str(tmp_path))
    assert (load_settings().port, load_settings().language) == (9001, "en")
    monkeypatch.setenv("PORT", "9002")
    assert load_settings().port == 9002


def test_the_example_names_every_setting_and_no_other() -> None:
    named = re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(variable_name(field) for field in Settings.model_fields)


def test_the_example_shows_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = {name: value or "" for name, value in dotenv_values(EXAMPLE).items()}
    assert load_settings(shown) == load_settings({})


def test_endpoints_may_stand_by_each_with_the_key_of_its_own_variable(tmp_path: Path) -> None:
    first, second = load(
        tmp_path, OPENAI_MODEL="m", OPENAI_API_KEY="k", OTHER_KEY="sk-other",
        QUNBI_MODEL_FALLBACKS="https://models.example.com/v1/ big OTHER_KEY; http://127.0.0.1:11434/v1 qwen3;",
    ).model_fallbacks
    assert (first.base_url, first.model) == ("https://models.example.com/v1", "big")
    assert first.api_key is not None
    assert first.api_key.get_secret_value() == "sk-other"
    assert "sk-other" not in repr(first)
    assert second.api_key is None


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("https://models.example.com/v1", "address model KEY_VARIABLE"),
        ("ftp://models.example.com big", "address model KEY_VARIABLE"),
        ("https://a/v1 big KEY extra", "address model KEY_VARIABLE"),
        ("https://a/v1 big sk-0123456789secret", "never the key itself"),
        ("https://a/v1 big QUNBI_SECRET_KEY", "never the key itself"),
        ("https://a/v1 big MISSING_KEY", "MISSING_KEY is empty"),
        ("https://a/v1 m;" * 9, "at most 8"),
    ],
)
def test_a_wrong_stand_by_is_one_line_without_what_may_be_a_key(tmp_path: Path, written: str, named: str) -> None:
    line = refusal(tmp_path, OPENAI_MODEL="m", OPENAI_API_KEY="k", QUNBI_MODEL_FALLBACKS=written)
    assert line.startswith("QUNBI_MODEL_FALLBACKS=… ")
    assert named in line
    assert "secret" not in line.replace("QUNBI_SECRET_KEY", "")
    assert "\n" not in line


def test_no_network_beside_the_internet_can_be_asked_for(tmp_path: Path) -> None:
    assert load(tmp_path, QUNBI_MODEL_NETWORKS="none").model_networks == ()
    assert [str(each) for each in load(tmp_path, QUNBI_MODEL_NETWORKS="10.1.0.0/16, ::1").model_networks] == [
        "10.1.0.0/16", "::1/128",
    ]


def test_stand_bys_without_a_first_model_are_refused(tmp_path: Path) -> None:
    assert "OPENAI_MODEL" in refusal(tmp_path, QUNBI_MODEL_FALLBACKS="http://127.0.0.1:11434/v1 qwen3")
