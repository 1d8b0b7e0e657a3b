#!/bin/sh
# Installs the Debian packages that the integration tests drive: VNC servers, a virtual X display,
# programs to look at and to type into. Does nothing, quickly, when all is there.
set -eu

commands='Xtigervnc tigervncpasswd Xtightvnc x11vnc Xvfb xterm xdotool xclip xev xwininfo xwd xwud
xlogo setxkbmap xsetroot xrandr ffmpeg ffprobe mpv openbox wmctrl pgrep setpriv gvnccapture
xtigervncviewer qemu-system-x86_64 tesseract'

missing_commands() {
    for command in $commands; do
        command -v "$command" >/dev/null 2>&1 || printf ' %s' "$command"
    done
}

# Elsewhere the packages have other names; there only the commands count.
if command -v dpkg-query >/dev/null 2>&1; then
    "$(dirname "$0")/../../tools/install-packages.sh" \
        tigervnc-standalone-server tigervnc-tools tightvncserver x11vnc xvfb xterm xdotool xclip \
        x11-utils x11-apps x11-xkb-utils x11-xserver-utils xkb-data xfonts-base fonts-dejavu-core \
        ffmpeg mpv openbox wmctrl procps util-linux gvncviewer tigervnc-viewer qemu-system-x86 \
        tesseract-ocr
fi

missing=$(missing_commands)
if [ -n "$missing" ]; then
    echo "install.sh: these commands are missing, install what brings them:$missing" >&2
    exit 1
fi
