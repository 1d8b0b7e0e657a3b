#!/bin/sh
# Installs the Debian packages that the integration tests drive: VNC servers, a virtual X display,
# programs to look at and to type into. Does nothing, quickly, when all is there.
set -eu

packages='tigervnc-standalone-server tigervnc-tools tightvncserver x11vnc xvfb xterm xdotool xclip
x11-utils x11-apps x11-xkb-utils x11-xserver-utils xkb-data xfonts-base fonts-dejavu-core ffmpeg
openbox wmctrl procps util-linux gvncviewer tigervnc-viewer qemu-system-x86'
commands='Xtigervnc tigervncpasswd Xtightvnc x11vnc Xvfb xterm xdotool xclip xev xwininfo xwd xwud
xlogo setxkbmap xsetroot xrandr ffmpeg ffprobe openbox wmctrl pgrep setpriv gvnccapture
xtigervncviewer qemu-system-x86_64'

missing_commands() {
    for command in $commands; do
        command -v "$command" >/dev/null 2>&1 || printf ' %s' "$command"
    done
}

# Without dpkg the packages have other names; then only the commands count.
if ! command -v dpkg-query >/dev/null 2>&1; then
    missing=$(missing_commands)
    [ -z "$missing" ] && exit 0
    echo "install.sh: this is not Debian; install by hand what brings these commands:$missing" >&2
    exit 1
fi

missing=''
for package in $packages; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
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
fi

missing=$(missing_commands)
if [ -n "$missing" ]; then
    echo "install.sh: packages are installed but these commands are missing:$missing" >&2
    exit 1
fi
