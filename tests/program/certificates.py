# SPDX-License-Identifier: Apache-2.0
"""Certificates to test TLS with."""
import os
import shutil
import subprocess


def certificates(folder):
    """An authority, and certificates of a server and a client by it; None
    where there is no openssl."""
    if shutil.which('openssl') is None:
        return None
    def make(*args):
        subprocess.run(['openssl', *args], check=True, cwd=folder,
                       capture_output=True)
    make('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key',
         '-out', 'ca.pem', '-subj', '/CN=Test authority', '-days', '2')
    for name in ('server', 'client'):
        make('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', f'{name}.key',
             '-out', f'{name}.csr', '-subj', f'/CN={name}')
        with open(os.path.join(folder, 'ext'), 'w') as file:
            file.write('subjectAltName=IP:127.0.0.1,DNS:tak.example\n')
        make('x509', '-req', '-in', f'{name}.csr', '-CA', 'ca.pem', '-CAkey',
             'ca.key', '-CAcreateserial', '-out', f'{name}.pem', '-days', '2',
             '-extfile', 'ext')
    return {name: os.path.join(folder, name) for name in
            ('ca.pem', 'server.pem', 'server.key', 'client.pem',
             'client.key')}
