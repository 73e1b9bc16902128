"""Writes packages/thresholds/test/fixtures/thresholds.json: the best threshold of each method by exhaustive search.

Every cut of the scores is tried and judged by scikit-learn's metrics; of equal cuts the highest is taken. Weighted mean
and deviation are numpy's. Run from the repository's root: /usr/bin/python3 scripts/oracles/thresholds.py
"""
import json
import warnings
import numpy as np
import sklearn
from sklearn import metrics as m

warnings.filterwarnings("ignore")
rng = np.random.default_rng(604)


def dataset(name, n, prevalence, strength, decimals, weighted):
    y = (rng.random(n) < prevalence).astype(int)
    y[:2] = 1, 0
    s = np.round(1 / (1 + np.exp(-(rng.normal(-1, 1.5, n) + strength * y))), decimals)
    # Weights are eighths, some 0, so that sums are exact and equal cuts are equal.
    w = np.r_[1, 1, rng.integers(0, 17, n - 2) / 8] if weighted else None
    return {"name": name, "s": s, "y": y, "w": w}


sets = [
    dataset("common", 60, 0.4, 1.5, 15, False),
    dataset("common, weights", 60, 0.4, 1.5, 15, True),
    dataset("rare", 150, 0.03, 1.0, 15, False),
    dataset("rare, weights", 150, 0.03, 2.0, 15, True),
    dataset("ties", 80, 0.3, 1.0, 1, False),
    dataset("ties, weights", 80, 0.3, 1.0, 1, True),
    dataset("worse than chance", 40, 0.5, -2.0, 2, False),
    dataset("separated", 30, 0.5, 40.0, 15, False),
    {"name": "all scores equal", "s": np.full(9, 0.25), "y": np.r_[1, np.zeros(8, int)], "w": None},
]


def best(s, y, w, value):
    """The threshold with the largest value; value None rules a cut out."""
    kept = np.ones(len(s), bool) if w is None else w > 0
    levels = np.unique(s[kept])[::-1]
    found, threshold = None, None
    for above in range(len(levels) + 1):
        decided = (s >= levels[above - 1]).astype(int) if above else np.zeros(len(s), int)
        v = value(y, decided, w)
        if v is None or (found is not None and (v <= found or np.isclose(v, found, rtol=1e-11, atol=1e-13))):
            continue
        found = v
        if above == len(levels):
            threshold = np.nextafter(levels[-1], -np.inf)
        elif above == 0:
            threshold = levels[0]
        else:
            threshold = (levels[above - 1] + levels[above]) / 2
    return float(threshold)


def fbeta(beta):
    return lambda y, d, w: m.fbeta_score(y, d, beta=beta, sample_weight=w, zero_division=0)


def youden(y, d, w):
    return m.balanced_accuracy_score(y, d, sample_weight=w, adjusted=True)


def at_least(target, pos_label, prefer):
    def value(y, d, w):
        share = m.recall_score(y, d, pos_label=pos_label, sample_weight=w)
        return prefer(d) if share >= target - 1e-12 else None
    return value


def matching(prevalence):
    def value(y, d, w):
        share = np.average(y, weights=w) if prevalence is None else prevalence
        return -abs(np.average(d, weights=w) - share)
    return value


def cost(false_positive, false_negative):
    def value(y, d, w):
        (_, fp), (fn, _) = m.confusion_matrix(y, d, sample_weight=w, labels=[0, 1])
        return -(false_positive * fp + false_negative * fn)
    return value


def mean_plus_sigma(s, w, sigmas, ddof):
    w = np.ones(len(s)) if w is None else w
    mean = np.average(s, weights=w)
    return float(mean + sigmas * np.sqrt((w * (s - mean) ** 2).sum() / (w.sum() - ddof)))


methods = {
    "maxFbeta 0.5": fbeta(0.5), "maxFbeta 1": fbeta(1), "maxFbeta 2": fbeta(2), "youden": youden,
    **{f"sensitivity {t}": at_least(t, 1, lambda d: 0) for t in (0, 0.5, 0.8, 0.95, 1)},
    **{f"specificity {t}": at_least(t, 0, lambda d: int(d.sum())) for t in (0, 0.5, 0.9, 0.99, 1)},
    "prevalence": matching(None), "prevalence 0": matching(0), "prevalence 0.1": matching(0.1), "prevalence 1": matching(1),
    "cost 1:1": cost(1, 1), "cost 1:20": cost(1, 20), "cost 5:1": cost(5, 1), "cost 0:1": cost(0, 1), "cost 1:0": cost(1, 0),
}
fixture = {"oracle": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}", "sets": []}
for data in sets:
    s, y, w = data["s"], data["y"], data["w"]
    fixture["sets"].append({
        "name": data["name"], "s": s.tolist(), "y": y.tolist(), "w": None if w is None else w.tolist(),
        "thresholds": {
            **{name: best(s, y, w, value) for name, value in methods.items()},
            **{f"meanPlusSigma {k}:{ddof}": mean_plus_sigma(s, w, k, ddof) for k in (-1, 1, 2.5) for ddof in (0, 1)},
        },
    })
with open("packages/thresholds/test/fixtures/thresholds.json", "w") as file:
    json.dump(fixture, file)
    file.write("\n")
