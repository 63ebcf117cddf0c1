#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make soak: `serve` plays a scene over and over while clients come and go.

Fails where memory or open files grow from the second tenth of the time to the
end by more than is allowed, where a request is not answered, or where it does
not end cleanly.   soak.py PROGRAM [SECONDS] [SCENE]
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GROWTH_MAX = 1.10  # of resident memory
FILES_MORE_MAX = 4
READY_S = 60


def resident_kib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"^VmRSS:\s+(\d+)", file.read(), re.M)[1])


def open_files(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def get(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


def start(program, scene, folder):
    recording = os.path.join(ROOT, "data", "scenes", scene)
    serve = subprocess.Popen(
        [program, "serve", "--site", os.path.join(recording, "site.yaml"),
         "--data", os.path.join(folder, "data"), "--listen", "127.0.0.1:0",
         "--play", os.path.join(recording, "reports.ndjson.zst"),
         "--speed", "50", "--loop"],
        stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        line = serve.stdout.readline()
        found = re.match(r"listening on (http:\S+)", line)
        if found:
            return serve, found[1]
        if not line:
            break
    serve.kill()
    sys.exit("soak: it did not get to listen")


def main(program, seconds, scene):
    with tempfile.TemporaryDirectory() as folder:
        serve, url = start(program, scene, folder)
        begin = time.monotonic()
        first = None
        requests = 0
        try:
            while time.monotonic() - begin < seconds:
                for path in ("api/tracks", "metrics", "api/site", "readyz"):
                    get(url + path)
                    requests += 1
                now = (resident_kib(serve.pid), open_files(serve.pid))
                if first is None and time.monotonic() - begin > seconds / 10:
                    first = now
                time.sleep(0.5)
        finally:
            serve.send_signal(signal.SIGINT)
            status = serve.wait(timeout=60)
    print(f"soak: {seconds} s, {requests} requests, memory {first[0]} to "
          f"{now[0]} KiB, files {first[1]} to {now[1]}, exit {status}")
    good = (status == 0 and now[0] <= first[0] * GROWTH_MAX and
            now[1] <= first[1] + FILES_MORE_MAX)
    print("soak: good" if good else "soak: it grows, or did not end cleanly")
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: soak.py PROGRAM [SECONDS] [SCENE]")
    sys.exit(main(sys.argv[1],
                  int(sys.argv[2]) if len(sys.argv) > 2 else 600,
                  sys.argv[3] if len(sys.argv) > 3 else "autoferry-2"))
