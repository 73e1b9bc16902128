"""Writes packages/metrics/test/fixtures/decision-metrics.json: metrics of decisions by scikit-learn.

The labels, scores and weights are those of metrics.json; a decision is score > 0.5.
Run from the repository's root: /usr/bin/python3 scripts/oracles/decision-metrics.py
"""
import warnings
import numpy as np
from sklearn import metrics as m

from metric_sets import write_figures

warnings.simplefilter("ignore")

# 0 / 0 is what zero_division decides: these functions have that option …
RATIOS = {
    "precision": m.precision_score,
    "recall": m.recall_score,
    # … and the specificity is the recall of the other class.
    "specificity": lambda y, d, **options: m.recall_score(1 - y, 1 - d, **options),
    "jaccard": m.jaccard_score,
    "f1": m.f1_score,
    "fbeta2": lambda y, d, **options: m.fbeta_score(y, d, beta=2, **options),
    "fbetaHalf": lambda y, d, **options: m.fbeta_score(y, d, beta=0.5, **options),
}
# … and these have one label at a time.
BINARY = {
    "balancedAccuracy": m.balanced_accuracy_score,
    "matthewsCorrcoef": m.matthews_corrcoef,
    "cohenKappa": m.cohen_kappa_score,
}


def number(value):
    return None if np.isnan(value) else float(value)


def ratios(call, y, d, w):
    def of_label(c, zero_division):
        return call(y[:, c], d[:, c], sample_weight=w, zero_division=zero_division)

    result = {}
    for zero_division in (0, 1):
        labels = [of_label(c, zero_division) for c in range(y.shape[1])]
        averages = {
            average: call(y, d, average=average, sample_weight=w, zero_division=zero_division)
            # scikit-learn takes a table of one column for one label.
            for average in ("macro", "micro", "weighted", "samples")
        } if y.shape[1] > 1 else {}
        result[str(zero_division)] = {"perLabel": labels, **averages}
    # 0 / 0 is where the two answers differ.
    defined = [a if a == b else np.nan for a, b in zip(result["0"]["perLabel"], result["1"]["perLabel"])]
    return {**result, "omit": {
        "perLabel": [number(value) for value in defined],
        "macro": None if np.isnan(defined).all() else np.nanmean(defined),
    }}


def binary(call, y, d, w):
    repeated = None if w is None else np.repeat(w, y.shape[1])
    return {
        "perLabel": [number(call(y[:, c], d[:, c], sample_weight=w)) for c in range(y.shape[1])],
        "micro": number(call(y.ravel(), d.ravel(), sample_weight=repeated)),
    }


def values(y, s, w):
    d = (s > 0.5).astype(int)
    return {
        "accuracy": m.accuracy_score(y, d, sample_weight=w),
        "hammingLoss": m.hamming_loss(y, d, sample_weight=w),
        "ratios": {name: ratios(call, y, d, w) for name, call in RATIOS.items()},
        "binary": {name: binary(call, y, d, w) for name, call in BINARY.items()},
    }


write_figures("decision-metrics.json", values)
