"""Writes packages/metrics/test/fixtures/probability-metrics.json: metrics of probabilities by scikit-learn.

The labels, scores and weights are those of metrics.json.
Run from the repository's root: /usr/bin/python3 scripts/oracles/probability-metrics.py
"""
from sklearn import metrics as m

from metric_sets import write_figures


def values(y, s, w):
    columns = range(y.shape[1])
    return {
        "logLoss": [m.log_loss(y[:, c], s[:, c], sample_weight=w, labels=[0, 1]) for c in columns],
        "brier": [
            # scikit-learn takes the higher label it finds for the positive one unless told.
            m.brier_score_loss(y[:, c], s[:, c], sample_weight=w, pos_label=1) for c in columns
        ],
    }


write_figures("probability-metrics.json", values)
