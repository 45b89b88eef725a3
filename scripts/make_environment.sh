#!/bin/sh
# Makes .venv and installs the pinned packages of the file named by $1, once: a second call takes milliseconds and no
# network. What is installed is remembered by content, so an interrupted or outdated installation is completed.
set -eu
cd "$(dirname "$0")/.."
requirements=${1:-requirements.txt}
python=${PYTHON:-python3}
stamp=.venv/installed-${requirements%.txt}
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '%s\n' "$*" >&2; }
give_up() { say "$@"; exit 1; }

fingerprint() { cat requirements.txt "$requirements" | cksum; }

installed() {
    [ -x .venv/bin/python ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint)" ]
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1; }
}

need_python() {
    command -v "$python" >/dev/null 2>&1 ||
        give_up "缺少 Python 3.11 或更新版本：请先安装，例如 apt install python3 / Python 3.11 or newer is missing: install it first, e.g. apt install python3"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        give_up "$("$python" --version) 太旧：请用 3.11 或更新版本，例如 make run PYTHON=python3.12 / is too old: use 3.11 or newer, e.g. make run PYTHON=python3.12"
}

need_venv() {
    "$python" -c 'import venv, ensurepip' 2>/dev/null && return
    if may_install; then
        say "正在安装 python3-venv…… / Installing python3-venv…"
        { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; } >/dev/null || true
    fi
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        give_up "缺少 python3-venv：请运行 sudo apt install python3-venv 后重试 / python3-venv is missing: run sudo apt install python3-venv and try again"
}

installed && exit 0
need_python
mkdir -p .venv
if command -v flock >/dev/null 2>&1; then
    exec 9>.venv/making
    flock 9
    installed && exit 0
fi
if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    need_venv
    say "正在创建虚拟环境 .venv…… / Making the virtual environment .venv…"
    "$python" -m venv .venv
fi
say "正在安装 $requirements 中固定版本的依赖（仅首次需要网络）…… / Installing the pinned packages of $requirements (only now the network is needed)…"
# Without a home folder there is no place for a cache, and no need to hear about it.
[ -n "${HOME:-}" ] && [ -w "${HOME:-}" ] || export PIP_NO_CACHE_DIR=1
.venv/bin/python -m pip install --quiet --no-input --require-virtualenv --use-pep517 -r "$requirements" ||
    give_up "依赖没有装好：请检查网络与磁盘空间后重试 / The packages could not be installed: check the network and the disk, then try again"
fingerprint >"$stamp"
