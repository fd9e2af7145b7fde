"""Starts one program and prints how long it ran and the most memory it held: seconds and KiB, as JSON.

Rule of this file: nothing but what the interpreter has built in, run with ``-I -S``. The kernel counts towards a
program's peak what its parent held when it was started, so the parent must be small.
"""

import os
import sys
import time

begun = time.monotonic()
silent = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
_, status, usage = os.wait4(child, 0)
peak = usage.ru_maxrss // 1024 if sys.platform == "darwin" else usage.ru_maxrss
print(f'{{"seconds": {time.monotonic() - begun}, "peak": {peak}}}')
sys.exit(os.waitstatus_to_exitcode(status))
