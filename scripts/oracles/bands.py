"""Writes packages/metrics/test/fixtures/bands.json: bootstrap bands of ROC and precision–recall curves by scikit-learn.

The labels and scores are those of metrics.json. `curves` is each label's own curve at a grid; `bands` are quantiles of
the same curve over resampled rows, positives and negatives each on their own: for each bound the two between which it lies.
Run from the repository's root: /usr/bin/python3 scripts/oracles/bands.py
"""
import json
import numpy as np
import sklearn
from sklearn import metrics as m

REPLICATES = 10_000
GRID = np.array([0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1])

with open("packages/metrics/test/fixtures/metrics.json") as file:
    sets = {each["name"]: each for each in json.load(file)["sets"]}


def tpr(y, s, w=None):
    fpr, tpr, _ = m.roc_curve(y, s, sample_weight=w, drop_intermediate=False)
    return np.interp(GRID, fpr, tpr)  # of points above each other the last, which is the upper


def precision(y, s, w=None):
    precision, recall, _ = m.precision_recall_curve(y, s, sample_weight=w)
    # Of the points that reach a recall, the one of the highest threshold; at 0, of those that find anything.
    reached = [np.flatnonzero(recall >= r if r > 0 else recall > 0)[-1] for r in GRID]
    return precision[reached]


def band(y, s, rng, curve):
    classes = [np.flatnonzero(y == c) for c in (0, 1)]
    heights = []
    for _ in range(REPLICATES):
        rows = np.concatenate([rng.choice(rows, len(rows)) for rows in classes])
        heights.append(curve(y[rows], s[rows]))
    # Rates come in steps, so a quantile is told by its neighbours: 0.007 is 3 standard errors of a share between two runs.
    return dict(zip(("lower", "upper"), (
        np.quantile(heights, [share - 0.007, share + 0.007], axis=0).T.tolist() for share in (0.025, 0.975))))


def case(name, column):
    y, s = (np.array(sets[name][key])[:, column] for key in "ys")
    w = np.array(sets[name]["weights"])
    rng = np.random.default_rng(31)
    return {
        "set": name, "column": column,
        "curves": {
            "unweighted": {"tpr": tpr(y, s).tolist(), "precision": precision(y, s).tolist()},
            "weighted": {"tpr": tpr(y, s, w).tolist(), "precision": precision(y, s, w).tolist()},
        },
        "bands": {"roc": band(y, s, rng, tpr), "precisionRecall": band(y, s, rng, precision)},
    }


with open("packages/metrics/test/fixtures/bands.json", "w") as file:
    json.dump({
        "oracle": f"scikit-learn {sklearn.__version__}", "at": GRID.tolist(), "replicates": REPLICATES,
        "cases": [case("common", 0), case("ties", 0), case("rare", 3), case("longer than the radix threshold", 0)],
    }, file)
    file.write("\n")
