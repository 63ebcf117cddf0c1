# SPDX-License-Identifier: Apache-2.0
"""A centre (`luchtwacht serve`) to test from outside, and a small TAP harness.

Nothing sleeps for a set time: what is waited for is polled, with a deadline.
"""
import base64
import http.client
import json
import os
import queue
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback

PROGRAM = os.environ.get('LUCHTWACHT', 'build/src/cmd/luchtwacht')
DEADLINE_S = 30

SITE = """
site: Test
origin: {lat: 52.3, lon: 4.8}
sensors:
  - {id: rid, kind: remote-id, period: 1, detection: 0.95,
     false_reports: 0.01, silence: means-nothing,
     sd: {horizontal: 8, vertical: 10, vel: 1}}
  - {id: ads-b, kind: ads-b, period: 0, silence: means-nothing,
     sd: {horizontal: 60, vertical: 60, vel: 2}}
  - {id: camera, kind: camera, position: {lat: 52.31, lon: 4.77, alt: 12},
     period: 1, coverage: {range: 5000}, detection: 0.6,
     false_reports: 0.02, silence: means-nothing, sd: {az: 2, el: 2}}
  - {id: van, kind: camera, period: 1, coverage: {range: 5000},
     detection: 0.6, false_reports: 0.02, silence: means-nothing,
     sd: {az: 2, el: 2}}
"""

_tests = []


def test(f):
    """Its docstring is its name."""
    _tests.append(f)
    return f


def main():
    print(f'1..{len(_tests)}', flush=True)
    failed = 0
    for number, f in enumerate(_tests, 1):
        folder = tempfile.mkdtemp(prefix='luchtwacht-test-')
        try:
            f(folder)
            print(f'ok {number} {f.__doc__}', flush=True)
        except Exception:  # all of them: a test failed
            failed += 1
            print(f'not ok {number} {f.__doc__}', flush=True)
            for line in traceback.format_exc().splitlines():
                print('#', line, flush=True)
        finally:
            Centre.end_all()
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)


def until(what, f, deadline_s=DEADLINE_S):
    """The first true value of f()."""
    end = time.monotonic() + deadline_s
    pause = threading.Event()
    while True:
        value = f()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f'not within {deadline_s} s: {what}')
        pause.wait(0.02)


def equal(got, want):
    assert got == want, f'got {got!r}, want {want!r}'


class Centre:
    alive = []

    def __init__(self, folder, *args, site=SITE, config=None, stdin=None,
                 preexec=None, verb='serve', data=True, listen=True):
        self.folder = folder
        self.command = [PROGRAM, verb]
        if site is not None:
            path = os.path.join(folder, 'site.yaml')
            with open(path, 'w') as file:
                file.write(site)
            self.command += ['--site', path]
        if config is not None:
            path = os.path.join(folder, 'centre.yaml')
            with open(path, 'w') as file:
                file.write(config)
            self.command += ['--config', path]
        if data:
            self.command += ['--data', os.path.join(folder, 'data')]
        if listen:
            self.command += ['--listen', '127.0.0.1:0']
        self.command += list(args)
        # Freed memory that a sanitizer holds back is not the centre's.
        env = dict(os.environ)
        env['ASAN_OPTIONS'] = ':'.join(
            filter(None, [env.get('ASAN_OPTIONS'), 'quarantine_size_mb=8']))
        self.process = subprocess.Popen(
            self.command, env=env, stdin=stdin, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, preexec_fn=preexec)
        Centre.alive.append(self)
        self.lines = queue.Queue()
        self.out, self.err = [], []
        self.threads = [
            threading.Thread(target=self._read,
                             args=(self.process.stdout, self.out), daemon=True),
            threading.Thread(target=self._read,
                             args=(self.process.stderr, self.err), daemon=True)]
        for thread in self.threads:
            thread.start()
        self.port = None

    @staticmethod
    def _read(stream, lines):
        for line in stream:
            lines.append(line.rstrip('\n'))

    def ready(self):
        """Wait for the line that says where it listens."""
        self.port = int(self.said('listening on http://')
                        .rstrip('/').rsplit(':', 1)[1])
        return self

    def said(self, start):
        def look():
            for line in list(self.out):
                if line.startswith(start):
                    return line
            if self.process.poll() is not None and not self._reading():
                raise AssertionError(
                    f'ended with {self.process.returncode}: {self.err}')
            return None
        return until(f'it says {start!r}', look)

    def _reading(self):
        return any(thread.is_alive() for thread in self.threads)

    def wait(self):
        status = self.process.wait(DEADLINE_S)
        for thread in self.threads:
            thread.join(DEADLINE_S)
        self.process.stdout.close()
        self.process.stderr.close()
        if self in Centre.alive:
            Centre.alive.remove(self)
        return status

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.wait()

    def kill(self):
        self.process.kill()
        return self.wait()

    @staticmethod
    def end_all():
        for centre in list(Centre.alive):
            centre.process.kill()
            centre.wait()

    def request(self, method, path, body=None, headers=None):
        link = http.client.HTTPConnection('127.0.0.1', self.port,
                                          timeout=DEADLINE_S)
        try:
            link.request(method, path, body, headers or {})
            answer = link.getresponse()
            return answer.status, dict(
                (k.lower(), v) for k, v in answer.getheaders()), answer.read()
        finally:
            link.close()

    def get(self, path, status=200):
        got, _, body = self.request('GET', path)
        assert got == status, f'{path}: {got} {body[:200]!r}'
        return body

    def json(self, path):
        return json.loads(self.get(path))

    def post(self, reports, status=200):
        body = reports if isinstance(reports, bytes) else lines(reports)
        got, _, answer = self.request('POST', '/api/reports', body)
        assert got == status, f'{got}: {answer[:300]!r}'
        return json.loads(answer)

    def journal(self):
        return [json.loads(line)
                for line in self.get('/api/reports').splitlines()]

    def metric(self, name):
        total = None
        for line in self.get('/metrics').decode().splitlines():
            if line.startswith(name + ' ') or line.startswith(name + '{'):
                total = (total or 0) + float(line.rsplit(' ', 1)[1])
        return total

    def tracks(self):
        found = {}
        for feature in self.json('/api/tracks')['features']:
            found[feature['properties']['track']] = feature
        return found


