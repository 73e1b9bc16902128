"""A figure of scikit-learn on random labels and scores, as a contender of bench/: see contenders/serve.ts.

Started by bench/main.ts with a MetricJob as JSON.
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.metrics import average_precision_score, roc_auc_score

from serve import serve

job = json.loads(sys.argv[1])
random = np.random.default_rng(1)
labels = (random.random((job["rows"], job["labels"])) < job["prevalence"]).astype(np.int64)
scores = 1 / (1 + np.exp(-random.standard_normal(labels.shape) - labels))


def bootstrap():
    """As many positives and as many negatives of each label as there are, drawn with replacement."""
    for column in range(job["labels"]):
        classes = [np.flatnonzero(labels[:, column] == label) for label in (0, 1)]
        figures = []
        for _ in range(job["replicates"]):
            rows = np.concatenate([random.choice(members, len(members)) for members in classes])
            figures.append(roc_auc_score(labels[rows, column], scores[rows, column]))
        np.percentile(figures, [2.5, 97.5])


STEPS = {
    "rocAuc": lambda: roc_auc_score(labels[:, 0], scores[:, 0]),
    "averagePrecision": lambda: average_precision_score(labels[:, 0], scores[:, 0]),
    "rocAucInterval": bootstrap,
}
serve(f"scikit-learn {sklearn.__version__}, numpy {np.__version__}", STEPS[job["figure"]])
