#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make fresh: do both commands of the README work on a clean Debian 12?
#
# A clean root is made with debootstrap from the mirror that this machine's apt
# uses, a clone of the last commit put in it, and then, inside: without root
# `make run` says what to install; with root it installs, builds and serves the
# map; `make test` passes. How this machine reaches its mirrors (apt's sources,
# npm's registry, proxies, certificates) is asked of it now and kept nowhere
# else. Needs root and debootstrap; takes some minutes and 4 GB in .fresh/.
set -eu
cd "$(dirname "$0")/.."
suite=bookworm
root=$PWD/.fresh/root
tree=/srv/luchtwacht

if [ "$(id -u)" -ne 0 ]; then
    echo "make fresh needs root (debootstrap and chroot)" >&2
    exit 1
fi
if ! command -v debootstrap >/dev/null; then
    echo "make fresh needs debootstrap: apt-get install debootstrap" >&2
    exit 1
fi
# Mounts and processes of the root end with this script, however it ends.
if [ "${FRESH_INSIDE:-}" != 1 ]; then
    FRESH_INSIDE=1 exec unshare --mount --pid --fork --kill-child "$0" "$@"
fi

say() { printf '\nfresh: %s\n' "$*"; }

targets() {
    apt-get indextargets --format "$1" 'Created-By: Packages' \
        'Component: main' "Codename: $2" | sort -u
}
mirror=$(targets '$(REPO_URI)' $suite | head -n 1)
if [ -z "$mirror" ]; then
    echo "fresh: apt's sources name no $suite" >&2
    exit 1
fi

say "a clean $suite root, with make and nothing else of ours"
rm -rf "$root"
mkdir -p "$root"
debootstrap --variant=minbase --include=make $suite "$root" "$mirror" \
    >.fresh/debootstrap.log 2>&1 || {
    tail -n 20 .fresh/debootstrap.log >&2
    exit 1
}
for codename in $suite $suite-updates $suite-security; do
    targets 'deb $(REPO_URI) $(CODENAME) main' $codename
done >"$root/etc/apt/sources.list"
apt-config dump --format '%F "%v";%n' | grep -E '^Acquire::https?::' \
    >"$root/etc/apt/apt.conf.d/99this-machine" || true
cp /etc/resolv.conf /etc/hosts "$root/etc/"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/dev/shm"
git clone --quiet --no-hardlinks --depth 1 "file://$PWD" "$root$tree"

# How npm reaches its registry from here, as environment alone.
set -- HOME=/root LANG=C.UTF-8 TERM=dumb \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
for name in http_proxy https_proxy no_proxy; do
    value=$(printenv $name) && set -- "$@" "$name=$value" || true
done
if command -v npm >/dev/null; then
    set -- "$@" "npm_config_registry=$(npm config get registry 2>/dev/null)"
fi
if [ -f "${NODE_EXTRA_CA_CERTS:-}" ]; then
    cp "$NODE_EXTRA_CA_CERTS" "$root/etc/this-machine.pem"
    set -- "$@" NODE_EXTRA_CA_CERTS=/etc/this-machine.pem \
        npm_config_cafile=/etc/this-machine.pem
fi
inside() { env -i "$@" ; }

say "make run, without root: it must name the one command"
if inside "$@" chroot --userspec=nobody:nogroup "$root" \
    make -C $tree run >.fresh/unprivileged.log 2>&1; then
    echo "fresh: make run went on without its packages" >&2
    exit 1
fi
grep -q 'sudo apt-get install' .fresh/unprivileged.log || {
    cat .fresh/unprivileged.log >&2
    exit 1
}

say "make run"
inside "$@" chroot "$root" make -C $tree run LISTEN=127.0.0.1:0 \
    >.fresh/run.log 2>&1 &
run=$!
url=
tries=0
while [ -z "$url" ] && [ $tries -lt 1200 ] && kill -0 $run 2>/dev/null; do
    url=$(sed -n 's/^listening on \(http:[^ ]*\)$/\1/p' .fresh/run.log)
    tries=$((tries + 1))
    [ -n "$url" ] || sleep 1
done
if [ -z "$url" ]; then
    tail -n 40 .fresh/run.log >&2
    echo "fresh: make run did not get to listen" >&2
    exit 1
fi
inside "$@" chroot "$root" python3 - "$url" <<'PYTHON'
import json, sys, time, urllib.request
url = sys.argv[1]
page = urllib.request.urlopen(url, timeout=10).read().decode()
assert "<script" in page, "the page has no script"
deadline = time.monotonic() + 60
while True:  # until the scene has brought tracks
    tracks = json.load(urllib.request.urlopen(url + "api/tracks", timeout=10))
    if tracks["features"]:
        break
    assert time.monotonic() < deadline, "no tracks within 60 s"
    time.sleep(0.5)
print(f"fresh: the page answers, {len(page)} bytes; "
      f"{len(tracks['features'])} tracks")
PYTHON
# End the program itself, as Ctrl-C would; make then ends with its status.
for exe in "$root"/proc/[0-9]*/exe; do
    case $(readlink "$exe" 2>/dev/null) in
    */build/run/src/cmd/luchtwacht)
        pid=${exe%/exe}
        kill -INT "${pid##*/}"
        ;;
    esac
done
wait $run || {
    tail -n 20 .fresh/run.log >&2
    echo "fresh: make run did not end cleanly" >&2
    exit 1
}

say "make test"
inside "$@" chroot "$root" make -C $tree test >.fresh/test.log 2>&1 || {
    tail -n 60 .fresh/test.log >&2
    echo "fresh: make test failed; all of it is in .fresh/test.log" >&2
    exit 1
}
grep " passed, " .fresh/test.log | tail -n 1
say "both commands work on a clean Debian 12"
