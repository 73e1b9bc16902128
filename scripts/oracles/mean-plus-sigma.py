"""Writes packages/thresholds/test/fixtures/mean-plus-sigma.json: mean + sigma * std of each column, by numpy.

Run from the repository's root: /usr/bin/python3 scripts/oracles/mean-plus-sigma.py
"""
import json
import numpy as np

rng = np.random.default_rng(20230)
cases = {
    "uniform 50 x 4": rng.random((50, 4)),
    "rare label scores 200 x 3": rng.beta(0.3, 12, (200, 3)),
    "float32 sigmoids 64 x 5": (1 / (1 + np.exp(-rng.normal(-3, 2, (64, 5))))).astype(np.float32).astype(np.float64),
    "constant columns 7 x 3": np.tile([0.1, 0.3, 0.7], (7, 1)),
    "two rows": np.array([[0.0, 1.0], [1.0, 1.0]]),
    "large offset 30 x 2": 1e8 + rng.random((30, 2)),
}
fixture = {"oracle": f"numpy {np.__version__}", "cases": []}
for name, scores in cases.items():
    # numpy's own sums lose digits beside a large offset, so they run in extended precision.
    wide = scores.astype(np.longdouble)
    for ddof in (0, 1):
        for sigmas in (1.0, 2.5, -1.0):
            thresholds = wide.mean(axis=0) + sigmas * wide.std(axis=0, ddof=ddof)
            fixture["cases"].append({
                "name": name, "ddof": ddof, "sigmas": sigmas, "thresholds": [float(t) for t in thresholds],
            })
fixture["scores"] = {name: scores.tolist() for name, scores in cases.items()}
with open("packages/thresholds/test/fixtures/mean-plus-sigma.json", "w") as file:
    json.dump(fixture, file)
    file.write("\n")
