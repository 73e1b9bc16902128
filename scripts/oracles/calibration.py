"""Writes packages/metrics/test/fixtures/calibration.json: calibration curves by scikit-learn.

The labels, scores and weights are those of metrics.json. Weights, which scikit-learn's curve does not take, are eighths:
each row is repeated that often.
Run from the repository's root: /usr/bin/python3 scripts/oracles/calibration.py
"""
import json
import numpy as np
import sklearn
from sklearn.calibration import calibration_curve

with open("packages/metrics/test/fixtures/metrics.json") as file:
    sets = json.load(file)["sets"]


def curves(y, s, strategies):
    return [
        {"column": c, "bins": bins, "strategy": strategy,
         **dict(zip(("observed", "predicted"), (
             part.tolist() for part in calibration_curve(y[:, c], s[:, c], n_bins=bins, strategy=strategy))))}
        for c in range(y.shape[1]) if 0 < y[:, c].sum() < len(y)
        for bins in (1, 5, 10) for strategy in strategies
    ]


def values(each):
    y, s = np.array(each["y"]), np.array(each["s"])
    repeats = np.round(8 * np.array(each["weights"])).astype(int)
    return {
        "unweighted": curves(y, s, ("uniform", "quantile")),
        "weighted": curves(np.repeat(y, repeats, axis=0), np.repeat(s, repeats, axis=0), ("uniform",)),
    }


with open("packages/metrics/test/fixtures/calibration.json", "w") as file:
    json.dump({
        "oracle": f"scikit-learn {sklearn.__version__}",
        "sets": {each["name"]: values(each) for each in sets},
    }, file)
    file.write("\n")
