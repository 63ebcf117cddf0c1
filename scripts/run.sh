#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make run: what is missing is installed, the program built, a scene played.
# A scene is a recording in data/scenes, or a scenario in data/scenarios, which
# the simulator makes into one at its first run.
# run.sh SCENE LISTEN DATA [SPEED]
set -eu
cd "$(dirname "$0")/.."

scene=$1 listen=$2 data=$3 speed=${4:-}
program=build/run/src/cmd/luchtwacht
recorded=data/scenes/$scene scenario=data/scenarios/$scene.yaml
if [ ! -d "$recorded" ] && [ ! -f "$scenario" ]; then
    echo "no scene called $scene; there are:" >&2
    for each in data/scenes/* data/scenarios/*.yaml; do
        echo "  $(basename "$each" .yaml)" >&2
    done
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

# simulate FOLDER OPTION..: the scenario happens, once and not again until its
# file is another.
simulate() {
    folder=$1
    shift
    stamp="$(cat data/scenarios/*.yaml | cksum) $*"
    if [ -f "$folder/made" ] && [ "$(cat "$folder/made")" = "$stamp" ]; then
        return
    fi
    echo "making the scene $scene up, which takes some seconds, the first time"
    rm -rf "$folder" "$folder.part"
    mkdir -p "$(dirname "$folder")"
    "$program" sim --out "$folder.part" "$@" "$scene"
    rm -f "$folder.part/origins.ndjson" # nobody here asks for it
    printf '%s\n' "$stamp" >"$folder.part/made"
    mv "$folder.part" "$folder"
}

from= view=
pace=1
if [ -d "$recorded" ]; then
    folder=$recorded
    if [ "$scene" = switzerland ]; then
        from="--from 2018-08-01T14:00:00Z" # the busiest hour
        pace=20                            # minutes of traffic in seconds
    fi
else
    folder=build/scenario/$scene
    if [ "$scene" = airport ]; then
        # The first drone takes off at 18:00, the second at 19:10.
        simulate "$folder" --seed 1 --from 838 --minutes 110
        from="--from 2026-10-06T18:01:00Z"
        view="#12.5/52.305/4.775/0"
    else
        simulate "$folder" --seed 1 --minutes 60
    fi
fi
speed=${speed:-$pace}
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
case $view:$listen in
:* | *:0) ;;
*) echo "where it happens: http://$listen/$view" ;;
esac
# shellcheck disable=SC2086 # two words, or none
exec "$program" serve --site "$site" --data "$data" \
    --listen "$listen" --play "$reports" --speed "$speed" $from
