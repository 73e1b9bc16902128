"""Writes packages/metrics/test/fixtures/probability-metrics.json: metrics of probabilities by scikit-learn.

The labels, scores and weights are those of metrics.json.
Run from the repository's root: /usr/bin/python3 scripts/oracles/probability-metrics.py
"""
import json
import numpy as np
import sklearn
from sklearn import metrics as m

with open("packages/metrics/test/fixtures/metrics.json") as file:
    sets = json.load(file)["sets"]


def values(y, s, w):
    columns = range(y.shape[1])
    return {
        "logLoss": [m.log_loss(y[:, c], s[:, c], sample_weight=w, labels=[0, 1]) for c in columns],
        "brier": [
            # scikit-learn takes the higher label it finds for the positive one unless told.
            m.brier_score_loss(y[:, c], s[:, c], sample_weight=w, pos_label=1) for c in columns
        ],
    }


with open("packages/metrics/test/fixtures/probability-metrics.json", "w") as file:
    json.dump({
        "oracle": f"scikit-learn {sklearn.__version__}",
        "sets": {
            each["name"]: {
                "unweighted": values(np.array(each["y"]), np.array(each["s"]), None),
                "weighted": values(np.array(each["y"]), np.array(each["s"]), np.array(each["weights"])),
            }
            for each in sets
        },
    }, file)
    file.write("\n")
