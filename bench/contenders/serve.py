"""A Python contender's side of the conversation with bench/contender.ts: see contenders/serve.ts, which says the same."""

import json
import sys
import time


def serve(version, step, **about):
    say({"version": version, **about})
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            step()
            times.append((time.perf_counter() - start) * 1000)
        say({"times": times, "peakMegabytes": peak_megabytes()})


def say(value):
    print(json.dumps(value), flush=True)


def peak_megabytes():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
