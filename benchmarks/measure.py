# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the benchmarks of this folder do alike.

Ways to do a thing are measured in turns (in_turns), so that a machine that is slow for
a while slows all of them; what counts are medians of ratios of neighbours. A Report
prints its rows as they come, holds them against what is promised, and hands them over
as JSON, which benchmarks/all makes one table of:

    {"benchmark": "link-cost", "arguments": "--pairs 21", "rows": [
      {"what": "PIE, wall", "measured": 1.099, "places": 3, "unit": "", "low": 1.09,
       "high": 1.11, "promise": "at most", "limit": 1.12, "holds": true}, ..]}

low and high enclose the middle half of the single runs, where there are some; limit
and the rest are null where nothing is promised.
"""

import argparse
import collections
import functools
import json
import os
import resource
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LLVM = "/usr/lib/llvm-22/bin/"
Cost = collections.namedtuple("Cost", "wall cpu")


def arguments(doc, rounds=None, quick_rounds=2):
    """The parser of a benchmark. ROUNDS is the default of --rounds, also called
    --pairs."""
    parser = argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=os.path.join(HERE, "../build"),
                        type=os.path.abspath, help="the build folder")
    parser.add_argument("--json", metavar="FILE", type=os.path.abspath,
                        help="write the results there, too")
    parser.add_argument("--quick", action="store_true",
                        help="see that it works: few rounds, small inputs, no verdict")
    if rounds:
        parser.add_argument("--rounds", "--pairs", type=int)
        parser.set_defaults(default_rounds=(rounds, quick_rounds))
    return parser


def parse(parser):
    args = parser.parse_args()
    if hasattr(args, "default_rounds") and not args.rounds:
        args.rounds = args.default_rounds[args.quick]
    return args


def plugin_of(build):
    return os.path.join(build, "llvm-plugin/libgosym.so")


def remove(*files):
    for file in files:
        if os.path.exists(file):
            os.unlink(file)


def enter_big_link(folder):
    """Goes to the folder of all of LLVM's libraries, made when it is missing."""
    if not os.path.exists(os.path.join(folder, "no-pie.rsp")):
        subprocess.check_call([os.path.join(HERE, "make-llvm-link"), folder])
    os.chdir(folder)


def timed(way):
    """What the processes that WAY() runs and waits for take."""
    def cpu():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime
    before, begin = cpu(), time.monotonic()
    way()
    return Cost(time.monotonic() - begin, cpu() - before)


def ways(commands):
    """Functions that run the commands of a dictionary."""
    return {name: functools.partial(subprocess.check_call, command)
            for name, command in commands.items()}


def in_turns(ways, rounds, before=lambda: None):
    """Costs of each of WAYS, a dictionary of functions: name -> one Cost a round. Another
    one begins each round, so that none always inherits another's dirty pages. BEFORE()
    is called before each and not timed: it removes old outputs, for truncating them
    would be timed. A first round warms the page cache and does not count."""
    costs = {name: [] for name in ways}
    for turn in range(-1, rounds):
        names = list(ways)
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            before()
            cost = timed(ways[name])
            if turn >= 0:
                costs[name].append(cost)
    return costs


def ratios(costs, way, base, kind="wall"):
    """Of the neighbours of each round."""
    return [getattr(a, kind) / getattr(b, kind) for a, b in zip(costs[way], costs[base])]


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


def number(value, row):
    return "{:,.{}f}{}".format(value, row["places"], row["unit"] and " " + row["unit"])


def measured(row):
    return number(row["measured"], row)


def spread(row):
    return "" if row["low"] is None else "%s to %s" % (
        "{:,.{}f}".format(row["low"], row["places"]), number(row["high"], row))


def promised(row):
    return "%s %s" % (row["promise"], number(row["limit"], row)) if row["promise"] else ""


class Report:
    def __init__(self, args, benchmark, said=""):
        """SAID are the arguments that made these results."""
        self.args = args
        self.result = {"benchmark": benchmark, "arguments": said, "rows": []}

    def add(self, what, values, unit="", places=2, at_most=None, at_least=None):
        """A row: VALUES are those of single runs, whose median counts, or one number."""
        runs = values if isinstance(values, list) else [values]
        middle = (statistics.quantiles(runs, n=4, method="inclusive") if len(runs) > 2
                  else [None] * 3)
        row = {"what": what, "measured": round(statistics.median(runs), places),
               "places": places, "unit": unit, "low": middle[0], "high": middle[2],
               "promise": None, "limit": None, "holds": None}
        # What is judged is the number that is printed.
        if at_most is not None:
            row.update(promise="at most", limit=at_most, holds=row["measured"] <= at_most)
        elif at_least is not None:
            row.update(promise="at least", limit=at_least,
                       holds=row["measured"] >= at_least)
        if self.args.quick:
            row["holds"] = None
        self.result["rows"].append(row)
        text = "%-14s %s: %s" % (self.result["benchmark"], what, measured(row))
        if spread(row):
            text += " (middle half %s)" % spread(row)
        if promised(row):
            text += ", promised %s%s" % (promised(row), {None: "", True: ": ok",
                                                         False: ": BROKEN"}[row["holds"]])
        print(text, flush=True)

    def finish(self):
        """Writes the JSON and ends the program: 1 when a promise is broken."""
        if self.args.json:
            with open(self.args.json, "w") as file:
                json.dump(self.result, file, indent=1)
                file.write("\n")
        sys.exit(any(row["holds"] is False for row in self.result["rows"]))
