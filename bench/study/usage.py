# SPDX-License-Identifier: Apache-2.0
"""Run a command and write, as the last line of standard error, what it took.

    python3 -I -S usage.py COMMAND [ARGUMENT ...]

A process of its own because the system counts to a child's peak memory that of
the process it was forked from: this one is small, and the study is not.
"""
import os
import sys
import time

started = time.monotonic()
pid = os.fork()
if pid == 0:
    try:
        os.execv(sys.argv[1], sys.argv[1:])
    except OSError as error:
        print(f"{sys.argv[1]}: {error.strerror}", file=sys.stderr)
        os._exit(127)
_, status, used = os.wait4(pid, 0)
print(f'\n{{"cpu_s":{used.ru_utime + used.ru_stime:.6f},'
      f'"elapsed_s":{time.monotonic() - started:.6f},'
      f'"peak_bytes":{used.ru_maxrss * 1024}}}', file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status) & 0xff)
