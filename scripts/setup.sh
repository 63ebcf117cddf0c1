#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is needed to build and run (`setup.sh run`) or to test (`setup.sh test`)
# on Debian 12: installed where it is missing. Nothing is done, and fast, where
# nothing is missing. Without root it prints the one command that root must run.
set -eu

# PACKAGE, or PACKAGE=COMMAND where any command of that name will do.
run_packages="gcc=gcc libc6-dev make=make meson=meson ninja-build=ninja
pkg-config=pkg-config libcmocka-dev libproj-dev libsqlite3-dev
libwebsockets-dev libyaml-dev libzstd-dev zlib1g-dev zstd=zstd
libpcap-dev libmosquitto-dev libssl-dev libcurl4-openssl-dev libxml2-dev
libprotobuf-c-dev protobuf-c-compiler protobuf-compiler=protoc
python3=python3 nodejs=node npm=npm ca-certificates"
test_packages="clang=clang clang-format=clang-format clang-tidy=clang-tidy
libclang-rt-14-dev cppcheck=cppcheck chromium=chromium gdal-bin=ogrinfo
sqlite3=sqlite3 curl=curl tshark=tshark libxml2-utils=xmllint
mosquitto=mosquitto mosquitto-clients=mosquitto_pub python3-protobuf"

case ${1:-run} in
run) wanted=$run_packages ;;
test) wanted="$run_packages $test_packages" ;;
*)
    echo "usage: scripts/setup.sh [run|test]" >&2
    exit 2
    ;;
esac
cd "$(dirname "$0")/.."

missing=
by_package=
for item in $wanted; do
    package=${item%%=*}
    command=${item#*=}
    if [ "$command" = "$item" ]; then
        by_package="$by_package $package"
    elif ! command -v "$command" >/dev/null 2>&1; then
        missing="$missing $package"
    fi
done
installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' \
    $by_package 2>/dev/null | sed -n 's/^ii  *//p') || true
for package in $by_package; do
    printf '%s\n' "$installed" | grep -qx "$package" ||
        missing="$missing $package"
done

if [ -n "$missing" ]; then
    install="apt-get install -y --no-install-recommends$missing"
    if [ "$(id -u)" -ne 0 ]; then
        echo "Some Debian packages are missing. Run this, then try again:" >&2
        echo "  sudo $install" >&2
        exit 1
    fi
    echo "installing:$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    $install -qq -o Dpkg::Use-Pty=0
fi

# The map's modules, exactly as locked.
if [ -f web/package-lock.json ]; then
    lock=$(cksum <web/package-lock.json)
    stamp=web/node_modules/.installed
    if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$lock" ]; then
        echo "installing the map's modules"
        (cd web && npm ci --no-audit --no-fund --loglevel=error)
        printf '%s\n' "$lock" >"$stamp"
    fi
fi
