"""Writes packages/metrics/test/fixtures/ranking-metrics.json: metrics of rankings by scikit-learn.

The labels, scores and weights are those of metrics.json.
Run from the repository's root: /usr/bin/python3 scripts/oracles/ranking-metrics.py
"""
import numpy as np
from sklearn import metrics as m

from metric_sets import write_figures

LIMITS = [0.05, 0.25, 0.5, 0.9]


def values(y, s, w):
    columns = range(y.shape[1])
    # scikit-learn has no figure, or a 0 with a warning, for labels and rows of one class: they are left out, as 'omit' does.
    positive = [c for c in columns if y[:, c].any()]
    both = [c for c in positive if not y[:, c].all()]
    rows_positive, rows_both = y.any(axis=1), y.any(axis=1) & ~y.all(axis=1)

    def weights_of(rows):
        return None if w is None else w[rows]

    def average_precision(average):
        return m.average_precision_score(y[:, positive], s[:, positive], average=average, sample_weight=w)

    result = {
        "averagePrecisionPerLabel": [
            m.average_precision_score(y[:, c], s[:, c], sample_weight=w) if c in positive else None for c in columns
        ],
        "averagePrecision": {average: average_precision(average) for average in ("macro", "weighted")},
        "averagePrecisionMicro": m.average_precision_score(
            y.ravel(), s.ravel(), sample_weight=None if w is None else np.repeat(w, y.shape[1])
        ),
        "partialRocAuc": {
            str(limit): [
                m.roc_auc_score(y[:, c], s[:, c], sample_weight=w, max_fpr=limit) if c in both else None
                for c in columns
            ] for limit in LIMITS
        },
    }
    precision, recall, thresholds = m.precision_recall_curve(y[:, both[0]], s[:, both[0]], sample_weight=w)
    if len(y) < 1000:
        result["curve"] = {
            "column": both[0], "precision": precision.tolist(), "recall": recall.tolist(),
            "thresholds": thresholds.tolist(),
        }
    if y.shape[1] > 1:
        result["samples"] = {
            "averagePrecision": m.average_precision_score(
                y[rows_positive], s[rows_positive], average="samples", sample_weight=weights_of(rows_positive)
            ),
            "rocAuc": m.roc_auc_score(
                y[rows_both], s[rows_both], average="samples", sample_weight=weights_of(rows_both)
            ),
        }
        result["labelRanking"] = {
            "labelRankingAveragePrecision": m.label_ranking_average_precision_score(y, s, sample_weight=w),
            "coverageError": m.coverage_error(y, s, sample_weight=w),
            "labelRankingLoss": m.label_ranking_loss(y, s, sample_weight=w),
        }
    return result


write_figures("ranking-metrics.json", values)
