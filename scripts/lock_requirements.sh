#!/bin/sh
# Pins the requirements*.txt to the newest versions that requirements*.in allow. The compiler lives
# in an environment of its own, so that it is no part of what it pins.
set -eu
cd "$(dirname "$0")/.."
room=var/lock-environment
[ -x $room/bin/pip-compile ] || { "${PYTHON:-python3}" -m venv $room && $room/bin/python -m pip install --quiet pip-tools; }
for name in requirements requirements-dev requirements-local; do
    $room/bin/pip-compile --quiet --upgrade --strip-extras --no-emit-find-links --no-emit-index-url --no-emit-options \
        --output-file="$name.txt" "$name.in"
done