def server():
    """A socket that listens on loopback, and its port."""
    found = socket.create_server(('127.0.0.1', 0))
    found.settimeout(DEADLINE_S)
    return found, found.getsockname()[1]


def lines(reports):
    return ''.join(json.dumps(report) + '\n' for report in reports).encode()


def position(t, i=0, n=0, sensor='rid', **more):
    """The n-th place of aircraft i, which flies north-east."""
    return {'type': 'position', 't': t, 'sensor': sensor,
            'lat': 52.30 + 0.01 * i + 0.0001 * n,
            'lon': 4.80 + 0.0002 * n, 'alt': 100 + i, **more}


def flight(t0, seconds, aircraft=2, prefix=''):
    """Reports of some aircraft, one a second each, each with an id."""
    return [position(t0 + n, i, n, id=f'{prefix}{i}-{n}')
            for n in range(seconds) for i in range(aircraft)]


class Socket:
    """A WebSocket client: RFC 6455, as much as is needed."""

    def __init__(self, port, path='/api/live', headers=()):
        self.socket = socket.create_connection(('127.0.0.1', port),
                                               DEADLINE_S)
        key = base64.b64encode(os.urandom(16)).decode()
        text = [f'GET {path} HTTP/1.1', f'Host: 127.0.0.1:{port}',
                'Upgrade: websocket', 'Connection: Upgrade',
                f'Sec-WebSocket-Key: {key}', 'Sec-WebSocket-Version: 13',
                *headers]
        self.socket.sendall(('\r\n'.join(text) + '\r\n\r\n').encode())
        self.bytes = b''
        while b'\r\n\r\n' not in self.bytes:
            self._more()
        head, self.bytes = self.bytes.split(b'\r\n\r\n', 1)
        self.status = int(head.split()[1])

    def _more(self):
        got = self.socket.recv(65536)
        if not got:
            raise ConnectionError('the centre hung up')
        self.bytes += got

    def _take(self, n):
        while len(self.bytes) < n:
            self._more()
        got, self.bytes = self.bytes[:n], self.bytes[n:]
        return got

    def message(self):
        """The next whole message: text as an object, binary as bytes."""
        data, kind = b'', None
        while True:
            first, second = self._take(2)
            length = second & 127
            if length == 126:
                length = struct.unpack('>H', self._take(2))[0]
            elif length == 127:
                length = struct.unpack('>Q', self._take(8))[0]
            part = self._take(length)
            if first & 15 in (8, 9, 10):
                continue
            kind = first & 15 or kind
            data += part
            if first & 128:
                return data if kind == 2 else json.loads(data)

    def close(self):
        self.socket.close()
