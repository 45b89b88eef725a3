#!/bin/sh
# Installs what the tests need from the system: Chromium, CJK fonts and the PostgreSQL programs. Whoever may not install
# is told what is missing; the tests that need it then say that they were skipped, or fail under CI=true.
set -eu

has_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_fonts() { fc-list :lang=zh 2>/dev/null | grep -q . || ls /usr/share/fonts/opentype/noto/NotoSansCJK* ; }
has_postgresql() { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; }

missing() {
    has_chromium >/dev/null 2>&1 || printf ' chromium'
    has_fonts >/dev/null 2>&1 || printf ' fonts-noto-cjk'
    has_postgresql >/dev/null 2>&1 || printf ' postgresql'
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1; }
}

packages=$(missing)
[ -n "$packages" ] || exit 0
if may_install; then
    printf '正在安装测试所需的%s…… / Installing for the tests:%s…\n' "$packages" "$packages" >&2
    # shellcheck disable=SC2086 # a list of names
    { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } >/dev/null || true
fi
left=$(missing)
[ -z "$left" ] || printf '未能安装%s，相关测试不会运行。可手动执行：sudo apt install%s / Could not install%s, the tests that need it will not run. By hand: sudo apt install%s\n' "$left" "$left" "$left" "$left" >&2
