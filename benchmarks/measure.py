# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the benchmarks of this folder measure alike."""

import subprocess
import sys
import time


def peak_anonymous_kib(command):
    """Peak of RssAnon while a command runs. Sampling takes time: never in a run
    whose time counts."""
    process = subprocess.Popen(command)
    peak = 0
    while process.poll() is None:
        try:
            with open("/proc/%d/status" % process.pid) as status:
                for line in status:
                    if line.startswith("RssAnon:"):
                        peak = max(peak, int(line.split()[1]))
        except (FileNotFoundError, ProcessLookupError):
            break
        time.sleep(0.001)
    if process.wait() != 0:
        sys.exit("a link failed")
    return peak
