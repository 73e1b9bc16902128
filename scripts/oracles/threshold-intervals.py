"""Writes packages/thresholds/test/fixtures/threshold-intervals.json: bootstrap intervals of thresholds by SciPy.

SciPy draws other rows, so the figures agree within the error of simulation only. Positives and negatives are two
samples, resampled apart. Run from the repository's root: /usr/bin/python3 scripts/oracles/threshold-intervals.py
"""
import json
import numpy as np
import scipy
from scipy.stats import bootstrap

rng = np.random.default_rng(523)
positives = np.round(rng.normal(1.5, 1, 60), 6)
negatives = np.round(rng.normal(0, 1, 140), 6)


def youden(pos, neg):
    levels = np.unique(np.r_[pos, neg])
    middles = (levels[1:] + levels[:-1]) / 2
    j = (pos[:, None] > middles).mean(axis=0) - (neg[:, None] > middles).mean(axis=0)
    return middles[len(j) - 1 - np.argmax(j[::-1])]


def mean_plus_sigma(*samples):
    joined = np.concatenate(samples)
    return joined.mean() + joined.std()


def interval(samples, statistic):
    found = bootstrap(samples, statistic, vectorized=False, paired=False, method="percentile", n_resamples=20000,
                      confidence_level=0.9, random_state=np.random.default_rng(1))
    low, high = found.confidence_interval
    return {"lower": low, "upper": high, "standardError": found.standard_error}


fixture = {
    "oracle": f"scipy {scipy.__version__}", "positives": positives.tolist(), "negatives": negatives.tolist(),
    "youden": interval((positives, negatives), youden),
    "meanPlusSigma, stratified": interval((positives, negatives), mean_plus_sigma),
    "meanPlusSigma": interval((np.r_[positives, negatives],), mean_plus_sigma),
}
with open("packages/thresholds/test/fixtures/threshold-intervals.json", "w") as file:
    json.dump(fixture, file)
    file.write("\n")
