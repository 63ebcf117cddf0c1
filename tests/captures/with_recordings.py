#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""with_recordings.py RECORDINGS SCRIPT [ARGUMENT ...]: runs the script with
the recordings unpacked in a folder of its own, whose path stands for each @ at
the beginning of an argument."""
import glob
import os
import subprocess
import sys
import tempfile


def main(recordings, *command):
    with tempfile.TemporaryDirectory() as folder:
        for path in glob.glob(os.path.join(recordings, "*", "*.zst")):
            to = os.path.join(folder, os.path.relpath(path, recordings)[:-4])
            os.makedirs(os.path.dirname(to), exist_ok=True)
            subprocess.run(["zstd", "-dqo", to, path], check=True)
        return subprocess.run(
            [sys.executable,
             *(folder + part[1:] if part.startswith("@") else part
               for part in command)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
