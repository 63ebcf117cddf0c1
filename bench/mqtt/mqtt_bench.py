#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Messages a second out of a broker (mosquitto, on loopback): as its own
client mosquitto_sub takes them, and as `serve` does, each a report that is
checked and kept in the journal.

mqtt_bench.py LUCHTWACHT [MESSAGES]
"""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

POSTS = 1000
os.environ["PATH"] += ":/usr/sbin:/usr/local/sbin"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(f, deadline_s=120):
    end = time.monotonic() + deadline_s
    while not f():
        if time.monotonic() > end:
            sys.exit("mqtt_bench: not in time")
        time.sleep(0.01)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def packet(topic, payload):
    """PUBLISH, QoS 0."""
    body = len(topic).to_bytes(2, "big") + topic + payload
    size, left = b"", len(body)
    while True:
        left, low = divmod(left, 128)
        size += bytes([low | (128 if left else 0)])
        if left == 0:
            return b"\x30" + size + body


def publish(port, count):
    """Reports of posts, as fast as the broker takes them."""
    now = time.time()
    packets = []
    for n in range(count):
        post = f"post-{n % POSTS}"
        report = {"type": "heartbeat", "t": round(now + n * 1e-6, 6),
                  "sensor": post, "state": "ok"}
        packets.append(packet(f"posts/{post}/heard".encode(),
                              json.dumps(report).encode()))
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(bytes.fromhex("100f00044d5154540402003c0003706562"))
        link.recv(4)
        began = time.monotonic()
        for at in range(0, count, 500):
            link.sendall(b"".join(packets[at:at + 500]))
        link.sendall(b"\xe0\x00")
    return began


def by_mosquitto_sub(port, count):
    peer = subprocess.Popen(
        ["mosquitto_sub", "-h", "127.0.0.1", "-p", str(port), "-t", "posts/#",
         "-C", str(count)], stdout=subprocess.DEVNULL)
    time.sleep(0.5)
    began = publish(port, count)
    peer.wait(120)
    return count / (time.monotonic() - began)


def by_serve(program, folder, port, count):
    site = {"site": "Bench", "origin": {"lat": 52.3, "lon": 4.8}, "sensors": [
        {"id": f"post-{n}", "kind": "acoustic", "period": 5,
         "position": {"lat": 52 + n % 30 * 0.02, "lon": 4 + n // 30 * 0.03,
                      "alt": 5}, "coverage": {"range": 4000}}
        for n in range(POSTS)]}
    config = {"feeds": [{"format": "ndjson", "url":
              f"mqtt://127.0.0.1:{port}/posts/+/heard?qos=0"}]}
    for name, what in (("site.yaml", site), ("centre.yaml", config)):
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            json.dump(what, file)
    serve = subprocess.Popen(
        [program, "serve", "--site", f"{folder}/site.yaml", "--config",
         f"{folder}/centre.yaml", "--data", f"{folder}/data", "--listen",
         "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    try:
        url = ""
        while not url.startswith("listening on "):
            url = serve.stdout.readline()
        url = url.split()[2] + "metrics"

        def metric(name):
            with urllib.request.urlopen(url) as page:
                text = page.read().decode()
            return float(re.search(rf"^{name}\S* (\S+)$", text, re.M)[1])
        until(lambda: metric("luchtwacht_feed_up") == 1)
        began = publish(port, count)
        until(lambda: metric("luchtwacht_accepted_total") >= count)
        return count / (time.monotonic() - began)
    finally:
        serve.terminate()
        serve.wait(60)


def main(program, count="200000"):
    count = int(count)
    if shutil.which("mosquitto") is None:
        print("mosquitto is not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        path = os.path.join(folder, "broker.conf")
        with open(path, "w", encoding="ascii") as file:
            file.write(f"listener {port} 127.0.0.1\nallow_anonymous true\n"
                       "max_queued_messages 0\npersistence false\n")
        broker = subprocess.Popen(["mosquitto", "-c", path],
                                  stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        try:
            until(lambda: listens(port))
            peer = by_mosquitto_sub(port, count)
            ours = by_serve(program, folder, port, count)
        finally:
            broker.terminate()
            broker.wait(30)
    print(f"MQTT, {count} messages: mosquitto_sub {peer:.0f}/s, serve "
          f"{ours:.0f}/s: {ours / peer:.2f} of it")


main(*sys.argv[1:])
