#!/bin/sh
# Installs the Debian packages that the benchmarks need: the other clients and their headers, a VNC
# server and an X display to record from, programs to show. Does nothing, quickly, when all is there.
set -eu

packages='tigervnc-standalone-server tigervnc-viewer libvncserver-dev libgvnc-1.0-dev libisal-dev
libturbojpeg0-dev zlib1g-dev gcc libc6-dev make pkg-config xvfb x11-apps x11-utils x11-xserver-utils
xfonts-base libxtst6 fonts-dejavu-core fluxbox xterm chromium mpv ffmpeg procps git'

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "install.sh: this is not Debian; install by hand what these packages bring:" >&2
    echo "$packages" >&2
    exit 1
fi

missing=''
for package in $packages; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

as_root=''
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "install.sh: neither root nor sudo; as root run: apt-get install$missing" >&2
        exit 1
    fi
    as_root=sudo
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "install.sh: installing$missing"
# shellcheck disable=SC2086  # words are meant to split
if ! { $as_root apt-get update -q &&
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    tail -n 15 "$log" >&2
    echo "install.sh: apt-get could not install:$missing" >&2
    exit 1
fi
