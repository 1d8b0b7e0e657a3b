#!/bin/sh
# Installs those of the given Debian packages that are missing. Does nothing, quickly, when all are
# there.
set -eu

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "install: this is not Debian; install by hand what these packages bring: $*" >&2
    exit 1
fi

missing=''
for package in "$@"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

as_root=''
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "install: neither root nor sudo; as root run: apt-get install$missing" >&2
        exit 1
    fi
    as_root=sudo
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "install: installing$missing"
# shellcheck disable=SC2086  # words are meant to split
if ! { $as_root apt-get update -q &&
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    tail -n 15 "$log" >&2
    echo "install: apt-get could not install:$missing" >&2
    exit 1
fi
