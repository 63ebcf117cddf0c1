# SPDX-License-Identifier: Apache-2.0
"""mosquitto, a broker of our own on loopback, and its own clients."""
import json
import os
import shutil
import signal
import socket
import subprocess

from centre import until

NEEDED = ('mosquitto', 'mosquitto_passwd', 'mosquitto_pub', 'mosquitto_sub')
os.environ['PATH'] += ':/usr/sbin:/usr/local/sbin'


def there():
    return all(shutil.which(name) for name in NEEDED)


class Broker:
    """mosquitto on a free port of loopback, in a folder of its own."""

    def __init__(self, folder, *more, port=None):
        if port is None:
            with socket.socket() as probe:
                probe.bind(('127.0.0.1', 0))
                port = probe.getsockname()[1]
        self.port, self.folder = port, folder
        self.path = os.path.join(folder, 'broker.conf')
        own = [] if any('allow_anonymous' in line for line in more) else [
            'allow_anonymous true']
        with open(self.path, 'w') as file:
            file.write('\n'.join([f'listener {port} 127.0.0.1', *own,
                                  'persistence false', *more, '']))
            if os.geteuid() == 0:  # it would give up what reads our files
                file.write('user root\n')
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ['mosquitto', '-c', self.path], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        until('the broker listens', self.listens)

    def listens(self):
        assert self.process.poll() is None, 'the broker has ended'
        with socket.socket() as probe:
            return probe.connect_ex(('127.0.0.1', self.port)) == 0

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(30)

    def __enter__(self):
        return self

    def __exit__(self, *what):
        if self.process.poll() is None:
            self.stop()

    def options(self, *more):
        return ['-h', '127.0.0.1', '-p', str(self.port), *more]

    def publish(self, topic, payload, *more):
        text = payload if isinstance(payload, str) else json.dumps(payload)
        how = ['-n'] if text == '' else ['-m', text]
        subprocess.run(['mosquitto_pub', *self.options(
            '-t', topic, '-q', '1', *how, *more)], check=True, timeout=30)


class Listener:
    """mosquitto_sub: what comes, as (topic, payload) with the retain flag."""

    def __init__(self, broker, *topics, more=()):
        command = ['mosquitto_sub', *broker.options('-F', '%r %t %p', *more)]
        for topic in topics:
            command += ['-t', topic]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        os.set_blocking(self.process.stdout.fileno(), False)
        self.rest, self.all = b'', []

    def look(self):
        self.rest += self.process.stdout.read() or b''
        *whole, self.rest = self.rest.split(b'\n')
        for line in whole:
            retained, topic, *payload = line.decode().split(' ', 2)
            self.all.append((topic, ''.join(payload), retained == '1'))
        return self.all

    def last(self):
        return {topic: payload for topic, payload, _ in self.look()}

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.process.kill()
        self.process.wait(30)
        self.process.stdout.close()
