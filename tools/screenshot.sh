#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Takes screenshots of the window for the README and the metainfo, light and dark, without a screen:
# data/screenshots/explore.png, explore-dark.png and sweep.png. Usage: tools/screenshot.sh [IMAGE]
set -euo pipefail
cd "$(dirname "$0")/.."
folder=data/screenshots
frame=5 # without a compositor GTK draws a frame of this width instead of a shadow; it is cut off
width=$((1280 + 2 * frame)) height=$((860 + 2 * frame))

if [ -z "${TAUSCOPE_IN_XVFB:-}" ]; then
  exec xvfb-run -a -s "-screen 0 ${width}x${height}x24" dbus-run-session -- env TAUSCOPE_IN_XVFB=1 "$0" "$@"
fi

home=$(mktemp -d)
program=
clean_up() {
  [ -z "$program" ] || kill "$program" 2>/dev/null || true
  rm -rf "$home"
}
trap clean_up EXIT
export XDG_DATA_HOME=$home/data XDG_CONFIG_HOME=$home/config XDG_CACHE_HOME=$home/cache
export GSETTINGS_BACKEND=memory GSETTINGS_SCHEMA_DIR=build/data
export GDK_BACKEND=x11 GSK_RENDERER=cairo LC_ALL=C.UTF-8
mkdir -p "$XDG_CONFIG_HOME/gtk-4.0"
printf '[Settings]\ngtk-font-name=Cantarell 11\n' >"$XDG_CONFIG_HOME/gtk-4.0/settings.ini"

snapshot() { # takes a screenshot; prints a checksum of its pixels
  import -silent -window "$1" "$home/now.png" && convert "$home/now.png" -format '%#' info:
}

find_window() { # the program's visible window that is not $1
  for _ in $(seq 100); do
    local id
    for id in $(xdotool search --onlyvisible --pid "$program" 2>/dev/null || true); do
      [ "$id" = "$1" ] || { echo "$id" && return; }
    done
    kill -0 "$program" 2>/dev/null || { cat "$home/log" >&2; return 1; }
    sleep 0.2
  done
  echo 'The window did not appear within 20 seconds.' >&2
  return 1
}

# Waits until a window is unchanged for two seconds: by then the model has answered and no animation is running.
settle() { # window
  local before='' now='' same=0
  sleep 3 # time for libtorch to load and the first answers to arrive
  for _ in $(seq 120); do
    now=$(snapshot "$1")
    if [ "$now" = "$before" ]; then same=$((same + 1)); else same=0; fi
    [ "$same" -ge 4 ] && return
    before=$now
    sleep 0.5
  done
}

# Takes the window, or the one that a key opens.
take() { # file, colour scheme for libadwaita, key
  ADW_DEBUG_COLOR_SCHEME=$2 build/tauscope "${image[@]}" 2>"$home/log" &
  program=$!
  local window
  window=$(find_window '')
  xdotool windowmove "$window" 0 0 windowsize "$window" "$width" "$height" windowfocus "$window" mousemove "$width" "$height"
  settle "$window"
  if [ $# -gt 2 ]; then
    xdotool key "$3"
    window=$(find_window "$window")
    settle "$window"
  fi
  import -silent -window "$window" "$home/window.png"
  convert "$home/window.png" -shave "${frame}x$frame" +repage -strip "$1"
  kill "$program"
  wait "$program" 2>/dev/null || true
  program=
}

image=("$@") # default: the sample that the window starts with
mkdir -p "$folder"
take "$folder/explore.png" prefer-light
take "$folder/explore-dark.png" prefer-dark
take "$folder/sweep.png" prefer-light w
echo "Written: $folder/explore.png, $folder/explore-dark.png, $folder/sweep.png"
