#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make run: what is missing is installed, the program built, a scene played.
# run.sh SCENE LISTEN DATA [SPEED]
set -eu
cd "$(dirname "$0")/.."

scene=$1 listen=$2 data=$3 speed=${4:-}
folder=data/scenes/$scene
if [ ! -d "$folder" ]; then
    echo "no scene called $scene; there are:" data/scenes/*/ >&2
    exit 2
fi
scripts/setup.sh run
if [ ! -f build/run/build.ninja ]; then
    mkdir -p build
    meson setup --buildtype=release build/run >build/run.log 2>&1 || {
        cat build/run.log >&2
        exit 1
    }
fi
echo "building"
ninja --quiet -C build/run src/cmd/luchtwacht

if [ -z "$speed" ]; then
    case $scene in
    switzerland) speed=20 ;; # minutes of traffic in seconds
    *) speed=1 ;;
    esac
fi
# The default folder holds nothing but the last showing of this scene.
if [ "$data" = "build/scene/$scene" ]; then
    rm -rf "$data"
fi
mkdir -p "$data"
site=$folder/site.yaml
[ -f "$site" ] || site=$folder/site.json
reports=$folder/reports.ndjson.zst
[ -f "$reports" ] || reports=$folder/reports.ndjson
echo "scene $scene at $speed times its speed; Ctrl-C ends it"
from=
[ "$scene" != switzerland ] || from="--from 2018-08-01T14:00:00Z" # the busiest hour
# shellcheck disable=SC2086 # two words, or none
exec build/run/src/cmd/luchtwacht serve --site "$site" --data "$data" \
    --listen "$listen" --play "$reports" --speed "$speed" $from
