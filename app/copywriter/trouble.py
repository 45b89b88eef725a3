"""What went wrong between us and a model, in words that name the cause and the remedy.

An error's `code` is one of these identifiers, so that whoever kept it can say it later in the reader's language.
"""

from __future__ import annotations

from app.copywriter.brief import AnswerUnusable, EndpointBusy, EndpointRefused
from content_calendar.vocabulary import Term

RAW_TEXT_KEPT = 20_000


class Trouble(Term):
    UNREACHABLE = (
        "endpoint_unreachable",
        "连不上模型服务，稍后会自动重试；若一直如此，请检查网络和 OPENAI_BASE_URL。",
        "The model service cannot be reached and is tried again later; if it persists, check OPENAI_BASE_URL.",
    )
    TIMED_OUT = (
        "endpoint_timed_out",
        "模型服务没有在时限内答完，稍后会自动重试；若一直如此，请调大 QUNBI_MODEL_TIMEOUT_SECONDS。",
        "The model service was too slow and is tried again later; if it persists, raise QUNBI_MODEL_TIMEOUT_SECONDS.",
    )
    RATE_LIMITED = (
        "endpoint_rate_limited",
        "模型服务限流，稍后会自动重试；若一直如此，请调小 QUNBI_MODEL_CONCURRENCY。",
        "The model service limits our rate and is tried again later; if it persists, lower QUNBI_MODEL_CONCURRENCY.",
    )
    FAILING = (
        "endpoint_failing",
        "模型服务暂时出错，稍后会自动重试。",
        "The model service is failing at the moment and is tried again later.",
    )
    KEY_REFUSED = (
        "endpoint_key_refused",
        "模型服务不接受密钥：请检查 OPENAI_API_KEY（备用模型看它自己的变量）是否正确、是否有权使用这个模型。",
        "The service does not accept the key: check OPENAI_API_KEY, or the endpoint's own variable, and its rights.",
    )
    NOT_FOUND = (
        "endpoint_not_found",
        "模型服务上没有这个地址或模型：请检查 OPENAI_BASE_URL（通常以 /v1 结尾）和 OPENAI_MODEL。",
        "The service knows no such address or model: check OPENAI_BASE_URL (usually ending in /v1) and OPENAI_MODEL.",
    )
    ADDRESS_REFUSED = (
        "endpoint_address_refused",
        "模型服务的地址在不允许连接的网络里：请检查 OPENAI_BASE_URL；内网的模型请把它的网段写进 QUNBI_MODEL_NETWORKS。",
        "The service is in a network that is closed to us: check OPENAI_BASE_URL, or name it in QUNBI_MODEL_NETWORKS.",
    )
    REDIRECTED = (
        "endpoint_redirected",
        "模型服务要求转到别的地址，为保护密钥没有跟随：请把最终地址填进 OPENAI_BASE_URL。",
        "The service redirects, which is not followed to protect the key: set OPENAI_BASE_URL to the final address.",
    )
    REQUEST_REFUSED = (
        "endpoint_request_refused",
        "模型服务拒绝了这个请求：常见原因是模型名不对、提示词太长或账户欠费。",
        "The service refused this request; usual causes are a wrong model name, a long prompt or an unpaid account.",
    )
    NOT_JSON = (
        "answer_not_json",
        "地址回应的不是模型的答复（例如网页）：请检查 OPENAI_BASE_URL，通常以 /v1 结尾。",
        "The address did not answer like a model, perhaps with a web page: check OPENAI_BASE_URL (often ends in /v1).",
    )
    NO_CHOICE = (
        "answer_without_choice",
        "模型服务的答复里没有内容：请重试；若一直如此，请换一个模型。",
        "The model service's answer holds no choice: try again; if it persists, choose another model.",
    )
    EMPTY = (
        "answer_empty",
        "模型交了白卷：请重试；若一直如此，请换一个模型。",
        "The model answered with nothing: try again; if it persists, choose another model.",
    )
    CUT_OFF = (
        "answer_cut_off",
        "模型的答复写到一半就到了长度上限：请重试，或换一个更简洁的模型。",
        "The model's answer reached its length limit halfway: try again, or choose a less wordy model.",
    )
    WITHHELD = (
        "answer_withheld",
        "模型拒绝写这一条：请检查选题和要点里有没有敏感内容，改后重试。",
        "The model declined to write this: check topic and points for sensitive words, change them and try again.",
    )
    TOO_LARGE = (
        "answer_too_large",
        "模型服务的答复大得不正常，已停止读取：请检查 OPENAI_BASE_URL 是否指向真正的模型服务。",
        "The answer was abnormally large, reading stopped: check that OPENAI_BASE_URL is a real model service.",
    )
    INVALID_DRAFT = (
        "answer_invalid_draft",
        "模型的答复不是合格的草稿，请它改过一次仍然不行：请重试，或换一个更强的模型；原文已保留。",
        "The answer is no valid draft, even after one repair; its text is kept. Try again or choose a stronger model.",
    )


def busy(trouble: Trouble, detail: str, retry_after: float = 30.0) -> EndpointBusy:
    """An error after which trying again in `retry_after` seconds makes sense."""
    error = EndpointBusy(_sentence(trouble, detail), retry_after)
    error.code = trouble.value
    return error


def refused(trouble: Trouble, detail: str) -> EndpointRefused:
    """An error that trying again does not heal."""
    error = EndpointRefused(_sentence(trouble, detail))
    error.code = trouble.value
    return error


def unusable(trouble: Trouble, detail: str, raw_text: str = "") -> AnswerUnusable:
    """An answer came but holds no draft; the first RAW_TEXT_KEPT characters of it are kept."""
    kept = raw_text[:RAW_TEXT_KEPT].replace("\x00", "\ufffd")  # no database keeps a null character in text
    error = AnswerUnusable(_sentence(trouble, detail), kept)
    error.code = trouble.value
    return error


def _sentence(trouble: Trouble, detail: str) -> str:
    return f"{trouble.en} [{detail}]" if detail else trouble.en
