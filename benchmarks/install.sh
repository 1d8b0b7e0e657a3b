#!/bin/sh
# Installs the Debian packages that the benchmarks need: the other clients and their headers, a VNC
# server and an X display to record from, programs to show.
set -eu

exec "$(dirname "$0")/../tools/install-packages.sh" \
    tigervnc-standalone-server tigervnc-viewer libvncserver-dev libgvnc-1.0-dev libisal-dev \
    libturbojpeg0-dev zlib1g-dev gcc libc6-dev make pkg-config xvfb x11-apps x11-utils \
    x11-xserver-utils xfonts-base libxtst6 fonts-dejavu-core fluxbox xterm chromium mpv ffmpeg \
    procps git
