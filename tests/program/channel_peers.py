# SPDX-License-Identifier: Apache-2.0
"""Who gets warnings: an HTTP server and a mail server on loopback that do as
they are told, well or badly."""
import email
import email.policy
import http.server
import socket
import socketserver
import struct
import threading

from centre import until


class Receiver:
    """An HTTP server. What it gets is in `got`, as (path, headers, body);
    `behave` answers each: a status, or 'reset', 'silent', 'redirect'."""

    def __init__(self, behave=None, port=0, tls=None):
        self.got, self.looks, self.behave = [], [], behave or (lambda n: 200)
        self.released = threading.Event()
        self.headers = {}
        self.tls = tls
        self.start(port)

    def start(self, port=None):
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_POST(self):
                length = int(self.headers.get('Content-Length', 0))
                receiver.serve(self, self.rfile.read(length))

            def do_HEAD(self):
                receiver.looks.append((self.path, dict(self.headers)))
                self.answer(receiver.behave(-1))

            def answer(self, status):
                self.send_response(status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header('Content-Length', '0')
                self.end_headers()

            def log_message(self, *args):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, *args):
                pass

        self.server = Server(('127.0.0.1', port or 0), Handler)
        if self.tls is not None:
            self.server.socket = self.tls.wrap_socket(self.server.socket,
                                                      server_side=True)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever,
                                       kwargs={'poll_interval': 0.02},
                                       daemon=True)
        self.thread.start()

    def serve(self, handler, body):
        how = self.behave(len(self.got))
        self.got.append((handler.path, dict(handler.headers), body))
        handler.close_connection = True
        if how == 'silent':
            self.released.wait(60)
        elif how == 'reset':
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                          struct.pack('ii', 1, 0))
            handler.connection.close()
        elif how == 'redirect':
            handler.send_response(307)
            handler.send_header('Location', self.elsewhere)
            handler.send_header('Content-Length', '0')
            handler.end_headers()
        else:
            handler.answer(how)

    def stop(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(30)

    def again(self):
        """On the same port, well-behaved."""
        self.behave = lambda n: 200
        self.released = threading.Event()
        self.start(self.port)

    def url(self, path=''):
        scheme = 'http' if self.tls is None else 'https'
        return f'{scheme}://127.0.0.1:{self.port}{path}'

    def wait(self, count):
        until(f'{count} messages', lambda: len(self.got) >= count)
        return self.got

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.stop()


class Mailer:
    """A mail server (RFC 5321, as much as is needed). What it takes is in
    `got`, as (from, recipients, message)."""

    def __init__(self):
        self.got, self.noops = [], 0
        self.refused = set()  # recipients
        self.busy = 0  # so many messages get a 451
        mailer = self

        class Handler(socketserver.StreamRequestHandler):
            def say(self, line):
                self.wfile.write(line.encode() + b'\r\n')

            def handle(self):
                try:
                    mailer.talk(self)
                except OSError:
                    pass

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self.server = Server(('127.0.0.1', 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever,
                                       kwargs={'poll_interval': 0.02},
                                       daemon=True)
        self.thread.start()

    def talk(self, peer):
        peer.say('220 test')
        sender, to = None, []
        for raw in peer.rfile:
            line = raw.decode().rstrip('\r\n')
            verb = line.split(' ')[0].upper()
            if verb == 'EHLO':
                peer.say('250-test')
                peer.say('250 8BITMIME')
            elif verb == 'MAIL':
                sender, to = line[10:].split('>')[0].lstrip('<'), []
                peer.say('250 ok')
            elif verb == 'RCPT':
                name = line[8:].split('>')[0].lstrip('<')
                if name in self.refused:
                    peer.say(f'550 no such user {name}')
                else:
                    to.append(name)
                    peer.say('250 ok')
            elif verb == 'DATA':
                peer.say('354 go on')
                self.take(peer, sender, to)
            elif verb == 'QUIT':
                peer.say('221 bye')
                return
            else:
                self.noops += verb == 'NOOP'
                peer.say('250 ok')

    def take(self, peer, sender, to):
        text = b''
        for line in peer.rfile:
            if line == b'.\r\n':
                break
            text += line[1:] if line.startswith(b'.') else line
        if self.busy > 0:
            self.busy -= 1
            peer.say('451 come back later')
            return
        message = email.message_from_bytes(text, policy=email.policy.default)
        self.got.append((sender, to, message))
        peer.say('250 ok')

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(30)
