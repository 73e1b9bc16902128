"""Writes packages/metrics/test/fixtures/metrics.json: the metrics' values by scikit-learn, PyTorch and SciPy.

Run from the repository's root: /usr/bin/python3 scripts/oracles/metrics.py
"""
import json
import numpy as np
import scipy
import sklearn
import torch
from scipy import stats
from sklearn import metrics as m

rng = np.random.default_rng(1127)


def labels(n, prevalences):
    y = (rng.random((n, len(prevalences))) < prevalences).astype(int)
    for column, prevalence in enumerate(prevalences):
        if 0 < prevalence < 1:  # both classes, whatever was drawn
            y[0, column], y[1, column] = 1, 0
    return y


def scores(y, strength, decimals=15):
    return np.round(1 / (1 + np.exp(-(rng.normal(-1, 1.5, y.shape) + strength * y))), decimals)


def dataset(name, y, s, weights):
    return {"name": name, "y": y, "s": s, "weights": weights}


y_common, y_rare = labels(60, [0.5, 0.3, 0.4]), labels(120, [0.02, 0.05, 0.5, 0.1])
y_ties, y_equal = labels(80, [0.5, 0.1]), labels(20, [0.5, 0.2])
y_missing, y_long = labels(40, [0.0, 0.4, 1.0, 0.1]), labels(2500, [0.1])
# Weights are eighths, so that sums are exact and scikit-learn drops the same points of a curve.
sets = [
    dataset("common", y_common, scores(y_common, 1.5), rng.integers(1, 40, 60) / 8),
    dataset("rare", y_rare, scores(y_rare, 1.0), rng.integers(1, 40, 120) / 8),
    dataset("ties", y_ties, scores(y_ties, 1.0, 1), np.r_[rng.integers(0, 3, 79), 1] / 8),
    dataset("all scores equal", y_equal, np.full((20, 2), 0.25), rng.integers(1, 9, 20) / 8),
    dataset("missing classes", y_missing, scores(y_missing, 2.0, 2), rng.integers(1, 9, 40) / 8),
    dataset("longer than the radix threshold", y_long, scores(y_long, 0.7, 4), rng.integers(1, 9, 2500) / 8),
    dataset("confident and wrong", np.array([[0], [1], [1], [0]]), np.array([[1.0], [0.0], [1.0], [0.0]]), np.ones(4)),
]


def curve(y, s, w, drop):
    fpr, tpr, thresholds = m.roc_curve(y, s, sample_weight=w, drop_intermediate=drop)
    # The first threshold, "no positive", is max + 1 up to scikit-learn 1.2 and infinite since; null stands for it.
    return {"fpr": fpr.tolist(), "tpr": tpr.tolist(), "thresholds": [None] + thresholds[1:].tolist()}


def values(y, s, w):
    both = [c for c in range(y.shape[1]) if 0 < y[:, c].sum() < len(y)]
    decided = (s > 0.5).astype(int)
    clipped = np.clip(s, 1e-7, 1 - 1e-7)
    logits = torch.tensor(20 * (s - 0.5), dtype=torch.float64)
    weight = None if w is None else torch.tensor(w)[:, None].expand(y.shape)
    bce_logits = torch.nn.functional.binary_cross_entropy_with_logits(
        logits, torch.tensor(y, dtype=torch.float64), weight=weight, reduction="sum"
    ) / (y.size if w is None else weight.sum())
    auc = {
        average: m.roc_auc_score(y[:, both], s[:, both], average=average, sample_weight=w) if both else None
        for average in ("macro", "micro", "weighted")
    }
    columns = range(y.shape[1])
    confusion = m.multilabel_confusion_matrix(y, decided, sample_weight=w) if y.shape[1] > 1 else [
        m.confusion_matrix(y[:, 0], decided[:, 0], sample_weight=w, labels=[0, 1])
    ]
    return {
        "rocAucPerLabel": [
            m.roc_auc_score(y[:, c], s[:, c], sample_weight=w) if c in both else None for c in columns
        ],
        "rocAuc": auc,
        "rocCurve": {drop: curve(y[:, both[0]], s[:, both[0]], w, drop == "drop") for drop in ("drop", "keep")}
        if both and len(y) < 1000 else None,
        "curveColumn": both[0] if both else None,
        "binaryAccuracy": 1 - m.hamming_loss(y, decided, sample_weight=w),
        "binaryAccuracyPerLabel": [m.accuracy_score(y[:, c], decided[:, c], sample_weight=w) for c in columns],
        "baselinePerLabel": [m.accuracy_score(y[:, c], 0 * y[:, c], sample_weight=w) for c in columns],
        "logLossPerLabel": [
            m.log_loss(y[:, c], clipped[:, c], sample_weight=w, labels=[0, 1], eps=1e-15) for c in columns
        ],
        "logLossOfLogits": bce_logits.item(),
        "confusionPerLabel": [np.ravel(counts).tolist() for counts in confusion],
        "sensitivityPerLabel": [
            m.recall_score(y[:, c], decided[:, c], sample_weight=w) if y[:, c].any() else None for c in columns
        ],
        "specificityPerLabel": [
            m.recall_score(1 - y[:, c], 1 - decided[:, c], sample_weight=w) if not y[:, c].all() else None
            for c in columns
        ],
        "precisionPerLabel": [
            m.precision_score(y[:, c], decided[:, c], sample_weight=w) if decided[:, c].any() else None
            for c in columns
        ],
    }


def interval(d, column):
    """Stratified bootstrap: SciPy resamples the two unpaired samples, positives and negatives, each on its own."""
    y, s = d["y"][:, column], d["s"][:, column]

    def auc(positive, negative, axis):
        gap = positive[..., :, None] - negative[..., None, :]
        return ((gap > 0) + (gap == 0) / 2).mean(axis=(-1, -2))

    result = stats.bootstrap(
        (s[y == 1], s[y == 0]), auc, n_resamples=20000, batch=500, method="percentile", vectorized=True,
        random_state=np.random.default_rng(7),
    )
    low, high = result.confidence_interval
    return {"set": d["name"], "column": column, "lower": low, "upper": high, "standardError": result.standard_error}


logits = [-800.0, -40.0, -1e-3, 0.0, 1e-3, 40.0, 800.0]
extreme = torch.tensor(logits, dtype=torch.float64)
fixture = {
    "oracle": f"scikit-learn {sklearn.__version__}",
    "oracleOfLogits": f"PyTorch {torch.__version__}",
    "oracleOfIntervals": f"SciPy {scipy.__version__}",
    "sets": [
        {
            "name": d["name"], "y": d["y"].tolist(), "s": d["s"].tolist(), "weights": d["weights"].tolist(),
            "unweighted": values(d["y"], d["s"], None), "weighted": values(d["y"], d["s"], d["weights"]),
        }
        for d in sets
    ],
    "extremeLogits": {
        "logits": logits,
        "loss": {
            str(y): torch.nn.functional.binary_cross_entropy_with_logits(
                extreme, torch.full_like(extreme, y), reduction="none"
            ).tolist()
            for y in (0, 1)
        },
        "smoothed": torch.nn.functional.binary_cross_entropy_with_logits(
            extreme, torch.full_like(extreme, 0.95)
        ).item(),
    },
    "intervals": [interval(sets[0], 0), interval(sets[1], 1), interval(sets[2], 0), interval(sets[2], 1)],
}
with open("packages/metrics/test/fixtures/metrics.json", "w") as file:
    json.dump(fixture, file)
    file.write("\n")
