"""Writes packages/metrics/test/fixtures/average-precision-interval.json: scikit-learn's average precision, bootstrapped.

The labels and scores are those of metrics.json; positives and negatives are resampled each on their own. For each bound of
the 95 % interval the two quantiles between which it lies: 0.007 to each side, 3 standard errors of a share between two runs.
Run from the repository's root: /usr/bin/python3 scripts/oracles/average-precision-interval.py
"""
import json
import numpy as np
import sklearn
from sklearn.metrics import average_precision_score

REPLICATES = 10_000

with open("packages/metrics/test/fixtures/metrics.json") as file:
    sets = {each["name"]: each for each in json.load(file)["sets"]}


def case(name, column):
    y, s = (np.array(sets[name][key])[:, column] for key in "ys")
    rng = np.random.default_rng(53)
    classes = [np.flatnonzero(y == c) for c in (0, 1)]
    draws = (np.concatenate([rng.choice(rows, len(rows)) for rows in classes]) for _ in range(REPLICATES))
    figures = [average_precision_score(y[rows], s[rows]) for rows in draws]
    return {
        "set": name, "column": column, "estimate": average_precision_score(y, s),
        "lower": np.quantile(figures, [0.018, 0.032]).tolist(), "upper": np.quantile(figures, [0.968, 0.982]).tolist(),
        "standardError": np.std(figures, ddof=1), "mean": np.mean(figures),
    }


with open("packages/metrics/test/fixtures/average-precision-interval.json", "w") as file:
    json.dump({
        "oracle": f"scikit-learn {sklearn.__version__}", "replicates": REPLICATES,
        "cases": [case("common", 0), case("ties", 0), case("rare", 1), case("rare", 3)],
    }, file)
    file.write("\n")
