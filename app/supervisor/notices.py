"""What the supervisor says on the console."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TypeAlias

import click

from content_calendar.message import Message
from content_calendar.vocabulary import Term

Say: TypeAlias = Callable[[Message], None]


class Notice(Term):
    READY = "ready", "群笔已就绪：{address}", "Qunbi is ready: {address}"
    SIGN_IN = (
        "sign_in",
        "一次性登录链接（1 小时内有效）：{link}",
        "One-time sign-in link (valid for one hour): {link}",
    )
    HOW_TO_STOP = "how_to_stop", "按 Ctrl-C 停止；日志在 {logs}", "Ctrl-C stops it; logs are in {logs}"
    CRASHED = (
        "crashed",
        "{name} 意外退出（{cause}），{seconds:g} 秒后重启。最后一行日志：{last}",
        "{name} ended unexpectedly ({cause}), it restarts in {seconds:g} s. Last log line: {last}",
    )
    RESTARTED = "restarted", "{name} 已重启（进程 {pid}）", "{name} runs again (process {pid})"
    VALKEY_HEALED = "valkey_healed", "内置 Valkey 曾停止，已重新启动", "The built-in Valkey had stopped and runs again"
    FAULT = "fault", "{words}", "{words}"
    STOPPING = (
        "stopping",
        "正在停止：先等进行中的任务写完，再停网页与队列……",
        "Stopping: jobs in progress finish first, then the pages and the queue…",
    )
    STILL_STOPPING = (
        "still_stopping",
        "仍在等待 {names} 完成手头的任务。再按一次 Ctrl-C 立即停止；未写完的任务下次启动时会重新开始，不会丢失。",
        (
            "Still waiting for {names} to finish. Press Ctrl-C once more to stop at once; unfinished jobs begin again"
            " at the next start, nothing is lost."
        ),
    )
    KILLED = "killed", "{name} 未按时停止，已强制结束", "{name} did not stop in time and was ended by force"
    STOPPED = "stopped", "群笔已停止", "Qunbi has stopped"

    ALREADY_RUNNING = (
        "already_running",
        "数据文件夹 {folder} 已有群笔在运行：进程 {pid}，地址 {address}。要再开一个，请另设 QUNBI_DATA_DIR 和 PORT。",
        (
            "Qunbi already runs on this data folder ({folder}): process {pid}, address {address}."
            " To run another one, set another QUNBI_DATA_DIR and PORT."
        ),
    )
    FOLDER_REFUSED = (
        "folder_refused",
        "QUNBI_DATA_DIR：无法写入 {folder}（{cause}）。请换一个可写的文件夹，或修正它的权限。",
        "QUNBI_DATA_DIR: cannot write to {folder} ({cause}). Choose a writable folder or correct its rights.",
    )
    PORT_TAKEN = (
        "port_taken",
        "PORT：{host} 的端口 {port} 已被别的程序占用。请换一个，例如：PORT={free} make run",
        "PORT: port {port} of {host} is taken by another program. Choose another, for example: PORT={free} make run",
    )
    ADDRESS_REFUSED = (
        "address_refused",
        "QUNBI_HOST、PORT：无法监听 {host}:{port}（{cause}）。请填本机的地址（如 127.0.0.1）和 1024 以上的端口。",
        (
            "QUNBI_HOST, PORT: cannot listen on {host}:{port} ({cause})."
            " Give an address of this machine, such as 127.0.0.1, and a port above 1023."
        ),
    )
    QUEUE_REFUSED = (
        "queue_refused",
        "REDIS_URL：{address} 没有应答（{cause}）。请检查地址与密码，或留空使用内置的 Valkey。",
        (
            "REDIS_URL: {address} does not answer ({cause})."
            " Check address and password, or leave it empty for the built-in Valkey."
        ),
    )
    MODEL_LOADING = "model_loading", "正在载入本机模型 {model}……", "Loading the local model {model}…"
    MODEL_UNREADABLE = (
        "model_unreadable",
        "LOCAL_MODEL：无法读取 {file}（{cause}）。请填写一个 GGUF 模型文件的路径，或去掉 LOCAL_MODEL 改用离线模板。",
        (
            "LOCAL_MODEL: cannot read {file} ({cause})."
            " Give the path of a GGUF model file, or remove LOCAL_MODEL to write offline."
        ),
    )
    MODEL_NOT_GGUF = (
        "model_not_gguf",
        "LOCAL_MODEL：{file} 不是 GGUF 文件。请换成 GGUF 格式的对话模型，或去掉 LOCAL_MODEL 改用离线模板。",
        (
            "LOCAL_MODEL: {file} is no GGUF file."
            " Give a chat model in the GGUF format, or remove LOCAL_MODEL to write offline."
        ),
    )
    MODEL_SERVER_MISSING = (
        "model_server_missing",
        "LOCAL_MODEL：没有安装模型服务 {package}。请用 make run 启动，或先执行 pip install -r requirements-local.txt。",
        (
            "LOCAL_MODEL: the model server {package} is not installed."
            " Start with make run, or first run pip install -r requirements-local.txt."
        ),
    )
    MODEL_REFUSED = (
        "model_refused",
        "LOCAL_MODEL：{file} 无法载入（{cause}）。请重新下载，或换一个内存装得下的 GGUF 对话模型；详情见 {log}。",
        (
            "LOCAL_MODEL: {file} cannot be loaded ({cause})."
            " Download it again, or choose a GGUF chat model that fits into memory; details are in {log}."
        ),
    )
    NOT_PREPARED = (
        "not_prepared",
        "启动准备没有完成（{cause}）。详情见 {log}；数据没有改动。",
        "The preparation did not finish ({cause}). Details are in {log}; nothing was changed.",
    )


class StartRefused(Exception):
    """The service cannot start; `str()` gives cause and remedy in Chinese and English."""

    def __init__(self, message: Message) -> None:
        super().__init__(f"{message.text('zh')}\n{message.text('en')}")
        self.message = message


def console(language: str) -> Say:
    """A printer of messages in `language`; a console that has gone away is no reason to fail."""

    def say(message: Message) -> None:
        with contextlib.suppress(OSError):
            click.echo(message.text(language))

    return say
